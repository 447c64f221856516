import { count, countImages, formatNumber, listed, percent } from './figures.ts';
import { nearDuplicates } from './near-duplicates.ts';

/** What the Results screen says. */
export const results = {
  title: 'Results',
  run: 'Run',
  runOption: (run: number, source: string, score: string) => `Run ${run}: ${source}, ${score}`,
  loading: 'Loading the results …',

  empty: {
    title: 'No results yet',
    text: 'Train a model first. Its score on images kept aside will be here, with its mistakes.',
    go: 'Go to Train',
  },
  running: {
    title: 'Training is under way',
    text: 'The results will be here as soon as it is done.',
    go: 'See its progress',
  },
  failed: { title: (run: number) => `Run ${run} did not finish`, stopped: 'It was stopped before there was a result.' },

  stale: {
    text: 'Stale: labels or the test set have changed since this run. The figures still tell how the run did on the images and labels of its time.',
    again: 'Train again',
  },

  score: {
    title: 'Score on images kept aside',
    measures: { accuracy: 'Accuracy', balancedAccuracy: 'Balanced accuracy' },
    measureExplain: {
      accuracy: 'the share of test images that were named right',
      balancedAccuracy: 'the same share counted for each class, then averaged, so that every class counts equally',
    },
    measure: 'What is counted',
    interval: (low: number, high: number) => `95 % interval: ${percent(low)} to ${percent(high)}`,
    figure: (measure: string, value: number, low: number, high: number) => `${measure} ${percent(value)}, 95 % interval ${percent(low)} to ${percent(high)}`,
    axis: { accuracy: 'Share of test images named right', balancedAccuracy: 'Share named right, every class alike' },
  },

  meaning: {
    title: 'What it means',
    'new-images': (f: { right: number; of: number }) => `About ${formatNumber(f.right)} of ${formatNumber(f.of)} new images like these would be named right.`,
    'all-right': (f: { images: number }) => `All ${countImages(f.images)} of the test were named right. That does not mean that the model never errs.`,
    'none-right': (f: { images: number }) => `None of the ${countImages(f.images)} of the test was named right.`,
    range: (f: { images: number; low: number; high: number }) =>
      `With ${count(f.images, 'test image', 'test images')} the true figure is likely between ${percent(f.low)} and ${percent(f.high)}.`,
    'few-test-images': (f: { images: number; enough: number }) =>
      `That is a wide range, because ${count(f.images, 'test image', 'test images')} ${f.images === 1 ? 'is' : 'are'} few. About ${formatNumber(f.enough)} would narrow it to 5 points on either side.`,
    'unequal-classes': (f: { balanced: { value: number; low: number; high: number }; largest: string; smallest: string }) =>
      `The classes are not equally large ("${f.largest}" has most test images, "${f.smallest}" fewest). Counting every class alike, ${percent(f.balanced.value)} are right (${percent(f.balanced.low)} to ${percent(f.balanced.high)}).`,
    'untested-classes': (f: { classes: readonly string[] }) =>
      `No test image of ${listed(f.classes)}: the score says nothing about ${f.classes.length === 1 ? 'it' : 'them'}.`,
    likeThese: '"Like these" matters: pictures from another camera, place or season can do worse.',
  },

  ladder: {
    title: 'Compared with simple baselines',
    model: 'This model',
    names: { 'majority-class': 'Always the largest class', 'colour-and-texture': 'Colour and texture alone', 'raw-pixels': 'Pixels alone' },
    meaning: {
      'majority-class': 'says the most frequent class of the training images every time',
      'colour-and-texture': 'sees only statistics of colours and fine patterns, no shapes',
      'raw-pixels': 'compares the pictures pixel by pixel, shrunk to 32 x 32, and has learned nothing from other images',
    },
    verdicts: {
      better: (name: string, model: number, baseline: number) => `Clearly better than ${name}: ${percent(model)} against ${percent(baseline)}.`,
      'no-evidence': (name: string, model: number, baseline: number) =>
        `No evidence that it is better than ${name}: ${percent(model)} against ${percent(baseline)}. The difference can be chance.`,
      worse: (name: string, model: number, baseline: number) => `Clearly worse than ${name}: ${percent(model)} against ${percent(baseline)}.`,
    },
    inSentence: { 'majority-class': 'always saying the largest class', 'colour-and-texture': 'colour and texture alone', 'raw-pixels': 'pixels alone' },
    adviceIfNotBetter: 'More labelled images or another source model may show a difference. Without one, this model has not shown that it knows more than the baseline.',
    alsoBalanced: 'The classes are unequal, so look at balanced accuracy too: always saying the largest class scores well in plain accuracy.',
    none: 'No baselines were measured for this run.',
  },

  classes: {
    title: 'By class',
    columns: { class: 'Class', images: 'Test images', precision: 'Precision', recall: 'Recall', f1: 'F1' },
    explain: {
      class: 'the class as you labelled it',
      images: 'test images with this label',
      precision: 'of the images given this name, how many deserved it',
      recall: 'of the images of this class, how many were found',
      f1: 'precision and recall in one figure; high only if both are',
    },
    undefined: 'no figure',
    undefinedMeaning: 'Cannot be counted: no test image has this label, or none was given this name.',
    sortBy: (column: string) => `Sort by ${column}`,
  },

  confusion: {
    title: 'What was taken for what',
    explain: 'Rows: your label. Columns: what the model said. Choose a cell to see its images.',
    actual: 'Your label', predicted: 'The model said',
    cell: (count: number, actual: string, predicted: string) =>
      (actual === predicted ? `${countImages(count)} of ${actual} named right` : `${countImages(count)} of ${actual} named ${predicted}`),
    sum: 'All',
    most: 'Most often confused',
    pair: (actual: string, predicted: string, count: number, all: number) => `${actual} named ${predicted}: ${formatNumber(count)} of ${formatNumber(all)}`,
    noneConfused: 'Nothing was confused.',
    keys: 'Arrow keys move, Enter shows the images.',
  },

  review: {
    title: 'Look at the images',
    scopes: { wrong: 'Named wrong', all: 'All test images' },
    scope: 'Which images',
    cellChosen: (actual: string, predicted: string) => `${actual} named ${predicted}`,
    order: 'Wrong answers first, the surest of them at the top.',
    total: (count: number) => countImages(count),
    said: (name: string, probability: number) => `said ${name}, ${percent(probability)} sure`,
    answer: (name: string, probability: number) => `The model said ${name}, ${percent(probability)} sure.`,
    modelSays: 'the model\'s answer',
    labelled: (name: string) => `label: ${name}`,
    unlabelled: 'no label now',
    fixed: 'label changed',
    change: 'Change label', changeOf: (file: string) => `Label of ${file}`,
    removeLabel: 'No label',
    keep: 'Press a class key to correct the label of the chosen image; the arrow keys move on.',
    saved: (name: string, file: string) => `${file} is now labelled ${name}.`,
    removed: (file: string) => `${file} has no label now.`,
    undone: 'Taken back.', redone: 'Done again.',
    undo: 'Undo',
    none: 'No test image was named wrong.',
    noneInCell: 'There are no images in this cell.',
    more: (count: string) => `Show ${count} more`,
    loading: 'Loading images …',
  },

  measured: {
    title: 'How this was measured',
    test: 'Test',
    nearDuplicates: 'Near-duplicates',
    nearDuplicatesText: (found: { groups: number; leftOut: number } | null) => (found === null
      ? 'This run is of a version that took near-duplicates for independent images: copies on both sides may have made the score too good. Train again to know.'
      : found.groups === 0 ? 'None were found.' : nearDuplicates(found)),
    testText: (train: number, validation: number, test: number) =>
      `${countImages(train)} to learn from, ${countImages(validation)} to choose settings, ${countImages(test)} kept aside and looked at once`,
    dataVersion: 'Dataset version', source: 'Source model', hash: 'Its fingerprint (SHA-256)', cut: 'Cut', method: 'Method', seed: 'Seed',
    software: 'Software', when: 'When', seconds: 'Time taken',
    intervals: 'Intervals',
    intervalsText: '95 % intervals: if the test were repeated with other images of the same kind, 19 of 20 such intervals would hold the true figure.',
  },
};
