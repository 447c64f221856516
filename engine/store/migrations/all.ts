import { projectsImagesLabelsRuns } from './0001-projects-images-labels-runs.ts';
import { tuningRankingsReports } from './0002-tuning-rankings-reports.ts';
import { testSet } from './0003-test-set.ts';
import { fairTransferReports } from './0004-fair-transfer-reports.ts';
import { annotations } from './0005-annotations.ts';
import { trainingChoices } from './0006-training-choices.ts';
import { pictureWindows } from './0007-picture-windows.ts';
import { samePixels } from './0008-same-pixels.ts';
import { keptJobs } from './0009-kept-jobs.ts';
import { cutOutRegions } from './0010-cut-out-regions.ts';
import { reviews } from './0011-reviews.ts';
import { captures } from './0012-captures.ts';
import { keptCounts } from './0013-kept-counts.ts';
import { folderWindows } from './0014-folder-windows.ts';
import { namedViews } from './0015-named-views.ts';
import { removedImages } from './0016-removed-images.ts';
import { comparedImages } from './0017-compared-images.ts';
import { readings } from './0018-readings.ts';
import type { Migration } from './migration.ts';

/** All steps, oldest first. */
export const migrations: readonly Migration[] = inOrder([
  projectsImagesLabelsRuns,
  tuningRankingsReports,
  testSet,
  fairTransferReports,
  annotations,
  trainingChoices,
  pictureWindows,
  samePixels,
  keptJobs,
  cutOutRegions,
  reviews,
  captures,
  keptCounts,
  folderWindows,
  namedViews,
  removedImages,
  comparedImages,
  readings,
]);

/** The same steps, after making sure that they are numbered 1, 2, 3 ... without gap. */
export function inOrder(steps: readonly Migration[]): readonly Migration[] {
  for (const [index, step] of steps.entries()) {
    if (step.version !== index + 1) throw new Error(`migration ${step.name} has number ${step.version}, expected ${index + 1}`);
  }
  return steps;
}
