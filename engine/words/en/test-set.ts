import type { Interval, TestSet, TestSetEvent } from '../../contract/index.ts';
import { count, countImages, decimals, formatNumber, listed, percent } from './figures.ts';

/** A share in points, rounded up to a tenth: `4.7`. */
const pointsAtMost = (share: number): string => decimals(Math.ceil(1000 * share) / 10, 1);
const wasOrWere = (n: number): string => (n === 1 ? 'was' : 'were');
const scorers = ({ runs, reports }: { runs: number; reports: number }): string =>
  listed([...(runs > 0 ? [count(runs, 'run', 'runs')] : []), ...(reports > 0 ? [count(reports, 'report', 'reports')] : [])]);

/** The test images: how often they were used, and how they are kept unbiased. */
export const testSet = {
  title: 'The test set',
  explain:
    'A test score is unbiased only for a model you chose before looking at it. Every further look at the test set makes it a little less reliable.',
  loading: 'Counting the uses of the test set …',

  scored: ({ runs, reports, images }: Pick<TestSet, 'runs' | 'reports' | 'images'>) =>
    images === 0
      ? 'There are no test images yet. Training sets some aside.'
      : runs + reports === 0
        ? `The ${count(images, 'test image has', 'test images have')} not been used yet.`
        : `${scorers({ runs, reports })} ${wasOrWere(runs + reports)} scored on ${images === 1 ? 'this test image' : `these ${formatNumber(images)} test images`}.`,
  optimism: ({ runs, optimism }: Pick<TestSet, 'runs' | 'optimism'>) =>
    optimism === null || optimism === 0
      ? null
      : `Picking the best of ${count(runs, 'run', 'runs')} by this score can overstate it by up to ${pointsAtMost(optimism)} points, by chance alone. Choose by the validation score instead.`,
  /** Right next to a score. */
  brief: ({ runs, reports, optimism }: Pick<TestSet, 'runs' | 'reports' | 'optimism'>) =>
    optimism === null || runs < 2
      ? null
      : `One of ${scorers({ runs, reports })} scored on these test images. The best of ${count(runs, 'run', 'runs')} can look up to ${pointsAtMost(optimism)} points better than it is.`,
  atMost:
    'This is an upper bound: it assumes that all runs are equally good and make independent errors. Models tested on the same images make similar errors, so the true effect is smaller.',

  validation: 'Validation',
  validationMeaning: 'Accuracy on the validation images: use this score to choose a run.',
  best: 'best',
  bestMeaning: 'The highest validation score among the runs that are not stale. Choose this run, whatever the test scores say.',
  locked: 'locked',
  lockedMeaning: 'The test score is hidden because the test set is locked.',
  /** In lists of runs to choose from. */
  chooseBy: (validation: Interval | null) => (validation === null ? 'no validation score' : `validation ${percent(validation.value)}`),

  withheld: {
    title: 'The test score is hidden',
    explain:
      'The test set is locked. This is the score on the validation images. Use it to compare runs; as an estimate of real accuracy it is slightly optimistic, because settings were chosen with it.',
    none: 'This run has no validation images.',
    interval: (low: number, high: number) => `95% interval: ${percent(low)} to ${percent(high)}`,
    open: 'Reveal the test score',
    openMeaning: 'Do this for the run you have chosen. Graft records and counts it.',
  },

  fresh: {
    go: 'Draw a new test set',
    explain: 'Splits the labelled images again.',
    from: 'Test on',
    random: 'Random images',
    newest: 'The newest images',
    group: (group: string, images: number) => `${group} (${formatNumber(images)})`,
    meaning: (from: 'random' | 'newest' | 'group') =>
      from === 'random'
        ? 'Images that have never been tested on are used first.'
        : from === 'newest'
          ? 'The score then tells how well a model does on images taken after those it learned from.'
          : 'This group is left out of training. The score then tells how well a model does on a site or specimen that it has never seen.',
    chosen: (chosen: string | null) =>
      chosen === null ? '' : chosen === 'newest' ? ', the newest' : `, all of ${chosen.replace(/^group /, '')}`,
    unlooked: (images: number) => `${countImages(images)} with a label ${images === 1 ? 'has' : 'have'} not been tested on yet.`,
    cost: ({ runs, reports }: TestSet['current']) =>
      runs + reports === 0
        ? 'Nothing becomes stale.'
        : `${scorers({ runs, reports })} become${runs + reports === 1 ? 's' : ''} stale: the scores are kept, but apply to the old test set. Train again for scores on the new one.`,
    done: (drawn: Pick<TestSetEvent, 'images' | 'looked'>) => {
      const [images, looked] = [drawn.images ?? 0, drawn.looked ?? 0];
      return `A new test set of ${countImages(images)} was drawn. ${looked === 0 ? 'None of them has been tested on before.' : `${formatNumber(looked)} of them had to be reused.`}`;
    },
  },
  lock: {
    go: 'Lock the test set',
    explain: 'Finished runs then show only their validation score. Reveal the test score of the run you choose.',
    done: 'The test set is locked. Runs that finish from now on show only their validation score.',
  },
  unlock: {
    go: 'Unlock the test set',
    explain: (withheld: number) =>
      `The test set is locked. ${withheld === 0 ? 'No scores are hidden yet.' : `${count(withheld, 'score is', 'scores are')} hidden; unlocking reveals ${withheld === 1 ? 'it' : 'them all'}.`}`,
    done: 'The test set is unlocked.',
  },
  opened: (run: number) => `The test score of run ${run} is now visible.`,

  history: 'History',
  event: ({ kind, run, images, looked, chosen, undone }: TestSetEvent) =>
    kind === 'lock'
      ? 'locked'
      : kind === 'open'
        ? run === null
          ? 'unlocked'
          : `test score of run ${run} revealed`
        : `new test set: ${countImages(images ?? 0)}${testSet.fresh.chosen(chosen)}${looked ? `, ${formatNumber(looked)} of them tested on before` : ''}${undone ? ' (undone)' : ''}`,
  entry: (when: string, what: string, by: string) => `${when}: ${what}, by ${by}`,

  command: {
    unknown: (word: string) => `unknown test-set command "${word}": use draw, lock or open`,
    locked: (withheld: number) =>
      `The test set is locked; the test ${withheld === 1 ? 'score of 1 run is' : `scores of ${formatNumber(withheld)} runs are`} hidden. "graft test-set <project> open --run N" reveals one, "open" reveals all.`,
    validation: ({ value, low, high }: Interval) => `validation ${percent(value)} (${percent(low)} to ${percent(high)})`,
    withheld: 'test score hidden',
    best: 'best on validation',
  },
};
