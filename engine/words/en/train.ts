import { autoReasons } from './auto-reasons.ts';
import { aboutDuration, count, countImages, countWeights, decimals, formatDuration, formatNumber, listed, percent } from './figures.ts';
import { otherClass } from './other-class.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { readings } from './readings.ts';

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');

/** The expected duration shown before training; see the contract's training plan. */
interface PlannedTime {
  readonly newImages: number;
  readonly time: { readonly low: number; readonly high: number; readonly isGuess: boolean } | null;
}

/** The Train screen. */
export const train = {
  title: 'Train',
  intro: 'Transfer what a source model has learned to your classes, and test the result on images set aside.',

  glance: {
    title: 'What will happen',
    change: 'Change',
    close: 'Close',
    /** For users of screen readers, who hear the button without its line. */
    changeOf: (line: string) => `Change: ${line}`,
    closeOf: (line: string) => `Close: ${line}`,
    data: {
      title: 'Data',
      none: 'No image has a label yet.',
      parts: ({ train, validation, test }: { train: number; validation: number; test: number }) =>
        `${formatNumber(train)} for training, ${formatNumber(validation)} for validation, ${formatNumber(test)} for the test.`,
      copies: (kinds: readonly string[]) => `Augmentation: ${listed(kinds)} copies.`,
      kinds: { turned: 'rotated', mirrored: 'mirrored', cropped: 'cropped', lit: 'lighter and darker' },
    },
    source: { title: 'Source model', rankingFailed: 'The ranking of source models did not finish. Open to see why.' },
    reuse: {
      title: 'What is reused',
      head: (weights: string) => `The whole source model: its ${weights} stay unchanged. Only a new last layer is trained on your images.`,
      tuned: (tuned: string, reused: string) => `${tuned} are fine-tuned on your images, ${reused} stay unchanged.`,
      allTuned: (tuned: string) => `The source model is the starting point: all ${tuned} are fine-tuned on your images.`,
      scratch: 'Nothing: the same architecture is trained from scratch on your images.',
      cut: (layer: string) => `Cut after ${layer}.`,
      seed: (seed: number) => `Seed ${formatNumber(seed)}.`,
    },
  },

  data: {
    title: 'Your data',
    bars: 'Images per class',
    class: 'Class',
    images: 'Images',
    train: 'train',
    validation: 'validation',
    test: 'test',
    splitMeaning: {
      train: 'used to train the model',
      validation: 'used to choose settings',
      test: 'set aside for the score',
    },
    total: (labelled: number, classes: number) => `${countImages(labelled)} with a label, in ${count(classes, 'class', 'classes')}`,
    notSplit: 'Images are split into training, validation and test sets when you train.',
    newOnes: (images: number) => `${countImages(images)} labelled since the last training will be split at the next one.`,
    none: 'No classes yet. Import a folder with one subfolder per class, or add classes while labelling.',
    barLabel: (name: string, all: number, parts: { train: number; validation: number; test: number }) =>
      `${name}: ${countImages(all)}, ${formatNumber(parts.train)} train, ${formatNumber(parts.validation)} validation, ${formatNumber(parts.test)} test`,
    allClasses: (classes: number) => `Show all ${count(classes, 'class', 'classes')}`,
    fewerClasses: 'Show fewer',
  },

  checks: {
    title: 'Before you train',
    good: 'Ready to train.',
    stops: 'Must be fixed',
    warns: 'Will reduce accuracy',
    tells: 'Good to know',
    'no-images': () => 'There are no images yet. Import a folder first.',
    'no-labels': (f: { images: number }) =>
      `None of the ${countImages(f.images)} has a label yet. Label some images in at least two classes.`,
    'one-class': (f: { class: string }) => `Only "${f.class}" has labelled images. A model needs at least two classes.`,
    'single-image-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: only one image each. A class needs at least two, one for training and one for testing.`,
    'one-group-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: too few images from different groups. Images of one group are used either for training or for testing, so a class needs at least two groups.`,
    'small-classes': (f: { classes: readonly string[]; fewerThan: number }) =>
      `${listed(f.classes)}: fewer than ${formatNumber(f.fewerThan)} images. The model will not learn ${f.classes.length === 1 ? 'this class' : 'these classes'} well; more labels help most here.`,
    'untested-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: no test images. The score will not tell you how well ${f.classes.length === 1 ? 'this class is' : 'these classes are'} recognized.`,
    'empty-classes': (f: { classes: readonly string[] }) =>
      `${listed(f.classes)}: no images, so the model will never predict ${f.classes.length === 1 ? 'this class' : 'these classes'}.`,
    'unequal-classes': (f: { largest: string; smallest: string; times: number }) =>
      `"${f.largest}" has ${formatNumber(f.times)} times as many images as "${f.smallest}". The model will favour the larger class.`,
    'few-test-images': (f: { images: number; margin: number }) =>
      `With ${countImages(f.images)} in the test set, the score can be off by up to ${Math.round(f.margin * 100)} points. More labelled images make it more reliable.`,
    conflicts: (f: { images: number }) =>
      `${countImages(f.images)} ${isOrAre(f.images)} in folders of different classes, and left out until you decide on a class.`,
    'near-duplicates': (f: { groups: number; leftOut: number }) => nearDuplicates(f),
    unlabelled: (f: { images: number }) => `${countImages(f.images)} ${isOrAre(f.images)} unlabelled and not used.`,
    excluded: (f: { images: number }) => `${countImages(f.images)} ${isOrAre(f.images)} excluded and not used.`,
    missing: (f: { images: number }) => `The ${f.images === 1 ? 'file' : 'files'} of ${countImages(f.images)} cannot be found.`,
    'windows-differ': (f: { images: number }) =>
      `The ${countImages(f.images)} with more than 8 bits use different brightness windows. Choose one setting for all of them, or a window for each folder.`,
    'readings-differ': (f: { images: number }) => readings.differ(f.images),
    'windows-by-folder': (f: { images: number; windows: number }) =>
      `Brightness is set by folder (${countImages(f.images)} with more than 8 bits, ${count(f.windows, 'window', 'windows')}). Folders are trained on together.`,
    'windows-by-class': (f: { images: number }) =>
      `Each class has its own brightness window (${countImages(f.images)} with more than 8 bits), so a model may learn the windows instead of what the images show. Set windows for folders that hold all classes.`,
    'brightness-lost': (f: { images: number }) =>
      `Your classes differ in brightness, but each of the ${countImages(f.images)} with more than 8 bits has its own brightness window, so a model cannot use this difference. One window for all images would keep it.`,
    'brightness-used': (f: { images: number }) =>
      `Your classes differ in brightness (${countImages(f.images)} with more than 8 bits), so a model may rely on brightness alone. If the difference is only due to exposure, use one window per image.`,
    ...otherClass.checks,
    links: {
      brightness: 'Go to Brightness',
      pages: 'Go to Pages and channels',
      import: 'Import images',
      label: 'Label images',
      conflicts: 'Review conflicts',
      unlabelled: 'Show unlabelled',
      missing: 'Show missing',
      leaveOut: (classes: number) => (classes === 1 ? 'Leave this class out' : 'Leave these classes out'),
      excluded: 'Show excluded',
    },
  },

  source: {
    title: 'Source model',
    explain: 'The pretrained network to reuse. The more its training images resemble yours, the better it usually works.',
    choose: 'Choose the source model',
    default: 'Default',
    byDefault: {
      go: 'Use by default',
      goNamed: (source: string) => `Use by default: ${source}`,
      explain: (source: string) =>
        `${source} is used in this project. Make it the default to use it in all projects without a choice of their own.`,
    },
    onlyStarter:
      'The starter model was trained on drawings. EfficientNet-Lite0, which was trained on photographs and usually works much better, is not installed: '
      + '"npm run set-up -- --retry" tells you why. You can also add its file under Source models.',
    input: 'Input',
    size: 'Size',
    speed: 'Speed',
    features: 'Features',
    licence: 'Licence',
    inputSize: (side: number) => `${formatNumber(side)} × ${formatNumber(side)} pixels`,
    parameters: countWeights,
    speeds: { fast: 'Fast', medium: 'Medium', slow: 'Slower', unknown: 'Not stated' },
    featureCount: (count: number) => `${formatNumber(count)} per image`,
    loading: 'Loading source models …',
    none: 'No source models found.',
    noneNext: 'Copy the folder of a source model to a location where Graft looks for them, then try again.',
    again: 'Try again',
    find: 'Find a source model',
    noneFits: 'No source models match.',
    all: (models: number) => `Show all ${formatNumber(models)} source models`,
    fewer: 'Show fewer',
    unusable: (folders: number) => `${count(folders, 'folder', 'folders')} cannot be used`,
    reasons: {
      'source-card-damaged': 'its card (source.json) cannot be read',
      'source-weights-damaged': 'its weights are incomplete or damaged',
      'source-unsupported': 'it contains a layer that Graft does not support',
    },
  },

  method: {
    title: 'Method',
    explain:
      'Reusing the whole source model is fast and needs few labels. Fine-tuning part of it can reach a higher accuracy with more labels.',
    choose: 'Choose the method',
    names: { head: 'New last layer', 'fine-tune': 'Fine-tune', scratch: 'From scratch' },
    hints: {
      head: 'Trains only a new last layer; the source model stays unchanged. Takes seconds once the images have been read.',
      'fine-tune':
        'Trains a new last layer, then fine-tunes part or all of the source model. If fine-tuning does not help, the model with just the new last layer is kept.',
      scratch: 'Trains the same architecture without reusing anything. For comparison, or for very large datasets.',
    },
  },

  dial: {
    label: 'How much of the source model is fine-tuned',
    only: 'New last layer only',
    from: (block: string) => `Fine-tuned from ${block}`,
    all: 'All layers fine-tuned',
    normalisation: 'Only normalization fine-tuned',
    ends: { all: 'all layers fine-tuned', head: 'new last layer only' },
    head: 'last layer',
    picture: 'image',
    value: (position: string, tuned: number, of: number) =>
      tuned === 0 ? position : `${position}: ${formatNumber(tuned)} of ${count(of, 'block', 'blocks')}`,
    reused: 'reused unchanged',
    tuned: 'fine-tuned on your images',
    new: 'new',
    weights: countWeights,
    none: 'none',
    block: (name: string, weights: string, state: string) => `${name}: ${weights}, ${state}`,
    time: ({ newImages, time }: PlannedTime) => {
      if (time === null) return 'The training time can be estimated once there are labelled images.';
      const does =
        newImages === 0
          ? `All images have been read already: ${aboutDuration(time)}.`
          : `Reads ${count(newImages, 'new image', 'new images')}, then trains: ${aboutDuration(time)}.`;
      return time.isGuess ? `${does} A rough estimate until the first training of this kind on this computer.` : does;
    },
    timeShort: (time: PlannedTime['time']) =>
      time === null ? 'not known yet' : time.isGuess ? `${aboutDuration(time)}, roughly` : aboutDuration(time),
    planning: 'Estimating the time …',
    loading: 'Reading the source model …',
    notTunable: (reason: string) => `This source model can be reused but not fine-tuned: ${reason}.`,
    recommended: 'recommended for your number of labels',
    every: 'All options',
    position: 'Option',
    weightsTuned: 'Fine-tuned',
    duration: 'Time',
    use: (position: string) => `Choose: ${position}`,
  },

  variation: {
    title: 'Augmentation',
    explain: {
      network: 'During training, the model also sees altered copies of your images. Choose alterations that do not change the class.',
      head: 'With so few labels, the new last layer is also trained on mirrored and cropped copies of your images. Choose alterations that do not change the class.',
      none: 'A new last layer is trained on your images as they are. Fine-tuning, which Graft may choose, also uses altered copies. Choose alterations that do not change the class.',
    },
    orientation: 'Orientation',
    orientations: {
      any: { title: 'Rotate and mirror', hint: 'For images from above or from a microscope, where orientation does not matter.' },
      mirror: { title: 'Mirror left and right', hint: 'For most photographs.' },
      matters: { title: 'Keep the orientation', hint: 'For text, hands or maps, where a mirrored image would mean something else.' },
    },
    also: 'Also',
    framing: 'Zoom and shift',
    light: 'Vary brightness and contrast',
  },

  auto: {
    go: (minutes: number) => `Let Graft choose in ${count(minutes, 'minute', 'minutes')}`,
    goWithout: 'Let Graft choose',
    label: 'Time limit (minutes)',
    explain:
      'Tries several source models and settings, and tells you what it chose and why. On the validation images, the result is never worse than a new last layer alone. With more time, it tries more.',
    invalid: 'Enter 1 to 10,080 minutes (7 days).',
  },

  more: {
    title: 'More',
    cut: 'Cut point',
    cutExplain:
      'The layer up to which the source model is reused. The last one suits most images; earlier ones can work better for textures and patterns.',
    cutOption: (layer: string, shape: string, features: number) => `${layer} (${shape}, ${formatNumber(features)} features)`,
    joinedOption: (layers: string, features: number) => `${layers} (joined, ${formatNumber(features)} features)`,
    defaultCut: 'default',
    join: 'Combine several layers',
    joinExplain: 'The features of all selected layers are concatenated.',
    seed: 'Seed',
    seedExplain: 'The same seed and labels give the same model. Change the seed to see how much the result depends on chance.',
    seedInvalid: 'Enter a whole number from 0 to 2,147,483,647.',
  },

  sweep: {
    go: 'Find the best cut point',
    explain:
      'Compares cut points, and some combinations of them, by cross-validation on your training and validation images. Test images are not used.',
    title: 'Comparing cut points',
    keeps: 'Features computed so far are kept.',
    stopped: 'The comparison was stopped. Features computed so far are kept.',
    result: (images: number) => `Cut points of this source model, compared on ${countImages(images)}:`,
    columns: {
      cut: 'Cut point',
      score: 'Accuracy',
      range: '95% interval',
      features: 'Features',
      cost: 'Operations per image',
      use: 'Action',
    },
    cost: (multiplyAdds: number | null) => (multiplyAdds === null ? '' : `${formatNumber(Math.round(multiplyAdds))} million`),
    proposed: 'recommended',
    tied: 'tied',
    tiedMeaning: 'Not significantly worse than the best.',
    advice: (cut: string) => `${cut} is the smallest cut point that is not significantly worse than the best.`,
    use: (cut: string) => `Use ${cut}`,
    useShort: 'Use',
    used: 'in use',
  },

  start: 'Train',
  startAgain: 'Train again',
  starting: 'Starting …',
  blocked: 'You cannot train yet. See "Before you train".',

  progress: {
    title: 'Training',
    keeps:
      'If you stop, features computed so far are kept for the next run. You can change labels meanwhile; the result will then be marked as stale.',
    keepsTuned: 'If you stop, a checkpoint is kept, and you can resume the run later with exactly the same result.',
    keepsAuto: 'If you stop, everything tried so far is kept, and you can resume the run later.',
    keepBest: 'Finish now',
    keepBestMeaning: 'Ends training and keeps the best model so far.',
  },

  curve: {
    title: 'Learning curve',
    loss: 'Loss',
    accuracy: 'Accuracy',
    step: 'Step',
    train: 'training',
    validation: 'validation',
    waiting: 'The curve appears with the first steps.',
    lossLabel: (train: number, validation: number | null, step: number, steps: number) =>
      `Loss at step ${formatNumber(step)} of ${formatNumber(steps)}: ${decimals(train, 2)} on training images${validation === null ? '' : `, ${decimals(validation, 2)} on validation images`}.`,
    accuracyLabel: (share: number | null, best: number | null) =>
      share === null || best === null ? 'Not validated yet.' : `Validation accuracy: ${percent(share)} now, ${percent(best)} at best.`,
  },

  story: {
    title: 'Fine-tuning',
    headWon: 'Fine-tuning did not help here, so the model with just the new last layer was kept.',
    allWon: 'Fine-tuning helped: the fine-tuned weights were kept.',
    shareWon: (share: number) =>
      `Fine-tuning helped partly: the weights that were kept are ${percent(share)} of the way from the original to the fine-tuned ones.`,
    scratchDone: (weights: string) => `Trained from scratch: ${weights}.`,
    tuned: (from: string, tuned: string, reused: string) => `${from}: ${tuned} were fine-tuned, ${reused} were reused unchanged.`,
    rate: (rate: string, tried: number) => `Learning rate ${rate}, the best of ${formatNumber(tried)} tried.`,
    oneRate: (rate: string) => `Learning rate ${rate}.`,
    steps: (best: number, steps: number, early: boolean) =>
      `The weights of step ${formatNumber(best)} of ${formatNumber(steps)} were kept${early ? '; training stopped early because validation no longer improved' : ''}.`,
    batch: (size: number, tried: number) =>
      `There was not enough memory for a batch size of ${formatNumber(tried)}, so ${formatNumber(size)} was used.`,
    rates: 'Learning rates tried',
    rateColumn: 'Learning rate',
    lossColumn: 'Validation loss',
    shares: 'Blends of original and fine-tuned weights',
    shareColumn: 'Share of fine-tuned weights',
    accuracyColumn: 'Validation accuracy',
    kept: 'kept',
  },

  autoStory: {
    title: 'Automatic mode',
    why: {
      'best-on-validation': 'Chosen by validation: it beat the new last layer alone, and nothing else was clearly better.',
      'plain-head-not-beaten': 'Nothing beat the new last layer alone on the validation images, so that model was kept.',
      'out-of-time': 'Time ran out before everything could be tried; the best model so far was kept.',
      'ended-early': 'It was stopped before everything could be tried; the best model so far was kept.',
    },
    tooShort: 'The new last layer alone took longer than the time limit; its training was completed anyway.',
    rule: 'The test images were used once, for the chosen model. A model replaces the new last layer alone only if its validation accuracy is at least as high and its validation loss is lower by more than one standard error. Among models within one standard error of the best, the simplest is chosen.',
    running: 'Tried so far (validation):',
    skipped: 'Could not be tried:',
    reasons: autoReasons,
    time: (used: number, budget: number) => `Used ${formatDuration(used)} of ${formatDuration(budget)}.`,
    columns: { what: 'Method', source: 'Source model', cut: 'Cut point', score: 'Validation accuracy', loss: 'Loss', seconds: 'Time' },
    swept: (source: string, proposed: string, seconds: number) =>
      `The cut points of ${source} were compared by cross-validation in ${formatDuration(seconds)}; ${proposed} was recommended.`,
    chosen: 'chosen',
  },

  resume: {
    text: (run: number) => `Run ${run} was interrupted. Its last checkpoint is kept.`,
    stopped: (run: number) => `Run ${run} was stopped. Its last checkpoint is kept.`,
    go: 'Resume',
    goRun: (run: number) => `Resume run ${run}`,
  },

  outcome: {
    done: (seconds: number) => `Trained in ${formatDuration(seconds)}.`,
    score: (value: number, tested: number) => `Accuracy: ${percent(value)} on ${count(tested, 'test image', 'test images')}.`,
    likely: (low: number, high: number) => `95% interval: ${percent(low)} to ${percent(high)}.`,
    results: 'Show results',
    stopped: 'Training was stopped, so there is no result. Features computed so far are kept for the next run.',
    stoppedResumable: 'Training was stopped. Its last checkpoint is kept, so you can resume it.',
    validation: (value: number) => `Validation accuracy: ${percent(value)}. The test score is hidden because the test set is locked.`,
    noValidation: 'There are no validation images, and the test score is hidden because the test set is locked.',
    failed: 'Training did not finish.',
    dismiss: 'Dismiss',
  },

  runs: {
    title: 'Earlier runs',
    none: 'No runs yet. Every training run is listed here with its score.',
    run: 'Run',
    source: 'Source model',
    method: 'Method',
    images: 'Train / test',
    score: 'Test',
    range: '95% interval',
    seconds: 'Time',
    when: 'When',
    state: 'State',
    heads: {
      'nearest-mean': 'New last layer (nearest mean)',
      ridge: 'New last layer (ridge)',
      logistic: 'New last layer (logistic regression)',
    },
    methods: { head: 'New last layer', 'fine-tune': 'Fine-tuned', scratch: 'From scratch', baseline: 'Baseline' },
    tuned: {
      from: (block: string) => `Fine-tuned from ${block}`,
      all: 'Fine-tuned, all layers',
      normalisation: 'Fine-tuned, normalization only',
    },
    number: (run: number) => `Run ${run}`,
    interval: (low: number, high: number) => `${percent(low)} to ${percent(high)}`,
    stale: 'stale',
    staleMeaning: 'Labels, classes or the test set have changed since this run.',
    states: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
    open: (run: number) => `Show the results of run ${run}`,
    loading: 'Loading earlier runs …',
  },
};
