import { count, countImages, formatNumber, listed, percent } from './figures.ts';
import { nearDuplicates } from './near-duplicates.ts';

/** The Results screen. */
export const results = {
  title: 'Results',
  run: 'Run',
  runOption: (run: number, source: string, score: string) => `Run ${run}: ${source}, ${score}`,
  loading: 'Loading results …',

  empty: {
    title: 'No results yet',
    text: 'Train a model first. You will see its score on the test images here, and its mistakes.',
    go: 'Go to Train',
  },
  running: {
    title: 'Training in progress',
    text: 'Results will appear here when training has finished.',
    go: 'Show progress',
  },
  failed: { title: (run: number) => `Run ${run} did not finish`, stopped: 'It was stopped before it produced a result.' },

  stale: {
    text: 'Stale: labels or the test set have changed since this run. The figures apply to the images and labels at that time.',
    again: 'Train again',
  },

  score: {
    title: 'Test score',
    measures: { accuracy: 'Accuracy', balancedAccuracy: 'Balanced accuracy' },
    measureExplain: {
      accuracy: 'share of test images that were predicted correctly',
      balancedAccuracy: 'accuracy of each class, averaged, so that every class counts equally',
    },
    measure: 'Metric',
    interval: (low: number, high: number) => `95% interval: ${percent(low)} to ${percent(high)}`,
    figure: (measure: string, value: number, low: number, high: number) =>
      `${measure} ${percent(value)}, 95% interval ${percent(low)} to ${percent(high)}`,
    axis: { accuracy: 'Accuracy on test images', balancedAccuracy: 'Balanced accuracy on test images' },
  },

  meaning: {
    title: 'What it means',
    'new-images': (f: { right: number; of: number }) =>
      `About ${formatNumber(f.right)} of ${formatNumber(f.of)} new images like these would be predicted correctly.`,
    'all-right': (f: { images: number }) =>
      `All ${count(f.images, 'test image', 'test images')} were predicted correctly. That does not mean that the model is never wrong.`,
    'none-right': (f: { images: number }) => `None of the ${count(f.images, 'test image', 'test images')} was predicted correctly.`,
    range: (f: { images: number; low: number; high: number }) =>
      `With ${count(f.images, 'test image', 'test images')}, the true value is probably between ${percent(f.low)} and ${percent(f.high)}.`,
    'few-test-images': (f: { images: number; enough: number }) =>
      `This range is wide because there ${f.images === 1 ? 'is' : 'are'} only ${count(f.images, 'test image', 'test images')}. About ${formatNumber(f.enough)} would narrow it to ±5 points.`,
    'unequal-classes': (f: { balanced: { value: number; low: number; high: number }; largest: string; smallest: string }) =>
      `The classes differ in size ("${f.largest}" has the most test images, "${f.smallest}" the fewest). Balanced accuracy, which counts every class equally, is ${percent(f.balanced.value)} (${percent(f.balanced.low)} to ${percent(f.balanced.high)}).`,
    'untested-classes': (f: { classes: readonly string[] }) =>
      `There are no test images of ${listed(f.classes)}, so the score says nothing about ${f.classes.length === 1 ? 'this class' : 'these classes'}.`,
    likeThese: 'This holds for images like these: accuracy can be lower with another camera, place or season.',
  },

  ladder: {
    title: 'Compared with simple baselines',
    model: 'This model',
    names: { 'majority-class': 'Always the largest class', 'colour-and-texture': 'Colour and texture alone', 'raw-pixels': 'Pixels alone' },
    meaning: {
      'majority-class': 'always predicts the most frequent class of the training images',
      'colour-and-texture': 'uses only colour and texture statistics, no shapes',
      'raw-pixels': 'compares images pixel by pixel, reduced to 32 × 32, without a source model',
    },
    verdicts: {
      better: (name: string, model: number, baseline: number) => `Clearly better than ${name}: ${percent(model)} vs. ${percent(baseline)}.`,
      'no-evidence': (name: string, model: number, baseline: number) =>
        `No evidence that it is better than ${name}: ${percent(model)} vs. ${percent(baseline)}. The difference may be due to chance.`,
      worse: (name: string, model: number, baseline: number) => `Clearly worse than ${name}: ${percent(model)} vs. ${percent(baseline)}.`,
    },
    inSentence: {
      'majority-class': 'always predicting the largest class',
      'colour-and-texture': 'colour and texture alone',
      'raw-pixels': 'pixels alone',
    },
    adviceIfNotBetter:
      'More labelled images or another source model may make a difference. So far, this model has not been shown to know more than the baseline.',
    alsoBalanced:
      'The classes differ in size, so look at balanced accuracy, too: always predicting the largest class gives a good plain accuracy.',
    none: 'No baselines were measured for this run.',
  },

  classes: {
    title: 'By class',
    columns: { class: 'Class', images: 'Test images', precision: 'Precision', recall: 'Recall', f1: 'F1' },
    explain: {
      class: 'the class as you labelled it',
      images: 'test images with this label',
      precision: 'share of the images predicted as this class that belong to it',
      recall: 'share of the images of this class that were found',
      f1: 'harmonic mean of precision and recall; high only if both are',
    },
    undefined: 'undefined',
    undefinedMeaning: 'Undefined: no test image has this label, or none was predicted as this class.',
    sortBy: (column: string) => `Sort by ${column}`,
  },

  confusion: {
    title: 'Confusion matrix',
    explain: 'Each row is the label of the images, each column what the model predicted. Choose a cell to see its images.',
    actual: 'Label',
    predicted: 'Prediction',
    cell: (count: number, actual: string, predicted: string) =>
      actual === predicted
        ? `${countImages(count)} of ${actual} predicted correctly`
        : `${countImages(count)} of ${actual} predicted as ${predicted}`,
    sum: 'Total',
    most: 'Most often confused',
    pair: (actual: string, predicted: string, count: number, all: number) =>
      `${actual} predicted as ${predicted}: ${formatNumber(count)} of ${formatNumber(all)}`,
    noneConfused: 'No classes were confused.',
    keys: 'Use the arrow keys to move and Enter to show the images.',
  },

  review: {
    title: 'Review images',
    scopes: { wrong: 'Incorrect', all: 'All test images' },
    scope: 'Show',
    cellChosen: (actual: string, predicted: string) => `${actual} predicted as ${predicted}`,
    order: 'Incorrect predictions first, the most confident at the top.',
    total: (count: number) => countImages(count),
    said: (name: string, probability: number) => `predicted ${name}, ${percent(probability)}`,
    answer: (name: string, probability: number) => `Prediction: ${name}, ${percent(probability)} confident.`,
    modelSays: 'prediction',
    labelled: (name: string) => `label: ${name}`,
    unlabelled: 'no label',
    fixed: 'label changed',
    change: 'Change label',
    changeOf: (file: string) => `Label of ${file}`,
    removeLabel: 'No label',
    keep: 'Press the key of a class to correct the label of the selected image. Use the arrow keys to move on.',
    saved: (name: string, file: string) => `${file} is now labelled ${name}.`,
    removed: (file: string) => `The label of ${file} was removed.`,
    undone: 'Undone.',
    redone: 'Redone.',
    undo: 'Undo',
    none: 'All test images were predicted correctly.',
    noneInCell: 'There are no images in this cell.',
    more: (count: string) => `Show ${count} more`,
    loading: 'Loading images …',
  },

  measured: {
    title: 'How this was measured',
    test: 'Test',
    nearDuplicates: 'Near-duplicates',
    nearDuplicatesText: (found: { groups: number; leftOut: number } | null) =>
      found === null
        ? 'This run was made by an earlier version that treated near-duplicates as independent images, so copies in both training and test sets may have inflated the score. Train again to find out.'
        : found.groups === 0
          ? 'None were found.'
          : nearDuplicates(found),
    testText: (train: number, validation: number, test: number) =>
      `${countImages(train)} for training, ${countImages(validation)} for validation, ${countImages(test)} for the test, used once`,
    pages: 'Pages and channels',
    windows: 'Brightness windows',
    dataVersion: 'Dataset version',
    source: 'Source model',
    hash: 'SHA-256 of the source model',
    cut: 'Cut point',
    method: 'Method',
    seed: 'Seed',
    software: 'Software',
    when: 'Date',
    seconds: 'Duration',
    intervals: 'Intervals',
    intervalsText:
      '95% confidence intervals: if the test were repeated many times with other images of the same kind, 19 out of 20 such intervals would contain the true value.',
  },
};
