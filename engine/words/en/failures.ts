import type { JobKind } from '../../contract/job-kinds.ts';
import type { FailureCode, FailureFacts } from '../../domain/failure.ts';
import { count, formatNumber } from './figures.ts';
import { frame } from './frame.ts';

/** What happened, what is safe, and what to do next, each a sentence or two. */
export interface FailureWords { readonly what: string; readonly safe: string; readonly next: string }
type Words = (facts: FailureFacts) => FailureWords;

const labelsSafe = 'Every label you gave is saved.';
const projectSafe = 'Nothing in the project was changed.';
const bothStay = 'Nothing in your projects or among your source models was changed.';
const libraryStays = 'The source models on this computer stay as they are.';
const imagesSafe = 'Your images were not touched.';
const savedStays = 'Everything that was saved before is still there.';
const fact = (facts: FailureFacts, name: string, otherwise: string): string => {
  const value = facts[name];
  return value === undefined || value === '' ? otherwise : String(value);
};

/** A thing with its name or number; `otherwise` where that is not known. */
const named = (kind: string, name: string | number | undefined, otherwise: string): string =>
  (name === undefined || name === '' ? otherwise : `${kind} ${name}`);

const backupOf = (facts: FailureFacts): string =>
  `${facts.backup ? ` A checked backup exists: ${facts.backup}.` : ''}${Number(facts.backups) > 1 ? ` Of the ${formatNumber(Number(facts.backups))} backups in that folder it holds the most work.` : ''}`;

const nextWithBackup = (facts: FailureFacts): string => (facts.backup
  ? 'Choose "Restore a backup" here or in the menu of the project on Projects (graft restore). What is there now is kept beside the backups.'
  : 'Copy the whole project folder somewhere safe before anything else, then look for an older copy of it in your own backups.');

/** What a database that is behind has lost. */
const lossOf = (facts: FailureFacts): string => {
  const lost = ([['statements', 'statement about images or classes', 'statements about images or classes'], ['images', 'image', 'images'], ['runs', 'run', 'runs'], ['reports', 'report', 'reports']] as const)
    .flatMap(([name, one, other]) => (Number(facts[name]) > 0 ? [count(Number(facts[name]), one, other)] : []));
  return lost.length === 0 ? 'the last changes are missing' : `${lost.join(', ')} ${lost.length === 1 && lost[0]?.startsWith('1 ') ? 'is' : 'are'} missing`;
};

const workOf = (facts: FailureFacts): string =>
  (String(facts.kind) in frame.jobs.kinds ? frame.jobs.named(facts.kind as JobKind, typeof facts.project === 'string' ? facts.project : null) : 'Other work');

