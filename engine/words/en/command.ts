import type { BaselineScore, ImportReport, Stage } from '../../contract/index.ts';
import { count, countImages, decimals, formatNumber, percentInTenths, shortDuration, smallNumber } from './figures.ts';

export const stages: Readonly<Record<Stage, string>> = {
  waiting: 'Waiting for another job', scanning: 'Looking for images', reading: 'Reading images', features: 'Seeing the images through the source model',
  baselines: 'Training the baselines', fitting: 'Fitting the head', testing: 'Testing on held-out images', writing: 'Writing', checking: 'Reading back and comparing',
  predicting: 'Predicting', drawing: 'Drawing the example images',
  preparing: 'Preparing the images', searching: 'Searching the learning rate', tuning: 'Tuning', ranking: 'Ranking the source models', comparing: 'Training the arms of the comparison',
  downloading: 'Downloading', 'reading-model': 'Reading the model', 'testing-model': 'Testing the model', measuring: 'Measuring the speed',
};

/** What the `graft` command says. */
export const command = {
  missing: (what: string) => `${what} is missing. "graft help" shows how the command is used`,
  separators: (given: string, known: readonly string[]) => `--separator takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not "${given}"`,
  secondsLeft: (seconds: number) => `about ${shortDuration(seconds)} left`,
  done: (done: number, total: number | null) => (total ? `${formatNumber(done)} / ${formatNumber(total)}` : done > 0 ? formatNumber(done) : ''),
  created: (name: string, path: string) => `Made the project ${name} at ${path}.`,
  imported: (n: number, present: number, skipped: number) =>
    `Imported ${countImages(n)}${present ? `; ${countImages(present)} were there already` : ''}${skipped ? `; ${count(skipped, 'other file', 'other files')} left out` : ''}.`,
  classLevel: (level: number, levels: number) => `The class is the folder at level ${formatNumber(level)} of ${formatNumber(levels)}; --class-level chooses another one.`,
  split: ({ kept, train, validation, test }: NonNullable<ImportReport['tree']['split']>) => (kept
    ? `The split of the folders was kept: ${countImages(train)} to train on, ${formatNumber(validation)} for validation, ${formatNumber(test)} to test on.`
    : `The folders hold a split (${formatNumber(train)} train, ${formatNumber(validation)} validation, ${formatNumber(test)} test). It was not kept: a training makes its own. --keep-split keeps it.`),
  severalFrames: (n: number) => `${count(n, 'file holds', 'files hold')} several frames or pages; only the first of each is used:`,
  furtherBands: (n: number) => `${count(n, 'file holds', 'files hold')} further bands, which are left out:`,
  bandsOf: (file: string, bands: number) => `  ${file}  (${formatNumber(bands)})`,
  framesOf: (file: string, frames: number) => `  ${file}  (${formatNumber(frames)})`,
  duplicates: (n: number) => `${count(n, 'file is', 'files are')} byte-identical with an image that came first; recorded beside it:`,
  duplicate: (file: string, of: string) => `  ${file}  =  ${of}`,
  conflicts: (n: number) => `${count(n, 'image lies', 'images lie')} in folders of different classes; unlabelled until you decide:`,
  conflict: (places: readonly { file: string; class: string }[]) => `  ${places.map((place) => `${place.class}: ${place.file}`).join('   ')}`,
  refusedFiles: (n: number) => `${count(n, 'file was', 'files were')} refused:`,
  joined: (name: string, others: readonly string[]) => `Folders ${[name, ...others].map((other) => `"${other}"`).join(', ')} were taken as one class "${name}".`,
  readOnly: 'It can only be read: nothing can be written where it lies.',
  status: (project: { name: string; path: string; images: number; labelled: number; unlabelled: number; conflicts: number; refused: number; dataVersion: number; runs: number }) => [
    `${project.name}  (${project.path})`,
    `${countImages(project.images)}: ${formatNumber(project.labelled)} labelled, ${formatNumber(project.unlabelled)} unlabelled, ${formatNumber(project.conflicts)} in conflict; ${count(project.refused, 'file', 'files')} refused`,
    `Dataset version ${project.dataVersion}; ${count(project.runs, 'run', 'runs')}`,
  ].join('\n'),
  missingFiles: (n: number) => `${count(n, 'image', 'images')} can no longer be found where ${n === 1 ? 'its file was' : 'their files were'}.`,
  classLine: (name: string, n: number, train: number, validation: number, test: number) =>
    `  ${name}: ${countImages(n)} (train ${formatNumber(train)}, validation ${formatNumber(validation)}, test ${formatNumber(test)})`,
  trained: (run: number, head: string, source: string, trainImages: number, seconds: number) =>
    `Run ${run}: ${head} head on ${source}, trained on ${countImages(trainImages)} in ${decimals(seconds, 1)} s.`,
  score: (accuracy: { value: number; low: number; high: number }, n: number) =>
    `Accuracy ${percentInTenths(accuracy.value)} (95% interval ${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)}) on ${countImages(n)} that were held out.`,
  balanced: (accuracy: { value: number; low: number; high: number }) => `Balanced accuracy ${percentInTenths(accuracy.value)} (${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)}).`,
  baseline: (name: BaselineScore['name'], accuracy: { value: number; low: number; high: number }) =>
    `  Baseline, ${{ 'majority-class': 'always the most frequent class', 'colour-and-texture': 'colour and texture only', 'raw-pixels': 'pixels alone, 32 x 32' }[name]}: ${percentInTenths(accuracy.value)} (${percentInTenths(accuracy.low)} to ${percentInTenths(accuracy.high)})`,
  stale: 'Labels or the test set have changed since this run saw them. The run is kept, and its figures stay true of the images and labels as they were. Train again for current ones.',
  exported: (format: string, folder: string) => `Exported as ${format} to ${folder}.`,
  parity: (error: number, n: number, same: number) => `Read back and compared on ${countImages(n)}: largest difference ${smallNumber(error)}, same class on ${formatNumber(same)}.`,
  predicted: (n: number, refused: number, file: string) => `Predicted ${countImages(n)}${refused ? `, ${count(refused, 'file', 'files')} refused with the reason` : ''}: ${file}`,
  serving: (address: string) => `Graft is ready. Open this address in a browser on this computer (it works once):\n  ${address}`,
  servingAgain: (address: string) => `For another window:\n  ${address}`,
  servingStop: 'Stop with Ctrl+C.',
  failed: (what: string, safe: string, next: string) => `${what}\n${safe}\n${next}`,
  example: {
    drawing: (folder: string) => `1. Drawing the example images into ${folder}`,
    importing: '2. Importing them; folder names become labels',
    training: '3. Training a head on the source model',
    scoring: '4. Testing on images that were held out',
    exporting: '5. Exporting as SavedModel, read back and compared',
    predicting: '6. Predicting a folder with the exported run',
    reloaded: (same: number, n: number) => `   The exported model, loaded in a process of its own, names ${formatNumber(same)} of ${countImages(n)} as the studio does.`,
    done: (seconds: number) => `The whole job took ${formatNumber(seconds)} s. "npm start -- --example" opens this project.`,
  },
};
