import type { ExportReport } from '../../contract/index.ts';
import { count, countImages, formatDuration, formatNumber, percent, smallNumber } from './figures.ts';

/** The Export and Use screen. */
export const use = {
  title: 'Use',
  intro: 'Try the model, classify a whole folder, or export it.',
  model: 'Model',
  modelOption: (run: number, source: string, score: string) => `Run ${run}: ${source}, ${score}`,
  stale: 'Labels or the test set have changed since this run. You can still use and export this model; train again to include the changes.',
  trainAgain: 'Train again',
  empty: { title: 'No model yet', text: 'Train a model first. Then you can try it, classify a folder or export it.', go: 'Go to Train' },
  loading: 'Loading models …',

  tabsLabel: 'What to do with the model',
  tabs: { one: 'Try one image', folder: 'A whole folder', export: 'Export' },
  drop: {
    title: 'Drop an image to try it',
    onlyFirst: (file: string) => `One image at a time: only ${file} was used. For several images, use "A whole folder".`,
    noFolders: 'You cannot drop a folder here. Use "A whole folder" instead.',
  },
  showInFolder: 'Show in folder',

  one: {
    drop: 'Drop an image here',
    or: 'or',
    choose: 'Choose a file',
    another: 'Try another',
    staysHere: 'The image is not added to the project and never leaves this computer.',
    looking: 'Classifying …',
    picture: (file: string) => `The image ${file}`,
    noPicture: 'This image cannot be displayed here.',
    readAnyway: 'The model can still read it.',
    answerTitle: 'Prediction',
    sure: (probability: number) => `${percent(probability)} confident`,
    unsure: {
      close: 'The model is unsure: two classes have similar probabilities.',
      spread: 'The model is unsure: no class reaches a probability of 50%.',
    },
    probabilities: 'Probability of each class',
    inTest: (right: number) => `In its test, this model was correct on ${percent(right)} of the images.`,
    onlyKnown: 'The model always picks one of its classes, even if the image shows something else.',
    refused: (file: string) => `${file} cannot be used.`,
    moreClasses: (classes: number) => `Show all ${count(classes, 'class', 'classes')}`,
    fewerClasses: 'Show fewer',
  },

  folder: {
    title: 'Classify every image in a folder',
    explain:
      'Writes a CSV table that opens in any spreadsheet program: file, predicted class, probability of each class, and the reason for any file that could not be read.',
    input: 'Folder with images',
    output: 'Save the table to',
    name: 'File name',
    choose: 'Choose',
    change: 'Change',
    chooseThis: 'Choose this folder',
    notChosen: 'not chosen yet',
    csvOnly: 'Enter a file name that ends in .csv, without a folder.',
    start: 'Classify images',
    done: (count: number, seconds: number) => `${countImages(count)} classified in ${formatDuration(seconds)}.`,
    file: 'Table',
    refused: (files: number) => `${count(files, 'file', 'files')} could not be read`,
    noneRefused: 'All files could be read.',
    refusedInTable: (files: number) => `${files === 1 ? 'It is' : 'They are'} listed in the table with the reason.`,
    moreRefused: (files: number) => `and ${count(files, 'more file', 'more files')} (see the table)`,
    again: 'Classify another folder',
    back: 'Back to the last result',
    of: (folder: string, run: number) => `Folder ${folder}, classified by run ${run}.`,
    stopped: 'Stopped. No table was written.',
    keeps: 'If you stop, no partial table is left behind.',
    chooseInput: 'Choose the folder with images',
    chooseOutput: 'Choose where to save the table',
  },

  named: {
    title: 'Predictions',
    explain: 'The least certain images come first: check these.',
    counts: 'Images per class',
    all: 'All images',
    countOf: (name: string, images: number, all: number) =>
      `${name}: ${formatNumber(images)} of ${countImages(all)} (${percent(images / all)})`,
    order: { title: 'Sort by', doubt: 'Least certain first', name: 'Name' },
    keys: 'Click an image to select it. Double-click it or press Enter to enlarge it.',
    answer: (name: string, probability: number) => `${name}, ${percent(probability)}`,
    second: (name: string, probability: number) => `or ${name}, ${percent(probability)}`,
    inProject: 'in the project',
    shown: (from: number, to: number, all: number) => `${formatNumber(from)} to ${formatNumber(to)} of ${countImages(all)}`,
    before: 'Previous',
    after: 'Next',
    take: {
      title: 'Add to the project',
      chosen: (images: number) => `${formatNumber(images)} selected`,
      least: (images: number) => `the ${formatNumber(images)} least certain`,
      ofClass: (name: string, images: number) => `all predicted as ${name} (${formatNumber(images)})`,
      all: (images: number) => `all ${countImages(images)}`,
      start: 'Add',
      unlabelled: 'They are added without labels: a prediction is a guess, and the label is your decision.',
      done: (imported: number, present: number, refused: number) =>
        [
          `${countImages(imported)} added.`,
          ...(present > 0 ? [`${countImages(present)} ${present === 1 ? 'was' : 'were'} already in the project.`] : []),
          ...(refused > 0 ? [`${count(refused, 'file', 'files')} could not be read.`] : []),
        ].join(' '),
      look: 'Show images',
      label: 'Label images',
    },
  },

  export: {
    title: 'Export the model',
    explain:
      'The exported model takes images and returns the probability of each class. Graft then loads it from disk and compares it with the original on real test images.',
    format: 'Format',
    formats: {
      'saved-model': { name: 'SavedModel', for: 'For Python and servers. Loads in TensorFlow without Graft.' },
      'tfjs-graph': { name: 'TensorFlow.js graph model', for: 'For web pages and Node.js. The fastest format in JavaScript.' },
      'tfjs-layers': {
        name: 'TensorFlow.js layers model',
        for: 'For further training in JavaScript. Keeps the layers; images must be resized first.',
      },
    },
    into: 'Export to',
    name: 'Folder name',
    chooseParent: 'Choose a location for the exported model',
    newFolder: 'Graft creates a new folder with this name.',
    nameInvalid: 'Enter a name without slashes, colons or other characters that folder names cannot contain.',
    start: 'Export',
    keeps: 'If you stop, partly written files are removed.',
    stopped: 'Stopped. No files were left behind.',
    done: 'Exported and verified.',
    parityIdentical: (largest: number, tested: number) =>
      `Loaded from disk, the exported model gives the same prediction for all ${count(tested, 'test image', 'test images')}. Largest difference in a probability: ${smallNumber(largest)}.`,
    parityDiffers: (largest: number, tested: number, same: number) =>
      `Loaded from disk, the exported model gives the same prediction for ${formatNumber(same)} of ${count(tested, 'test image', 'test images')}; for the others, two classes are equally probable. Largest difference in a probability: ${smallNumber(largest)}.`,
    fromFiles: ({ images, sameClass, maxAbsoluteError }: ExportReport['parity']['fromFiles']) => {
      if (images === 0) return 'None of the original image files could be found, so reading images from files could not be verified.';
      const checked = `Read again from the original files, ${countImages(images)}`;
      return sameClass === images
        ? `${checked} ${images === 1 ? 'gets the same prediction' : 'get the same predictions'}. Largest difference in a probability: ${smallNumber(maxAbsoluteError)}.`
        : `${checked} ${images === 1 ? 'gets' : 'get'} the same prediction in ${formatNumber(sameClass)} of ${count(images, 'case', 'cases')}: this version of Graft reads some files differently from the version that imported them. For reliable predictions, import them into a new project and train there.`;
    },
    parity: 'Verification',
    files: 'Files',
    signature: 'Signature',
    signatureName: (name: string) => `Signature "${name}"`,
    takes: 'Input',
    gives: 'Output',
    anyNumber: 'any',
    readme: 'README.txt in the folder shows how to run the model.',
    another: 'Export again',
  },
};