/** English words for every failure. A code that is missing here does not compile. */
export const failures: Readonly<Record<FailureCode, Words>> = {
  'project-not-found': (f) => ({
    what: `There is no project at ${fact(f, 'path', 'that place')}.`, safe: 'Nothing was changed.',
    next: 'If the folder was moved or its drive is not connected, connect it or open the project from its new place.',
  }),
  'project-exists': (f) => ({
    what: `A project named "${fact(f, 'name', 'this')}" is already there.`, safe: 'The existing project was not touched.',
    next: 'Choose another name or folder, or open the existing project.',
  }),
  'project-in-use': (f) => ({
    what: `${named('The project', f.path, 'This project')} is open in another Graft window or command.`, safe: projectSafe,
    next: 'Close it there, or go on working there. Only one program at a time may write to a project.',
  }),
  'project-newer': (f) => ({
    what: `This project was made by a newer Graft${f.found ? ` (project format ${f.found}, this program knows up to ${fact(f, 'known', 'an older one')})` : ''}.`,
    safe: projectSafe, next: 'Open it with the newer version of Graft.',
  }),
  'project-damaged': (f) => ({
    what: `The project's database is damaged${f.detail ? ` (${f.detail})` : ''}.`,
    safe: `It was left as it is.${backupOf(f)}`, next: nextWithBackup(f),
  }),
  'project-behind': (f) => ({
    what: `The project's database is older than what was once saved in it: ${lossOf(f)}. Its newest part, kept in project.db-wal until the project is closed, was lost or damaged, or project.db was copied or put back alone.`,
    safe: `It was left as it is.${backupOf(f)}`,
    next: `If project.db-wal is still somewhere, put it back beside project.db. Otherwise: ${nextWithBackup(f)} The list there also offers to go on with what is left.`,
  }),
  'project-altered': (f) => ({
    what: f.found === 'missing' ? `The project's database lacks the ${fact(f, 'kind', 'part')} "${fact(f, 'name', 'of Graft')}".`
      : `The project's database has a ${fact(f, 'kind', 'part')} "${fact(f, 'name', 'of another program')}" that ${f.found === 'changed' ? 'is not as Graft makes it' : 'Graft did not make'}.`,
    safe: `The project was not opened, because such a part can change labels unseen. It was left as it is.${backupOf(f)}`,
    next: f.backup ? nextWithBackup(f) : 'Ask whoever gave you the project what was done to it, or for a copy that only Graft has written.',
  }),
  'project-moved': (f) => ({
    what: `The project's folder is no longer at ${fact(f, 'path', 'its place')}: it was moved or renamed while the project is open, or its disk is not connected.`,
    safe: 'Everything that was acknowledged is saved in the moved folder. This last step was not done, and nothing is made at the old place.',
    next: 'Open the project at its new place, or put the folder back and go on.',
  }),
  'project-read-only': (f) => ({
    what: `Graft may not write in ${fact(f, 'path', 'the folder of this project')}: the project is open to be read.`, safe: projectSafe,
    next: 'Results can be looked at, models exported and used. To label or train, copy the whole project folder to a place where you may write, and open it there.',
  }),
  'project-busy': () => ({
    what: 'Work on this project is under way.', safe: projectSafe, next: 'Wait until it is done, or stop it; then try again.',
  }),
  'backup-not-found': (f) => ({
    what: `There is no backup named "${fact(f, 'file', 'this')}" in the project.`, safe: projectSafe, next: 'Choose one of the list.',
  }),
  'backup-damaged': (f) => ({
    what: `${named('The backup', f.file, 'This backup')} cannot be opened: it is damaged or was made by a newer Graft.`, safe: projectSafe, next: 'Choose another one of the list.',
  }),
  'project-leads-elsewhere': (f) => ({
    what: `"${fact(f, 'name', 'A part')}" in the project at ${fact(f, 'path', 'that folder')} is ${fact(f, 'found', 'a link')}. Graft would write and remove files in another place.`,
    safe: 'The project was not opened, and nothing was changed.',
    next: 'Put the file or folder itself there. What is in "cache" and "features" Graft makes again, so these may simply be removed.',
  }),
  'not-a-project': (f) => ({
    what: `${named('The folder', f.path, 'That folder')} is not a Graft project.`, safe: 'Nothing was changed.',
    next: 'Choose a folder whose name ends in .graft, or make a new project and import the images into it.',
  }),
  'folder-read-only': (f) => ({
    what: `Graft may not write in ${fact(f, 'path', 'that folder')}.`, safe: savedStays,
    next: 'Choose another folder, or ask whoever looks after this computer for permission to write there.',
  }),
  'folder-not-found': (f) => ({
    what: `${named('The folder', f.path, 'A folder')} cannot be found.`, safe: savedStays,
    next: 'Check the name, and that the drive it is on is connected.',
  }),
  'disk-full': (f) => ({
    what: `The disk that holds ${fact(f, 'path', 'the project')} is full.`,
    safe: 'Everything that was acknowledged before is saved; the last step was not done.',
    next: 'Free some space, then do the last step again.',
  }),
  'disk-error': (f) => ({
    what: `The disk that holds ${fact(f, 'path', 'the project')} reports an error (${fact(f, 'detail', 'no reason given')}). The last step was not saved.`,
    safe: 'Everything that was acknowledged before is saved, as far as this disk still gives it back.',
    next: 'See whether the disk or the network drive is connected and your share of it not used up, then do the last step again. If that fails, too, copy the project to another disk before you go on.',
  }),
  'project-not-open': () => ({
    what: 'This project is not open.', safe: labelsSafe, next: 'Open it again from Projects.',
  }),
  'no-images': (f) => ({
    what: `There are no images in ${fact(f, 'path', 'that folder')}.`, safe: projectSafe,
    next: 'Choose a folder with JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF files; folders inside it are searched too.',
  }),
  'pattern-too-slow': (f) => ({
    what: `Looking for groups with the pattern ${fact(f, 'pattern', 'that was given')} takes too long.`, safe: projectSafe,
    next: 'Write it without repeating what is repeated already, as (a+)+ does; ([^_]+)_ is a quick one.',
  }),
  'image-not-found': () => ({
    what: 'One of the images is not in this project.', safe: projectSafe, next: 'Reload the images and try again.',
  }),
  'image-file-missing': (f) => ({
    what: `The file ${fact(f, 'file', 'of this image')} is no longer where it was.`, safe: labelsSafe,
    next: 'Connect the drive it is on, or import the folder again from its new place: known images are recognised by content.',
  }),
  'upload-not-found': () => ({
    what: 'The dropped files did not arrive completely.', safe: projectSafe, next: 'Drop them again.',
  }),
  'class-exists': (f) => ({
    what: `There is already a class named ${f.name ? `"${f.name}"` : 'like this'}. Capital letters and spaces at the ends do not tell classes apart.`,
    safe: projectSafe, next: 'Use the existing class, choose another name, or merge the two classes.',
  }),
  'class-not-found': () => ({
    what: 'This class no longer exists.', safe: labelsSafe, next: 'Choose another class, or undo its removal.',
  }),
  'class-name-empty': () => ({ what: 'A class needs a name.', safe: projectSafe, next: 'Type a name.' }),
  'nothing-to-undo': () => ({ what: 'There is nothing to undo.', safe: labelsSafe, next: 'Go on labelling.' }),
  'nothing-to-redo': () => ({ what: 'There is nothing to do again.', safe: labelsSafe, next: 'Go on labelling.' }),
  'too-few-classes': (f) => ({
    what: `A model needs at least two classes with labelled images; this project has ${fact(f, 'classes', 'fewer')}.`, safe: labelsSafe,
    next: 'Label images of a second class, then train again.',
  }),
  'class-too-small': (f) => ({
    what: `Too few labelled images to train and to test: ${fact(f, 'classes', 'some classes')}. Each class needs at least two images that are not of one group.`,
    safe: labelsSafe, next: 'Label more images of these classes, or merge or remove the classes.',
  }),
  'windows-differ': (f) => ({
    what: `${fact(f, 'images', 'Some')} of ${fact(f, 'of', 'the')} images beyond 8 bits are shown through another brightness window than the others.`,
    safe: labelsSafe, next: 'Choose one window for all of them, or each its own, under "Brightness" on the Images screen.',
  }),
  'no-deep-images': () => ({
    what: 'This project has no images beyond 8 bits.', safe: projectSafe, next: 'Images of 8 bits are always used as they are. There is nothing to choose.',
  }),
  'no-labels': () => ({
    what: 'No image of this project has a label yet.', safe: imagesSafe, next: 'Label some images of at least two classes, then train.',
  }),
  'run-not-found': (f) => ({
    what: f.run ? `There is no run ${f.run} in this project.` : 'This project has no finished run yet.', safe: labelsSafe, next: 'Train a model first.',
  }),
  'run-not-finished': (f) => ({
    what: `${named('Run', f.run, 'This run')} ${f.state === 'stopped' ? 'was stopped before it was done' : f.state === 'failed' ? 'failed' : 'has not finished'}.`,
    safe: labelsSafe,
    next: f.state === 'stopped' || f.state === 'failed' ? 'Choose another run, or train again.' : 'Wait until it is done, or choose another run.',
  }),
  'test-set-locked': (f) => ({
    what: f.run ? `The test score of ${named('run', f.run, 'this run')} is withheld: the test set is locked.` : 'The test set is locked, and this cannot be done without looking at it.',
    safe: 'The run and its validation score are there; nothing was changed.',
    next: f.run ? 'Choose by the validation score, then open the test score of the one you keep.' : 'Unlock the test set first; that is noted and counted.',
  }),
  'classification-not-found': () => ({
    what: 'What the model said of this folder is no longer there: another folder was named since, or its table was moved or deleted.', safe: 'The project is as it was.',
    next: 'Name the folder again.',
  }),
  'cache-in-use': () => ({
    what: 'Work on the images of this project is under way, and it uses the cache.', safe: 'Nothing outside the cache was touched; what is missing in it is made again when it is needed.',
    next: 'Wait until the work is done, or stop it; then empty the cache.',
  }),
  'work-under-way': () => ({
    what: 'Work on the images of this project is under way, with the test set as it is.', safe: labelsSafe, next: 'Wait until it is done, or stop it; then draw a fresh test set.',
  }),
  'machine-busy': (f) => ({
    what: `${workOf(f)} is under way. A speed measured beside it would be that of a slower machine.`, safe: 'Nothing was changed.',
    next: 'Wait until it has ended, or stop it; then measure.',
  }),
  'run-damaged': (f) => ({
    what: `The trained model of ${named('run', f.run, 'this run')} cannot be read${f.detail ? ` (${f.detail})` : ''}.`, safe: labelsSafe,
    next: 'Train again: with the same seed and labels the same model comes out.',
  }),
  'source-not-found': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'The source model'} is not on this computer.`, safe: projectSafe,
    next: 'Choose another source model, or put its folder where source models are looked for (see "graft doctor").',
  }),
  'source-card-damaged': (f) => ({
    what: `The card of the source model at ${fact(f, 'path', 'that folder')} cannot be used${f.detail ? `: ${f.detail}` : ''}.`, safe: bothStay,
    next: 'Copy the model again from where it came, or choose another source model.',
  }),
  'source-weights-damaged': (f) => ({
    what: `The weights of the source model at ${fact(f, 'path', 'that folder')} are damaged${f.detail ? `: ${f.detail}` : ''}.`, safe: bothStay,
    next: 'Copy the model again from where it came, or choose another source model.',
  }),
  'source-unsupported': (f) => ({
    what: `${named('The source model at', f.path, 'This source model')} has a part that Graft does not know${f.detail ? `: ${f.detail}` : ''}.`, safe: bothStay,
    next: 'Choose another source model.',
  }),
  'cut-not-found': (f) => ({
    what: `The source model has no layer ${f.cut ? `"${f.cut}"` : 'of this name'} to reuse up to.`, safe: projectSafe,
    next: '"graft sources" lists the layers of each source model; leave the choice out for the usual one.',
  }),
  'source-file-unreadable': (f) => ({
    what: `${named('The file', f.path, 'That file')} cannot be read as a model${f.detail ? `: ${f.detail}` : ''}.`, safe: libraryStays,
    next: 'Choose a folder or zip with model.json and its weights (TensorFlow.js layers model), or a Keras file that ends in .h5 or .keras.',
  }),
  'source-too-large': (f) => ({
    what: `This model is too large${f.detail ? `: ${f.detail}` : ''}.`, safe: `${libraryStays} Nothing was loaded into memory.`,
    next: 'Choose a smaller model of the same family; for frozen features a small one often does as well.',
  }),
  'source-not-finite': (f) => ({
    what: `The weights of this model hold values that are no numbers${f.detail ? `: ${f.detail}` : ''}.`, safe: libraryStays,
    next: 'Get the file again from where it came; its training may have failed.',
  }),
  'source-exists': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'This source model'} is in the library already.`, safe: libraryStays,
    next: 'Use the one that is there, or remove it first.',
  }),
  'source-self-test-failed': (f) => ({
    what: `The model was read, but did not pass the test with pictures${f.detail ? `: ${f.detail}` : ''}.`, safe: libraryStays,
    next: 'Choose another model. If it works elsewhere, please report it with its layers.',
  }),
  'source-not-removable': (f) => ({
    what: `${f.source ? `The source model "${f.source}"` : 'This source model'} was not added by you: it came with Graft or lies in a folder given from outside.`, safe: libraryStays,
    next: 'Take its folder off the search path instead (see "graft doctor").',
  }),
  'source-not-tunable': (f) => ({
    what: `This source model can be reused, but not trained on${f.detail ? `: ${f.detail}` : ''}.`, safe: projectSafe,
    next: 'Train a head on it, or choose another source model.',
  }),
  'source-saw-images': (f) => ({
    what: `This source model was itself trained on images by which models are chosen or tested here (${fact(f, 'images', 'some')} of them), so its score would be too good.`,
    safe: projectSafe, next: 'Choose another source model, or train on it by hand and read its score with that in mind.',
  }),
  'source-not-better': (f) => ({
    what: `This run does not beat its naive baseline${f.accuracy && f.baseline ? ` (${f.accuracy} against ${f.baseline})` : ''}, so there is no reason to think that it has learned something to reuse.`,
    safe: 'The run and its results are kept.', next: 'Label more images, train for longer, or start from another source model.',
  }),
  'offer-not-found': () => ({ what: 'This model is not offered.', safe: libraryStays, next: 'Choose one from the list.' }),
  'no-network': (f) => ({
    what: `${named('The address', f.address, 'The address')} cannot be reached${f.detail ? ` (${f.detail})` : ''}.`, safe: 'What had arrived is kept, so the next try goes on from there.',
    next: 'Connect to a network and try again, or fetch the file elsewhere and add it from a file.',
  }),
  'download-differs': (f) => ({
    what: `What arrived from ${fact(f, 'address', 'that address')} is not the published file: its hash differs.`, safe: 'It was not added, and has been removed.',
    next: 'Try again. If it happens again, do not use the file, and ask its publisher.',
  }),
  'pip-missing': (f) => ({
    what: `The publisher of this model gives it as a Python package (${fact(f, 'package', 'see the list')}), and no Python with pip was found on this computer.`, safe: libraryStays,
    next: 'Install Python with pip and try again, or fetch the package on another computer and add its file (.whl) here.',
  }),
  'run-not-resumable': (f) => ({
    what: `${named('Run', f.run, 'This run')} cannot go on: it has ended, or has left no checkpoint.`, safe: labelsSafe, next: 'Train again.',
  }),
  'checkpoint-damaged': (f) => ({
    what: `The checkpoint of ${named('run', f.run, 'this run')} cannot be read${f.detail ? ` (${f.detail})` : ''}.`, safe: labelsSafe, next: 'Train again from the start.',
  }),
  'no-validation-images': () => ({
    what: 'No image is set aside to choose by: the settings of a fine-tune, the better of several models, or the best way without transfer in a report.', safe: labelsSafe,
    next: 'Label at least three images of each class that are not of one group, or train a head, which needs none.',
  }),
  'runs-not-comparable': () => ({
    what: 'These two runs were not tested on the same images with the same classes.', safe: labelsSafe, next: 'Train both again on the labels of today.',
  }),
  'ranking-not-found': () => ({ what: 'This ranking is not in the project.', safe: labelsSafe, next: 'Rank the source models again.' }),
  'report-not-found': (f) => ({
    what: f.report ? `There is no transfer report ${f.report} in this project.` : 'This project has no transfer report yet.', safe: labelsSafe, next: 'Start one from Compare, or with "graft compare".',
  }),
  'report-finished': () => ({ what: 'This report is complete.', safe: labelsSafe, next: 'Start a new one to measure the labels of today.' }),
  'report-stale': () => ({
    what: 'Labels or images have changed since this report was begun, so it cannot go on with the same data.', safe: `${labelsSafe} The points that were finished are kept.`,
    next: 'Start a new report.',
  }),
  'report-earlier': () => ({
    what: 'This report was made by an earlier version of Graft, which trained networks without transfer too briefly. It can be read, but it neither goes on nor is computed again.',
    safe: `${labelsSafe} Its points are kept.`, next: 'Run it again: start a new report.',
  }),
  'export-folder-not-empty': (f) => ({
    what: `${named('The folder', f.path, 'That folder')} is not empty.`, safe: 'Nothing in it was touched.', next: 'Choose a new or an empty folder.',
  }),
  'export-differs': (f) => ({
    what: `The exported model, read back from disk, did not answer like the trained one${f.error ? ` (largest difference ${f.error})` : ''}.`,
    safe: 'The export was removed, so that nobody uses it by mistake. The trained model is unharmed.',
    next: 'Export in another format, and report this with the source model and the format: it is a defect of Graft.',
  }),
  'export-unsupported-layer': (f) => ({
    what: `This format cannot carry a part of the model${f.layer ? ` (${f.layer})` : ''}.`, safe: 'The trained model is unharmed.',
    next: 'Export as SavedModel or tfjs graph model.',
  }),
  'output-exists': (f) => ({
    what: `${named('The file', f.path, 'That file')} already exists.`, safe: 'It was not touched.', next: 'Choose another name or remove the file.',
  }),
  'tensorflow-missing': (f) => ({
    what: `Native TensorFlow cannot be loaded${f.detail ? ` (${f.detail})` : ''}.`, safe: `${labelsSafe} Labelling works; training does not.`,
    next: 'Run "npm run set-up" again: it says what is missing and repairs what it can.',
  }),
  'out-of-memory': () => ({
    what: 'There was not enough memory for this step.', safe: `${labelsSafe} What was finished stays.`,
    next: 'Close other programs, or choose a smaller source model, and try again.',
  }),
  'learner-died': (f) => ({
    what: `The learning process ended unexpectedly${f.detail ? ` (${f.detail})` : ''}.`, safe: `${labelsSafe} Features already computed are kept.`,
    next: 'Start the step again; it goes on from what was kept.',
  }),
  'decoder-died': (f) => ({
    what: `The process that reads images ended unexpectedly${f.detail ? ` (${f.detail})` : ''}.`, safe: labelsSafe, next: 'Start the step again.',
  }),
  'studio-ended': (f) => ({
    what: `${f.job ? `${frame.jobs.kinds[f.job as JobKind]}: ` : ''}Graft's studio ended before this was done.`, safe: `${labelsSafe} What was finished before stays.`, next: 'Start it again; it goes on from what was kept.',
  }),
  'stopped': () => ({ what: 'Stopped, as you asked.', safe: 'What was finished before stays.', next: 'Start it again when you like.' }),
  'job-not-found': () => ({ what: 'This job is no longer known.', safe: labelsSafe, next: 'Look at the list of runs for its result.' }),
  'input-invalid': (f) => ({
    what: `The request was not understood${f.detail ? `: ${f.detail}` : ''}.`, safe: projectSafe, next: 'Correct it and try again.',
  }),
  'path-not-whole': (f) => ({
    what: `${named('The path', f.path, 'A path')} does not say where it begins.`, safe: projectSafe,
    next: 'Write it from the root or the drive on, such as /home/ada/photos or D:\\photos.',
  }),
  'not-allowed': () => ({
    what: 'This is not allowed from here.', safe: projectSafe, next: 'Open the studio with the address that "graft serve" printed.',
  }),
  'studio-unreachable': () => ({
    what: "Graft's studio did not answer this.", safe: labelsSafe,
    next: 'When it answers again, look whether this was done, and try again if it was not.',
  }),
  'unexpected': (f) => ({
    what: `Something happened that should not${f.detail ? `: ${String(f.detail).replace(/\.$/, '')}` : ''}.`, safe: labelsSafe,
    next: 'Try again. If it happens again, please report it with what you did just before: it is a defect of Graft.',
  }),
};

/** The words of a failure. */
export function failureWords(failure: { code: FailureCode; facts: FailureFacts }): FailureWords {
  return failures[failure.code](failure.facts);
}
