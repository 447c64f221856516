import { count, countImages, formatDuration, formatNumber } from '../format.ts';
import { listed, percent } from './figures.ts';

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** What the Train screen says. */
export const train = {
  title: 'Train',
  intro: 'Reuse what a source model has learned, and test the result on images that were kept aside.',

  data: {
    title: 'What is in your data',
    bars: 'Images per class',
    class: 'Class', images: 'Images',
    train: 'train', validation: 'validation', test: 'test',
    splitMeaning: {
      train: 'the model learns from these',
      validation: 'used to choose settings',
      test: 'kept aside for the score',
    },
    total: (labelled: number, classes: number) => `${countImages(labelled)} with a label, in ${count(classes, 'class', 'classes')}`,
    notSplit: 'Images are divided into train, validation and test when you train.',
    newOnes: (images: number) => `${countImages(images)} labelled since the last training will be divided at the next.`,
    none: 'No classes yet. Import a folder whose subfolders are the classes, or add classes while labelling.',
    barLabel: (name: string, all: number, parts: { train: number; validation: number; test: number }) =>
      `${name}: ${countImages(all)}, ${parts.train} train, ${parts.validation} validation, ${parts.test} test`,
    allClasses: (count: number) => `Show all ${count} classes`,
    fewerClasses: 'Show fewer',
  },

  checks: {
    title: 'Before you train',
    good: 'Nothing stands in the way.',
    stops: 'Stops training', warns: 'Will make the result worse', tells: 'Good to know',
    'no-images': () => 'There are no images yet. Import a folder first.',
    'no-labels': (f: { images: number }) => `None of the ${countImages(f.images)} has a label yet. Label some of at least two classes.`,
    'one-class': (f: { class: string }) => `Only "${f.class}" has labelled images. A model needs at least two classes to tell apart.`,
    'single-image-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: only one image each. A class needs at least two, one to learn from and one to test with.`,
    'small-classes': (f: { classes: readonly string[]; fewerThan: number }) =>
      `${listed(f.classes)}: fewer than ${f.fewerThan} images. The model will know ${f.classes.length === 1 ? 'this class' : 'these classes'} badly; more labels help most here.`,
    'untested-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: no image kept aside for the test. The score will not say how well ${f.classes.length === 1 ? 'this class is' : 'these classes are'} recognised.`,
    'empty-classes': (f: { classes: readonly string[] }) => `${listed(f.classes)}: no images, so the model will not know ${f.classes.length === 1 ? 'this class' : 'these classes'}.`,
    'unequal-classes': (f: { largest: string; smallest: string; times: number }) =>
      `"${f.largest}" has ${f.times} times as many images as "${f.smallest}". The model will lean towards the larger class.`,
    'few-test-images': (f: { images: number; margin: number }) =>
      `With ${countImages(f.images)} in the test, the score can be off by up to ${Math.round(f.margin * 100)} points. More labelled images make it surer.`,
    conflicts: (f: { images: number }) =>
      `${countImages(f.images)} ${isOrAre(f.images)} in folders of different classes. They are left out until you decide.`,
    unlabelled: (f: { images: number }) => `${countImages(f.images)} ${isOrAre(f.images)} unlabelled and not used.`,
    missing: (f: { images: number }) => `${countImages(f.images)} can no longer be found where ${f.images === 1 ? 'its file was' : 'their files were'}.`,
    links: {
      import: 'Import images', label: 'Label images', conflicts: 'Decide on these', unlabelled: 'Show unlabelled', missing: 'Show missing',
    },
  },

  source: {
    title: 'Source model',
    explain: 'The network whose knowledge is reused. The nearer its pictures are to yours, the better it usually works.',
    choose: 'Choose the source model',
    default: 'Default',
    trainedOn: 'Trained on', input: 'Looks at', size: 'Size', speed: 'Speed', features: 'Features', licence: 'Licence',
    inputSize: (side: number) => `${side} × ${side} pixels`,
    parameters: (count: number) => (count >= 1e6 ? `${(count / 1e6).toFixed(1)} million weights` : `${formatNumber(Math.round(count / 1e3))} thousand weights`),
    speeds: { fast: 'Fast', medium: 'Medium', slow: 'Slower', unknown: 'Not stated' },
    featureCount: (count: number) => `${formatNumber(count)} per image`,
    loading: 'Looking for source models …',
    none: 'No source model was found.',
    noneNext: 'Put the folder of a source model where Graft looks for them, then look again.',
    again: 'Look again',
    unusable: (folders: number) => `${count(folders, 'folder', 'folders')} cannot be used`,
    reasons: {
      'source-card-damaged': 'its card (source.json) cannot be read',
      'source-weights-damaged': 'its weights are incomplete or damaged',
      'source-unsupported': 'it contains a layer that Graft cannot run',
    },
  },

  method: {
    title: 'Method',
    head: 'New last layer',
    headExplain: 'Only a new last layer is trained; the source model stays as it is. Takes seconds once the images have been read.',
  },

  more: {
    title: 'More',
    cut: 'Cut',
    cutExplain: 'The layer up to which the source model is reused. The last one is right for most images; earlier ones can suit textures and patterns.',
    cutOption: (layer: string, shape: string, features: number) => `${layer} (${shape}, ${formatNumber(features)} features)`,
    defaultCut: 'default',
    seed: 'Seed',
    seedExplain: 'The same seed and labels give the same model. Change it to see how much the result depends on chance.',
    seedInvalid: 'A whole number from 0 to 2,147,483,647.',
  },

  start: 'Train',
  startAgain: 'Train again',
  starting: 'Starting …',
  blocked: 'Training cannot start yet: see "Before you train".',
  plan: (source: string, cut: string, seed: number) => `${source}; cut ${cut}, seed ${seed}`,

  progress: {
    title: 'Training',
    keeps: 'Stopping keeps the features worked out so far, so the next run starts from there. Labels can be changed meanwhile; the result will then be marked as stale.',
  },

  outcome: {
    done: (seconds: number) => `Trained in ${formatDuration(seconds)}.`,
    score: (value: number, tested: number) => `${percent(value)} of ${countImages(tested)} kept aside were named right.`,
    likely: (low: number, high: number) => `The true figure is likely between ${percent(low)} and ${percent(high)}.`,
    results: 'See the results',
    stopped: 'Training was stopped. No result was written; the features worked out so far are kept for the next run.',
    failed: 'Training did not finish.',
    dismiss: 'Dismiss',
  },

  runs: {
    title: 'Earlier runs',
    none: 'No runs yet. Each training is kept here with its score.',
    run: 'Run', source: 'Source model', method: 'Method', images: 'Train / test', score: 'Score', range: '95 % interval', seconds: 'Time', when: 'When', state: 'State',
    heads: { 'nearest-mean': 'New last layer (nearest mean)', ridge: 'New last layer (ridge)', logistic: 'New last layer (logistic regression)' },
    methods: { head: 'New last layer', 'fine-tune': 'Fine-tuned', scratch: 'From scratch', baseline: 'Baseline' },
    number: (run: number) => `Run ${run}`,
    interval: (low: number, high: number) => `${percent(low)} to ${percent(high)}`,
    stale: 'stale', staleMeaning: 'Labels or classes have changed since this run.',
    states: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
    open: (run: number) => `Show the results of run ${run}`,
    loading: 'Loading earlier runs …',
  },
};
