import { autoReasons } from './auto-reasons.ts';
import { cache } from './cache.ts';
import { commandHelp } from './command-help.ts';
import { command } from './command.ts';
import { compareCommand } from './compare.ts';
import { compareScreen } from './compare-screen.ts';
import { developWizard } from './develop-wizard.ts';
import { failures } from './failures.ts';
import * as figures from './figures.ts';
import { frame } from './frame.ts';
import { annotations } from './annotations.ts';
import { images } from './images.ts';
import { groups } from './groups.ts';
import { label } from './label.ts';
import { labelExport } from './label-export.ts';
import { library } from './library.ts';
import { findings, machine } from './machine.ts';
import { folderScope } from './folder-scope.ts';
import { folderWindows } from './folder-windows.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { otherClass } from './other-class.ts';
import { map } from './map.ts';
import { parts } from './parts.ts';
import { projectFile } from './project-file.ts';
import { projects } from './projects.ts';
import { rankSources } from './rank-sources.ts';
import { readings } from './readings.ts';
import { refusals } from './refusals.ts';
import { report, verdictSentence } from './report.ts';
import { restore } from './restore.ts';
import { results } from './results.ts';
import { review } from './review.ts';
import { runs } from './runs.ts';
import { similar } from './similar.ts';
import { shell } from './shell.ts';
import { sourceCommand } from './source-command.ts';
import { testSet } from './test-set.ts';
import { train } from './train.ts';
import { use } from './use.ts';
import { whichSource } from './which-source.ts';

/** All English texts. Another language is a folder next to this one with an object of the same shape. */
export const en = {
  figures,
  frame,
  parts,
  projects,
  projectFile,
  cache,
  restore,
  annotations,
  images,
  label,
  groups,
  labelExport,
  review,
  similar,
  map,
  train,
  autoReasons,
  nearDuplicates,
  folderScope,
  folderWindows,
  otherClass,
  results,
  testSet,
  use,
  compareScreen,
  whichSource,
  library,
  developWizard,
  report,
  verdictSentence,
  failures,
  readings,
  refusals,
  shell,
  machine,
  findings,
  command,
  commandHelp,
  compareCommand,
  sourceCommand,
  rankSources,
  runs,
};
