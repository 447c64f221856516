import { diskErrors, kills, powerLosses } from './disk-measures.ts';
import { fullDisks } from './full-disk-measure.ts';
import type { Measure } from './measure.ts';
import { allMessages } from './message-measure.ts';
import { turnedPictures } from './orientation-measure.ts';
import { pictures } from './picture-measure.ts';
import { damagedProjects } from './project-measures.ts';
import { races } from './race-measure.ts';
import { killedStudios } from './studio-measure.ts';

/** The lines of the gate, in the order of docs/RELIABILITY.md. */
export const measures: readonly Measure[] = [kills, killedStudios, powerLosses, diskErrors, fullDisks, damagedProjects, races, pictures, turnedPictures, allMessages];
