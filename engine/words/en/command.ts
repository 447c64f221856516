import type { BaselineScore, ImportReport } from '../../contract/index.ts';
import { count, countImages, decimals, formatNumber, percentInTenths, shortDuration, smallNumber } from './figures.ts';

/** Output of the `graft` command. */
export const command = {
  missing: (what: string) => `${what} is missing. See "graft help"`,
  number: (option: string, given: string) => `${option} requires a number, not "${given}"`,
  onlyWithCut: (option: string) => `${option} requires --boxes cut`,
  wholeNumber: (option: string, given: string) => `${option} requires a whole number, not "${given}"`,
  otherWithoutClasses: '--other-name and --other-into require --other-below or --other-classes',
  otherTwice: 'use either --other-name or --other-into',
  otherOfResumed: 'a resumed run keeps the classes that it was started with: leave out --other-below and --other-classes',
  noSuchClass: (name: string) => `the project has no class "${name}"`,
  duration: (option: string, given: string) => `${option} requires a time such as 90s, 10m or 2h, not "${given}"`,
  separators: (given: string, known: readonly string[]) =>
    `invalid --separator "${given}": use ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
  budgetMissing: 'automatic mode requires a time, such as --budget 10m',
  secondsLeft: (seconds: number) => `about ${shortDuration(seconds)} left`,
  done: (done: number, total: number | null) =>
    total ? `${formatNumber(done)} / ${formatNumber(total)}` : done > 0 ? formatNumber(done) : '',
  created: (name: string, path: string) => `Created project ${name} at ${path}.`,
  imported: (n: number, present: number, skipped: number) =>
    `Imported ${countImages(n)}${present ? `; ${countImages(present)} already in the project` : ''}${skipped ? `; ${count(skipped, 'other file', 'other files')} skipped` : ''}.`,
  classLevel: (level: number, levels: number) =>
    `Classes are taken from folder level ${formatNumber(level)} of ${formatNumber(levels)}; use --class-level to choose another one.`,
  split: ({ kept, train, validation, test }: NonNullable<ImportReport['tree']['split']>) =>
    kept
      ? `The split was kept: ${countImages(train)} for training, ${formatNumber(validation)} for validation, ${formatNumber(test)} for testing.`
      : `The folders contain a split (${formatNumber(train)} train, ${formatNumber(validation)} validation, ${formatNumber(test)} test). It was not kept; use --keep-split to keep it.`,
  severalFrames: (n: number) => `${count(n, 'file contains', 'files contain')} several frames or pages; only the first is used:`,
  furtherBands: (n: number) => `${count(n, 'file contains', 'files contain')} extra bands, which are ignored:`,
  bandsOf: (file: string, bands: number) => `  ${file}  (${formatNumber(bands)})`,
  framesOf: (file: string, frames: number) => `  ${file}  (${formatNumber(frames)})`,
  duplicates: (n: number) => `${count(n, 'file is an exact copy', 'files are exact copies')} of other images:`,
  duplicate: (file: string, of: string) => `  ${file}  =  ${of}`,
  conflicts: (n: number) => `${count(n, 'image is', 'images are')} in folders of different classes and unlabelled until you decide:`,
  conflict: (places: readonly { file: string; class: string }[]) =>
    `  ${places.map((place) => `${place.class}: ${place.file}`).join('   ')}`,
  refusedFiles: (n: number) => `${count(n, 'file was', 'files were')} rejected:`,
  joined: (name: string, others: readonly string[]) =>
    `The names ${[name, ...others].map((other) => `"${other}"`).join(', ')} were merged into one class "${name}".`,
  readOnly: 'This project is read-only: its folder cannot be written to.',
  status: (project: {
    name: string;
    path: string;
    images: number;
    labelled: number;
    unlabelled: number;
    conflicts: number;
    refused: number;
    dataVersion: number;
    runs: number;
  }) =>
    [
      `${project.name}  (${project.path})`,
      `${countImages(project.images)}: ${formatNumber(project.labelled)} labelled, ${formatNumber(project.unlabelled)} unlabelled, ${formatNumber(project.conflicts)} in conflict; ${count(project.refused, 'file', 'files')} rejected`,
      `Dataset version ${project.dataVersion}; ${count(project.runs, 'run', 'runs')}`,
    ].join('\n'),
  missingFiles: (n: number) =>
    `The ${n === 1 ? 'file' : 'files'} of ${countImages(n)} cannot be found. If they were moved: graft find <project> <folder>`,
  classLine: (name: string, n: number, train: number, validation: number, test: number) =>
    `  ${name}: ${countImages(n)} (train ${formatNumber(train)}, validation ${formatNumber(validation)}, test ${formatNumber(test)})`,
  trained: (run: number, head: string, source: string, trainImages: number, seconds: number) =>
    `Run ${run}: new last layer (${head}) on ${source}, trained on ${countImages(trainImages)} in ${decimals(seconds, 1)} s.`,
  score: (accuracy: { value: number; low: number; high: number }, n: number) =>
    `Accuracy ${percentInTenths(accuracy.value)} (95% interval ${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)}) on ${count(n, 'test image', 'test images')}.`,
  balanced: (accuracy: { value: number; low: number; high: number }) =>
    `Balanced accuracy ${percentInTenths(accuracy.value)} (${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)}).`,
  baseline: (name: BaselineScore['name'], accuracy: { value: number; low: number; high: number }) =>
    `  Baseline, ${{ 'majority-class': 'always the most frequent class', 'colour-and-texture': 'colour and texture only', 'raw-pixels': 'raw pixels, 32 × 32' }[name]}: ${percentInTenths(accuracy.value)} (${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)})`,
  stale:
    'Stale: labels or the test set have changed since this run. Its figures apply to the images and labels at that time. Train again for current ones.',
  exported: (format: string, folder: string) => `Exported as ${format} to ${folder}.`,
  parity: (error: number, n: number, same: number) =>
    `Verified on ${countImages(n)}: largest difference ${smallNumber(error)}, same class on ${formatNumber(same)}.`,
  predicted: (n: number, refused: number, file: string) =>
    `Predicted ${countImages(n)}${refused ? `, ${count(refused, 'file', 'files')} rejected` : ''}: ${file}`,
  serving: (address: string) => `Graft is ready. Open this address in a browser on this computer (it works once):\n  ${address}`,
  servingAgain: (address: string) => `For another window:\n  ${address}`,
  servingStop: 'Stop with Ctrl+C.',
  failed: (what: string, safe: string, next: string) => `${what}\n${safe}\n${next}`,
  example: {
    drawing: (folder: string) => `1. Creating example images in ${folder}`,
    importing: '2. Importing them; folder names become labels',
    training: '3. Training a new last layer on the source model',
    scoring: '4. Testing on images that were set aside',
    exporting: '5. Exporting as SavedModel and verifying the export',
    predicting: '6. Classifying a folder with the run',
    reloaded: (same: number, n: number) =>
      `   Loaded in a separate process, the exported model gives the same prediction for ${formatNumber(same)} of ${countImages(n)}.`,
    done: (seconds: number) => `Everything took ${formatNumber(seconds)} s. "npm start -- --example" opens such a project.`,
  },
};
