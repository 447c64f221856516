import { diskErrors, kills, powerLosses } from './disk-measures.ts';
import { fullDisks } from './full-disk-measure.ts';
import { killedTrainings } from './killed-training-measure.ts';
import type { Measure } from './measure.ts';
import { wantOfMemory } from './memory-measure.ts';
import { allMessages } from './message-measure.ts';
import { foreignModels } from './model-measure.ts';
import { turnedPictures } from './orientation-measure.ts';
import { pictures } from './picture-measure.ts';
import { damagedProjects } from './project-measures.ts';
import { races } from './race-measure.ts';
import { backupDrills, faultyRestores } from './restore-measures.ts';
import { soak } from './soak-measure.ts';
import { killedStudios } from './studio-measure.ts';

/** The lines of the gate, in the order of docs/RELIABILITY.md. */
export const measures: readonly Measure[] = [
  kills,
  killedStudios,
  powerLosses,
  diskErrors,
  fullDisks,
  faultyRestores,
  damagedProjects,
  backupDrills,
  races,
  pictures,
  turnedPictures,
  foreignModels,
  allMessages,
  soak,
  killedTrainings,
  wantOfMemory,
];
