import { count, countImages, formatDuration } from '../format.ts';
import { percent, smallNumber } from './figures.ts';


/** What the Export and Use screen says. */
export const use = {
  title: 'Use',
  intro: 'Try the model, let it name a whole folder, or hand it on as files that other programs can run.',
  model: 'Model',
  modelOption: (run: number, source: string, score: string) => `Run ${run}: ${source}, ${score}`,
  noScore: 'no score',
  stale: 'Labels have changed since this run. It can still be used and exported as it was; train again to use the new labels.',
  trainAgain: 'Train again',
  empty: { title: 'No model yet', text: 'Train a model first; then try it, use it on a folder or export it.', go: 'Go to Train' },
  loading: 'Loading the models …',

  tabs: { one: 'Try one image', folder: 'A whole folder', export: 'Export' },

  one: {
    title: 'Try one image',
    drop: 'Drop an image here',
    or: 'or',
    choose: 'Choose a file',
    another: 'Try another',
    looking: 'Looking at the image …',
    picture: (file: string) => `The image ${file}`,
    noPicture: 'This format cannot be shown here; the model can read it.',
    answer: (name: string, probability: number) => `${name}, ${percent(probability)} sure`,
    unsure: 'The model is not sure: two classes are close together.',
    probabilities: 'How sure it is of each class',
    probability: (name: string, probability: number) => `${name}: ${percent(probability)}`,
    onlyKnown: 'It always answers with one of its classes, also for an image of something else.',
    refused: (file: string) => `${file} cannot be used.`,
    moreClasses: (count: number) => `Show all ${count} classes`,
  },

  folder: {
    title: 'Name every image of a folder',
    explain: 'Writes a table (CSV) that any spreadsheet opens: file, label, how sure, the probability of each class, and the reason where a file could not be read.',
    input: 'Folder with images', output: 'Save the table in', name: 'File name',
    choose: 'Choose', change: 'Change', notChosen: 'not chosen yet',
    csvOnly: 'The name must end in .csv and hold no folder.',
    start: 'Name the images',
    done: (count: number, seconds: number) => `${countImages(count)} named in ${formatDuration(seconds)}.`,
    file: 'Table', refused: (files: number) => `${count(files, 'file', 'files')} could not be read`,
    noneRefused: 'Every file could be read.',
    again: 'Another folder',
    stopped: 'Stopped. No table was written.',
    keeps: 'Stopping leaves no half-written table behind.',
    chooseInput: 'Choose the folder with images', chooseOutput: 'Choose where to save the table',
  },

  export: {
    title: 'Export the model',
    explain: 'The exported model takes plain images and gives the probability of each class. After writing, it is read back and compared with this one on real test images.',
    format: 'Format',
    formats: {
      'saved-model': { name: 'SavedModel', for: 'For Python and servers: loads in TensorFlow, nothing of Graft needed.' },
      'tfjs-graph': { name: 'TensorFlow.js graph model', for: 'For web pages and Node: the fastest way to run it in JavaScript.' },
      'tfjs-layers': { name: 'TensorFlow.js layers model', for: 'For going on training in JavaScript: keeps the layers as they are.' },
    },
    into: 'Export into', name: 'Folder name', chooseParent: 'Choose where to put the exported model',
    nameInvalid: 'A folder name without slashes.',
    start: 'Export',
    keeps: 'Stopping removes what was written so far.',
    stopped: 'Stopped. Nothing was left in the folder.',
    done: 'Exported and checked.',
    parityIdentical: (largest: number, tested: number) =>
      `Largest difference ${smallNumber(largest)} on ${count(tested, 'test image', 'test images')}: identical answers.`,
    parityDiffers: (largest: number, tested: number, same: number) =>
      `Largest difference ${smallNumber(largest)} on ${count(tested, 'test image', 'test images')}; the same answer on ${same} of them.`,
    parity: 'Check', files: 'Files', folder: 'Folder', signature: 'How to call it',
    signatureName: (name: string) => `Signature "${name}"`,
    takes: 'Takes', gives: 'Gives',
    tensor: (name: string, dtype: string, shape: string, meaning: string) => `${name}: ${meaning} (${dtype}, ${shape})`,
    anyNumber: 'any number',
    fileCount: (files: number) => count(files, 'file', 'files'),
    show: 'Show in folder', another: 'Export again',
    staleSaid: 'This model was trained before the latest label changes.',
  },

  stop: 'Stop', stopping: 'Stopping …',
};
