import type { ExportReport } from '../../contract/index.ts';
import { count, countImages, formatDuration, formatNumber, percent, smallNumber } from './figures.ts';

/** What the Export and Use screen says. */
export const use = {
  title: 'Use',
  intro: 'Try the model, let it name a whole folder, or export it.',
  model: 'Model',
  modelOption: (run: number, source: string, score: string) => `Run ${run}: ${source}, ${score}`,
  stale: 'Labels or the test set have changed since this run. It can still be used and exported as it was; train again to use them as they are now.',
  trainAgain: 'Train again',
  empty: { title: 'No model yet', text: 'Train a model first; then try it, use it on a folder or export it.', go: 'Go to Train' },
  loading: 'Loading the models …',

  tabsLabel: 'What to do with the model',
  tabs: { one: 'Try one image', folder: 'A whole folder', export: 'Export' },
  drop: {
    title: 'Drop an image to try it',
    onlyFirst: (file: string) => `One image at a time: the model looked at ${file}. For many, use "A whole folder".`,
    noFolders: 'A folder cannot be dropped here. Choose it under "A whole folder".',
  },
  showInFolder: 'Show in folder',

  one: {
    drop: 'Drop an image here',
    or: 'or',
    choose: 'Choose a file',
    another: 'Try another',
    staysHere: 'The image is only looked at: it is not added to the project and does not leave this computer.',
    looking: 'Looking at the image …',
    picture: (file: string) => `The image ${file}`,
    noPicture: 'This picture cannot be shown here.',
    readAnyway: 'The model could read it all the same.',
    answerTitle: 'The model says',
    sure: (probability: number) => `${percent(probability)} sure`,
    unsure: {
      close: 'The model is not sure: two classes are close together.',
      spread: 'The model is not sure: no class has even half of the probability.',
    },
    probabilities: 'How sure it is of each class',
    inTest: (right: number) => `In its test, this model named ${percent(right)} of the images right.`,
    onlyKnown: 'It always answers with one of its classes, also for an image of something else.',
    refused: (file: string) => `${file} cannot be used.`,
    moreClasses: (classes: number) => `Show all ${count(classes, 'class', 'classes')}`,
    fewerClasses: 'Show fewer',
  },

  folder: {
    title: 'Name every image of a folder',
    explain: 'Writes a table (CSV) that any spreadsheet opens: file, label, how sure, the probability of each class, and the reason where a file could not be read.',
    input: 'Folder with images', output: 'Save the table in', name: 'File name',
    choose: 'Choose', change: 'Change', chooseThis: 'Choose this folder', notChosen: 'not chosen yet',
    csvOnly: 'The name must end in .csv and hold no folder.',
    start: 'Name the images',
    done: (count: number, seconds: number) => `${countImages(count)} named in ${formatDuration(seconds)}.`,
    file: 'Table', refused: (files: number) => `${count(files, 'file', 'files')} could not be read`,
    noneRefused: 'Every file could be read.',
    refusedInTable: (files: number) => `${files === 1 ? 'It stands' : 'They stand'} in the table too, without a label and with the reason.`,
    moreRefused: (files: number) => `and ${count(files, 'more file', 'more files')}, which the table lists`,
    again: 'Another folder',
    back: 'Back to the last answer',
    of: (folder: string, run: number) => `Run ${run} looked at ${folder}.`,
    stopped: 'Stopped. No table was written.',
    keeps: 'Stopping leaves no half-written table behind.',
    chooseInput: 'Choose the folder with images', chooseOutput: 'Choose where to save the table',
  },

  named: {
    title: 'What the model says',
    explain: 'The least certain images come first: these are the ones to check.',
    counts: 'Images of each class',
    all: 'All images',
    countOf: (name: string, images: number, all: number) => `${name}: ${formatNumber(images)} of ${countImages(all)} (${percent(images / all)})`,
    order: { title: 'Order', doubt: 'Least certain first', name: 'By name' },
    keys: 'Press an image to select it. Double-click or Enter opens it in full.',
    answer: (name: string, probability: number) => `${name}, ${percent(probability)}`,
    second: (name: string, probability: number) => `or ${name}, ${percent(probability)}`,
    inProject: 'in the project',
    shown: (from: number, to: number, all: number) => `${formatNumber(from)} to ${formatNumber(to)} of ${countImages(all)}`,
    before: 'Previous', after: 'Next',
    take: {
      title: 'Take into the project',
      chosen: (images: number) => `${formatNumber(images)} selected`,
      least: (images: number) => `the ${formatNumber(images)} least certain`,
      ofClass: (name: string, images: number) => `all named ${name} (${formatNumber(images)})`,
      all: (images: number) => `all ${countImages(images)}`,
      start: 'Take in',
      unlabelled: 'They come in without a label: what a model says is a guess, and only you can say what an image shows.',
      done: (imported: number, present: number, refused: number) => [
        `${countImages(imported)} taken in.`,
        ...present > 0 ? [`${countImages(present)} ${present === 1 ? 'was' : 'were'} there already.`] : [],
        ...refused > 0 ? [`${count(refused, 'file', 'files')} could not be read.`] : [],
      ].join(' '),
      look: 'Show them',
      label: 'Label them',
    },
  },

  export: {
    title: 'Export the model',
    explain: 'The exported model takes plain images and gives the probability of each class. After writing, it is read back and compared with this one on real test images.',
    format: 'Format',
    formats: {
      'saved-model': { name: 'SavedModel', for: 'For Python and servers: loads in TensorFlow, nothing of Graft needed.' },
      'tfjs-graph': { name: 'TensorFlow.js graph model', for: 'For web pages and Node: the fastest way to run it in JavaScript.' },
      'tfjs-layers': { name: 'TensorFlow.js layers model', for: 'For going on training in JavaScript: keeps the layers as they are. Images must be resized first.' },
    },
    into: 'Export into', name: 'Folder name', chooseParent: 'Choose where to put the exported model',
    newFolder: 'A new folder with this name is made.',
    nameInvalid: 'A name without slashes, colons or other signs that folder names may not hold.',
    start: 'Export',
    keeps: 'Stopping removes what was written so far.',
    stopped: 'Stopped. Nothing was left in the folder.',
    done: 'Exported and checked.',
    parityIdentical: (largest: number, tested: number) =>
      `Read back from disk, it gives the same answer on all of ${count(tested, 'test image', 'test images')}. Largest difference of a probability: ${smallNumber(largest)}.`,
    parityDiffers: (largest: number, tested: number, same: number) =>
      `Read back from disk, it gives the same answer on ${formatNumber(same)} of ${count(tested, 'test image', 'test images')}; on the others two classes are equally probable. Largest difference of a probability: ${smallNumber(largest)}.`,
    fromFiles: ({ images, sameClass, maxAbsoluteError }: ExportReport['parity']['fromFiles']) => {
      if (images === 0) return 'None of these images is where it was imported from, so the way from a file to the model could not be checked.';
      const checked = `Made anew from their files, ${countImages(images)}`;
      return sameClass === images
        ? `${checked} ${images === 1 ? 'gets the same answer' : 'get the same answers'}. Largest difference of a probability: ${smallNumber(maxAbsoluteError)}.`
        : `${checked} ${images === 1 ? 'gets' : 'get'} the same answer in ${formatNumber(sameClass)} of ${count(images, 'case', 'cases')}: this version of Graft reads some files otherwise than the one that imported them. Import them into a new project and train there to rely on the answers.`;
    },
    parity: 'Check', files: 'Files', signature: 'How to call it',
    signatureName: (name: string) => `Signature "${name}"`,
    takes: 'Takes', gives: 'Gives',
    anyNumber: 'any',
    readme: 'README.txt in the folder has the few lines that run it.',
    another: 'Export again',
  },
};
