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
  usage: `Graft turns a folder of images into a tested image model.

  graft new <project>                          make an empty project
  graft import <project> <folder>              [--labels folders|none] [--class-level N] [--keep-split] [--copy] [--group <pattern>]
  graft status <project>                       what is in it
  graft sources                                the source models on this computer
  graft sources add <file-or-folder>           [--title T] [--task T] [--licence L] [--scaling minus-one-to-one|zero-to-one|none|imagenet-mean|imagenet-bgr] [--size N]
  graft sources add --project <project> --run N   a network of your own, if it beats its naive baselines
  graft sources inspect|measure|remove <id>    look inside, measure the speed here, take out of the library
  graft sources export <id> --out <file.zip>   one file for a colleague to add
  graft sources rank <project>                 which one suits the labelled images  [--sources A,B] [--seed N] [--try N]
  graft sources offers                         what can be fetched from official addresses; asks nobody
  graft sources download <offer>               fetch one of them; goes on where an earlier try was cut off
  graft develop <project>                      a source model of your own from a project with plenty of images  [--method fine-tune|scratch]
                                               [--source ID] [--orientation any|mirror|matters] [--seed N] [--budget 10m] [--title T] [--task T] [--licence L]  [--run N]
  graft train <project>                        [--method head|fine-tune|scratch|auto] [--source ID] [--cut LAYER] [--seed N]
                                               [--tune-from BLOCK|all] [--orientation any|mirror|matters] [--budget 10m]
  graft train <project> --resume N             go on with a run that was stopped or broken off
  graft sweep <project>                        which cut of a source model suits the images  [--source ID] [--seed N]
  graft compare <project> [--quick]            is transfer helping? trains with and without it  [--source ID] [--seed N] [--resume N]
  graft runs <project>                         all runs, and the ladder on the same test images  [--compare N,M]
  graft evaluate <project>                     [--run N]
  graft test-set <project> [draw|lock|open]    who was scored on the test images; a fresh one, or scores withheld until opened  [--run N] [--seed N]
  graft brightness <project> [own|shared|<low> <high>]
                                               through which window images beyond 8 bits are seen
  graft cache <project> [empty]                what emptying its cache frees, or empty it; all of it is made again when it is needed
  graft restore <project> [backup]             its backups, what each holds and whether it is sound; or go back to one of them
  graft export <project> --format saved-model|tfjs-graph|tfjs-layers --out <folder>  [--run N]
  graft predict <project> <folder> --out <file.csv>  [--run N] [--replace]
                                               [--separator comma|semicolon|tab] [--no-bom]
  graft report <project>                       the newest transfer report  [--report N] [--recompute] [--format html|pdf|csv --out <file>]
                                               [--separator comma|semicolon|tab] [--no-bom]
  graft serve [<project>]                      the studio in a browser  [--port N] [--example]
  graft example                                the whole job on drawn images, step by step
  graft doctor                                 what this computer has and what works

Every command takes --json and then prints one JSON document and nothing else. Exit code 0 means success.`,
  unknown: (name: string) => `There is no command "${name}". "graft help" lists the commands.`,
  missing: (what: string) => `${what} is missing. "graft help" shows how the command is used.`,
  separators: (given: string, known: readonly string[]) => `--separator takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not "${given}".`,
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
