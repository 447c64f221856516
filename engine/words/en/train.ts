import { autoReasons } from './auto-reasons.ts';
import { aboutDuration, count, countImages, countWeights, decimals, formatDuration, formatNumber, listed, percent } from './figures.ts';
import { nearDuplicates } from './near-duplicates.ts';

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** What is said before a training of how long it takes, see the contract's training plan. */
interface PlannedTime {
  readonly newImages: number;
  readonly time: { readonly low: number; readonly high: number; readonly isGuess: boolean } | null;
}

/** What the Train screen says. */
export const train = {
  title: 'Train',
  intro: 'Reuse what a source model has learned, and test the result on images kept aside.',

  glance: {
    title: 'What will happen',
    change: 'Change', close: 'Close',
    /** For somebody who hears a button without its line. */
    changeOf: (line: string) => `Change: ${line}`, closeOf: (line: string) => `Close: ${line}`,
    data: {
      title: 'Data',
      none: 'No image has a label yet.',
      parts: ({ train, validation, test }: { train: number; validation: number; test: number }) =>
        `${formatNumber(train)} to learn from, ${formatNumber(validation)} to choose settings, ${formatNumber(test)} kept aside for the test.`,
      copies: (kinds: readonly string[]) => `It also learns from ${listed(kinds)} copies of them.`,
      kinds: { turned: 'turned', mirrored: 'mirrored', cropped: 'cropped', lit: 'lighter and darker' },
    },
    source: { title: 'Source model', rankingFailed: 'The ranking of source models did not end. Open this to see why.' },
    reuse: {
      title: 'How much is reused',
      head: (weights: string) => `All of it: its ${weights} stay as they are. Only a new last layer is trained on your images.`,
      tuned: (tuned: string, reused: string) => `${tuned} are tuned on your images, ${reused} stay as they are.`,
      allTuned: (tuned: string) => `It is the start: all ${tuned} are tuned on your images.`,
      scratch: 'Nothing: the same architecture is trained on your images from a random start.',
      cut: (layer: string) => `Cut at ${layer}.`, seed: (seed: number) => `Seed ${formatNumber(seed)}.`,
    },
  },

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
      `${name}: ${countImages(all)}, ${formatNumber(parts.train)} train, ${formatNumber(parts.validation)} validation, ${formatNumber(parts.test)} test`,
    allClasses: (classes: number) => `Show all ${count(classes, 'class', 'classes')}`,
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
      `${listed(f.classes)}: fewer than ${formatNumber(f.fewerThan)} images. The model will know ${f.classes.length === 1 ? 'this class' : 'these classes'} badly; more labels help most here.`,
    'untested-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: no image kept aside for the test. The score will not say how well ${f.classes.length === 1 ? 'this class is' : 'these classes are'} recognised.`,
    'empty-classes': (f: { classes: readonly string[] }) => `${listed(f.classes)}: no images, so the model will not know ${f.classes.length === 1 ? 'this class' : 'these classes'}.`,
    'unequal-classes': (f: { largest: string; smallest: string; times: number }) =>
      `"${f.largest}" has ${formatNumber(f.times)} times as many images as "${f.smallest}". The model will lean towards the larger class.`,
    'few-test-images': (f: { images: number; margin: number }) =>
      `With ${countImages(f.images)} in the test, the score can be off by up to ${Math.round(f.margin * 100)} points. More labelled images make it surer.`,
    conflicts: (f: { images: number }) =>
      `${countImages(f.images)} ${isOrAre(f.images)} in folders of different classes, and left out until you decide.`,
    'near-duplicates': (f: { groups: number; leftOut: number }) => nearDuplicates(f),
    unlabelled: (f: { images: number }) => `${countImages(f.images)} ${isOrAre(f.images)} unlabelled and not used.`,
    excluded: (f: { images: number }) => `${countImages(f.images)} ${isOrAre(f.images)} excluded by hand and not used.`,
    missing: (f: { images: number }) => `${countImages(f.images)} can no longer be found where ${f.images === 1 ? 'its file was' : 'their files were'}.`,
    'windows-differ': (f: { images: number }) => `The ${countImages(f.images)} beyond 8 bits go through different brightness windows. Choose one way for all of them.`,
    'brightness-lost': (f: { images: number }) =>
      `Your classes differ in brightness, but each of the ${countImages(f.images)} beyond 8 bits is stretched by itself, so a model can't see that. One window for all would keep it.`,
    'brightness-used': (f: { images: number }) =>
      `Your classes differ in brightness (${countImages(f.images)} beyond 8 bits), so a model may go by that alone. If only the exposure differs, let each image have its own window.`,
    links: {
      brightness: 'Go to Brightness', import: 'Import images', label: 'Label images', conflicts: 'Decide on these', unlabelled: 'Show unlabelled', missing: 'Show missing', leaveOut: (classes: number) => (classes === 1 ? 'Leave it out' : 'Leave them out'), excluded: 'Show excluded',
    },
  },

  source: {
    title: 'Source model',
    explain: 'The network whose knowledge is reused. The nearer its pictures are to yours, the better it usually works.',
    choose: 'Choose the source model',
    default: 'Default',
    byDefault: {
      go: 'Use by default', goNamed: (source: string) => `Use by default: ${source}`,
      explain: (source: string) => `${source} is chosen for this project. By default it would also be used in projects in which nothing is chosen.`,
    },
    onlyStarter: 'The starter has learned from drawings. EfficientNet-Lite0, which has learned from photographs and usually does much better, is not on this computer: '
      + '"npm run set-up -- --retry" says why. Its file can also be added under Source models.',
    input: 'Looks at', size: 'Size', speed: 'Speed', features: 'Features', licence: 'Licence',
    inputSize: (side: number) => `${formatNumber(side)} × ${formatNumber(side)} pixels`,
    parameters: countWeights,
    speeds: { fast: 'Fast', medium: 'Medium', slow: 'Slower', unknown: 'Not stated' },
    featureCount: (count: number) => `${formatNumber(count)} per image`,
    loading: 'Looking for source models …',
    none: 'No source model was found.',
    noneNext: 'Put the folder of a source model where Graft looks for them, then look again.',
    again: 'Look again',
    find: 'Find a source model', noneFits: 'No source model fits this search.',
    all: (models: number) => `Show all ${formatNumber(models)} source models`, fewer: 'Show fewer',
    unusable: (folders: number) => `${count(folders, 'folder', 'folders')} cannot be used`,
    reasons: {
      'source-card-damaged': 'its card (source.json) cannot be read',
      'source-weights-damaged': 'its weights are incomplete or damaged',
      'source-unsupported': 'it contains a layer that Graft cannot run',
    },
  },

  method: {
    title: 'How much is reused',
    explain: 'Reusing all of the source model is quick and needs few labels. Tuning part of it can go further with more labels.',
    choose: 'Choose the method',
    names: { head: 'New last layer', 'fine-tune': 'Tune it', scratch: 'From scratch' },
    hints: {
      head: 'Only a new last layer is trained; the source model stays as it is. Takes seconds once the images have been read.',
      'fine-tune': 'Starts from the new last layer and tunes part or all of the source model on your images. If that does not help, the plain new layer is kept.',
      scratch: 'The same architecture, with nothing reused. To compare with, or for very many images.',
    },
  },

  dial: {
    label: 'How much of the source model is tuned',
    only: 'Only the head is new', from: (block: string) => `Tuned from ${block} on`, all: 'Everything is tuned', normalisation: 'Only normalisation is tuned',
    ends: { all: 'everything is tuned', head: 'only the head is new' },
    head: 'head', picture: 'picture',
    value: (position: string, tuned: number, of: number) => (tuned === 0 ? position : `${position}: ${formatNumber(tuned)} of ${count(of, 'block', 'blocks')}`),
    reused: 'reused as it is', tuned: 'tuned on your images', new: 'new',
    weights: countWeights,
    none: 'none',
    block: (name: string, weights: string, state: string) => `${name}: ${weights}, ${state}`,
    time: ({ newImages, time }: PlannedTime) => {
      if (time === null) return 'How long it takes is known once there are labels to train with.';
      const does = newImages === 0 ? `All images are read already: ${aboutDuration(time)}.` : `Reads ${count(newImages, 'new image', 'new images')}, then trains: ${aboutDuration(time)}.`;
      return time.isGuess ? `${does} A guess until the first training of this kind here.` : does;
    },
    timeShort: (time: PlannedTime['time']) => (time === null ? 'not known yet' : time.isGuess ? `${aboutDuration(time)}, a guess` : aboutDuration(time)),
    planning: 'Working out how long it takes …',
    loading: 'Looking into the source model …',
    notTunable: (reason: string) => `This source model can be reused, but not tuned: ${reason}.`,
    recommended: 'suggested for your number of labels',
    every: 'All positions', position: 'Position', weightsTuned: 'Tuned', duration: 'Time here', use: (position: string) => `Choose: ${position}`,
  },

  variation: {
    title: 'What is true of your images?',
    explain: {
      network: 'While it trains, the model is shown your pictures changed in ways that mean the same. Say which ways do.',
      head: 'With so few labels the head also learns from mirrored and cropped copies of your training images. Say which changes mean the same.',
      none: 'A new last layer learns from your images as they are. A source model that is tuned, as Graft may choose, is also shown them changed in ways that mean the same. Say which ways do.',
    },
    orientation: 'Orientation',
    orientations: {
      any: { title: 'Orientation does not matter in my images', hint: 'Seen from above or through a microscope: turned and mirrored pictures mean the same.' },
      mirror: { title: 'Left and right may change places', hint: 'Most photographs: a mirror image still shows the same.' },
      matters: { title: 'Orientation matters', hint: 'Text, hands, maps: a turned or mirrored picture would mean something else.' },
    },
    also: 'Besides',
    framing: 'The subject may be nearer, farther or off the middle',
    light: 'The light may be brighter, darker or flatter',
  },

  auto: {
    go: (minutes: number) => `Let Graft choose in ${count(minutes, 'minute', 'minutes')}`, goWithout: 'Let Graft choose',
    label: 'Minutes at most',
    explain: 'Tries other source models, cuts and tuning, and says what it chose and why. Never worse than the plain new layer on the validation images. More time lets it try more.',
    invalid: 'From 1 minute to 7 days (10,080 minutes).',
  },

  more: {
    title: 'More',
    cut: 'Cut',
    cutExplain: 'The layer up to which the source model is reused. The last one is right for most images; earlier ones can suit textures and patterns.',
    cutOption: (layer: string, shape: string, features: number) => `${layer} (${shape}, ${formatNumber(features)} features)`,
    joinedOption: (layers: string, features: number) => `${layers} (joined, ${formatNumber(features)} features)`,
    defaultCut: 'default',
    join: 'Join several layers', joinExplain: 'The features of all chosen layers stand side by side.',
    seed: 'Seed',
    seedExplain: 'The same seed and labels give the same model. Change it to see how much the result depends on chance.',
    seedInvalid: 'A whole number from 0 to 2,147,483,647.',
  },

  sweep: {
    go: 'Propose the best cut',
    explain: 'Compares the ends of blocks, and some of them joined, by cross-validation on your training and validation images; the test images are not looked at.',
    title: 'Comparing cuts', keeps: 'The features worked out so far are kept.', stopped: 'The comparison was stopped. The features worked out so far are kept.',
    result: (images: number) => `The cuts of this source model, on ${countImages(images)}:`,
    columns: { cut: 'Cut', score: 'Named right', range: '95 % interval', features: 'Features', cost: 'Work per image', use: 'Choice' },
    cost: (multiplyAdds: number | null) => (multiplyAdds === null ? '' : `${formatNumber(Math.round(multiplyAdds))} million`),
    proposed: 'proposed', tied: 'as good', tiedMeaning: 'Not told apart from the best: the difference can be chance.',
    advice: (cut: string) => `${cut} is the smallest of those that cannot be told apart from the best.`,
    use: (cut: string) => `Use ${cut}`, useShort: 'Use', used: 'in use',
  },

  start: 'Train',
  startAgain: 'Train again',
  starting: 'Starting …',
  blocked: 'Training cannot start yet: see "Before you train".',

  progress: {
    title: 'Training',
    keeps: 'Stopping keeps the features worked out so far, so the next run starts from there. Labels can be changed meanwhile; the result will then be marked as stale.',
    keepsTuned: 'Stopping keeps a checkpoint: the run can go on later, bit for bit as if it had not been stopped.',
    keepsAuto: 'Stopping keeps what was tried so far: the run can go on later from there.',
    keepBest: 'Stop and keep the best', keepBestMeaning: 'Ends the training here, as a finished run with its best weights so far.',
  },

  curve: {
    title: 'Learning curve',
    loss: 'Loss', accuracy: 'Named right', step: 'Step',
    train: 'training images', validation: 'validation images',
    waiting: 'The curve begins with the first steps.',
    lossLabel: (train: number, validation: number | null, step: number, steps: number) =>
      `Loss at step ${formatNumber(step)} of ${formatNumber(steps)}: ${decimals(train, 2)} on training images${validation === null ? '' : `, ${decimals(validation, 2)} on validation images`}.`,
    accuracyLabel: (share: number | null, best: number | null) =>
      (share === null || best === null ? 'No validation images were looked at yet.' : `Named right of the validation images: ${percent(share)} now, ${percent(best)} at best.`),
  },

  story: {
    title: 'How it was tuned',
    headWon: 'The plain head won: tuning did not help here.',
    allWon: 'Tuning helped: all of the tuned weights were kept.',
    shareWon: (share: number) => `Tuning helped in part: the kept weights are ${percent(share)} of the way from the plain head to the tuned ones.`,
    scratchDone: (weights: string) => `Trained from a random start: ${weights}.`,
    tuned: (from: string, tuned: string, reused: string) => `${from}: ${tuned} were tuned, ${reused} were reused as they are.`,
    rate: (rate: string, tried: number) => `Learning rate ${rate}, the best of ${count(tried, 'that was', 'that were')} tried.`,
    oneRate: (rate: string) => `Learning rate ${rate}.`,
    steps: (best: number, steps: number, early: boolean) => `The weights of step ${formatNumber(best)} of ${formatNumber(steps)} were kept${early ? '; training ended early because it no longer got better' : ''}.`,
    batch: (size: number, tried: number) => `Memory was too small for ${count(tried, 'image', 'images')} at a time, so ${formatNumber(size)} were used.`,
    rates: 'Learning rates tried', rateColumn: 'Learning rate', lossColumn: 'Validation loss',
    shares: 'Between plain head and tuned', shareColumn: 'Share of the tuned weights', accuracyColumn: 'Validation, named right', kept: 'kept',
  },

  autoStory: {
    title: 'What automatic mode tried',
    why: {
      'best-on-validation': 'Chosen on the validation images: it beat the plain new layer, and nothing else was clearly better.',
      'plain-head-not-beaten': 'Nothing that was tried beat the plain new layer on the validation images, so that one was kept.',
      'out-of-time': 'The time was over before everything could be tried; the best until then was kept.',
      'ended-early': 'It was ended before everything could be tried; the best until then was kept.',
    },
    tooShort: 'Already the plain new layer took longer than the time that was given; it was trained to its end.',
    rule: 'The test images were looked at once, for the chosen one. Another than the plain new layer is taken only where it names no fewer validation images right and its loss is smaller by more than one standard error; of those that are as good within one standard error, the simplest.',
    running: 'Tried so far, on the validation images:', skipped: 'Could not be tried:',
    reasons: autoReasons,
    time: (used: number, budget: number) => `Used ${formatDuration(used)} of ${formatDuration(budget)}.`,
    columns: { what: 'Tried', source: 'Source model', cut: 'Cut', score: 'Validation, named right', loss: 'Loss', seconds: 'Time' },
    swept: (source: string, proposed: string, seconds: number) => `The cuts of ${source} were compared by cross-validation in ${formatDuration(seconds)}; ${proposed} was proposed.`,
    chosen: 'chosen',
  },

  resume: {
    text: (run: number) => `Run ${run} was broken off. Its last checkpoint is kept.`,
    stopped: (run: number) => `Run ${run} was stopped. Its last checkpoint is kept.`,
    go: 'Go on with it', goRun: (run: number) => `Go on with run ${run}`,
  },

  outcome: {
    done: (seconds: number) => `Trained in ${formatDuration(seconds)}.`,
    score: (value: number, tested: number) => `${percent(value)} of ${countImages(tested)} kept aside were named right.`,
    likely: (low: number, high: number) => `The true figure is likely between ${percent(low)} and ${percent(high)}.`,
    results: 'See the results',
    stopped: 'Training was stopped. No result was written; the features worked out so far are kept for the next run.',
    stoppedResumable: 'Training was stopped. Its last checkpoint is kept, so it can go on.',
    validation: (value: number) => `${percent(value)} of the validation images were named right. The test score is withheld: the test set is locked.`,
    noValidation: 'There are no validation images, and the test score is withheld: the test set is locked.',
    failed: 'Training did not finish.',
    dismiss: 'Dismiss',
  },

  runs: {
    title: 'Earlier runs',
    none: 'No runs yet. Each training is kept here with its score.',
    run: 'Run', source: 'Source model', method: 'Method', images: 'Train / test', score: 'Test', range: '95 % interval', seconds: 'Time', when: 'When', state: 'State',
    heads: { 'nearest-mean': 'New last layer (nearest mean)', ridge: 'New last layer (ridge)', logistic: 'New last layer (logistic regression)' },
    methods: { head: 'New last layer', 'fine-tune': 'Fine-tuned', scratch: 'From scratch', baseline: 'Baseline' },
    tuned: { from: (block: string) => `Fine-tuned from ${block}`, all: 'Fine-tuned, all of it', normalisation: 'Fine-tuned, normalisation only' },
    number: (run: number) => `Run ${run}`,
    interval: (low: number, high: number) => `${percent(low)} to ${percent(high)}`,
    stale: 'stale', staleMeaning: 'Labels, classes or the test set have changed since this run.',
    states: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
    open: (run: number) => `Show the results of run ${run}`,
    loading: 'Loading earlier runs …',
  },
};
