import type { Interval, TestSet, TestSetEvent } from '../../contract/index.ts';
import { count, countImages, decimals, formatNumber, listed, percent } from './figures.ts';

/** A share as points, rounded up to a tenth: `4.7`. */
const pointsAtMost = (share: number): string => decimals(Math.ceil(1000 * share) / 10, 1);
const wasOrWere = (n: number): string => (n === 1 ? 'was' : 'were');
const scorers = ({ runs, reports }: { runs: number; reports: number }): string =>
  listed([...runs > 0 ? [count(runs, 'run', 'runs')] : [], ...reports > 0 ? [count(reports, 'report', 'reports')] : []]);

/** What is said of the test images: how often they were looked at, and how they are kept honest. */
export const testSet = {
  title: 'The test set',
  explain: 'A score on test images is honest for the model that you choose before you look. Each further look wears the test set out a little.',
  loading: 'Counting who looked at the test images …',

  scored: ({ runs, reports, images }: Pick<TestSet, 'runs' | 'reports' | 'images'>) => (images === 0 ? 'There are no test images yet; training sets some aside.'
    : runs + reports === 0 ? `Nobody has looked at the ${count(images, 'test image', 'test images')} yet.`
      : `${scorers({ runs, reports })} ${wasOrWere(runs + reports)} scored on ${images === 1 ? 'this test image' : `these ${formatNumber(images)} test images`}.`),
  optimism: ({ runs, optimism }: Pick<TestSet, 'runs' | 'optimism'>) => (optimism === null || optimism === 0 ? null
    : `Taking the best of ${formatNumber(runs)} runs by this score makes it look up to ${pointsAtMost(optimism)} points better than it is, by chance alone. Choose by the validation score.`),
  /** Right beside a score. */
  brief: ({ runs, reports, optimism }: Pick<TestSet, 'runs' | 'reports' | 'optimism'>) => (optimism === null || runs < 2 ? null
    : `One of ${scorers({ runs, reports })} scored on these test images; the best of ${formatNumber(runs)} runs seems up to ${pointsAtMost(optimism)} points better than it is.`),
  atMost: 'At most, because it is counted as if all were equally good and erred independently of each other. Models on the same images err alike, so it is less.',

  validation: 'Validation', validationMeaning: 'Named right of the validation images: the score to choose by.',
  best: 'best', bestMeaning: 'The highest validation score of the runs that are not stale: the one to take, whatever the test scores say.',
  locked: 'locked', lockedMeaning: 'The test score is withheld: the test set is locked.',
  /** In lists of runs to choose from. */
  chooseBy: (validation: Interval | null) => (validation === null ? 'no validation score' : `validation ${percent(validation.value)}`),

  withheld: {
    title: 'The test score is withheld',
    explain: 'The test set is locked. This is the score on the validation images, by which settings were chosen: good for comparing runs, and a little too good as a promise.',
    none: 'This run has no validation images.',
    interval: (low: number, high: number) => `95 % interval: ${percent(low)} to ${percent(high)}`,
    open: 'Open its test score', openMeaning: 'Do this for the run that you have chosen. It is noted and counted.',
  },

  fresh: {
    go: 'Draw a fresh test set',
    explain: 'Divides the labelled images anew. Images that nobody was scored on serve first.',
    unlooked: (images: number) => `${countImages(images)} with a label ${images === 1 ? 'has' : 'have'} not been tested on yet.`,
    cost: ({ runs, reports }: TestSet['current']) => (runs + reports === 0 ? 'Nothing becomes stale by it.'
      : `${scorers({ runs, reports })} become${runs + reports === 1 ? 's' : ''} stale: the scores stay, and stay those of the old test set. Train again for scores on the new one.`),
    done: (drawn: Pick<TestSetEvent, 'images' | 'looked'>) => {
      const [images, looked] = [drawn.images ?? 0, drawn.looked ?? 0];
      return `A fresh test set of ${countImages(images)} was drawn. ${looked === 0 ? 'Nobody was scored on any of them before.' : `${formatNumber(looked)} of them had to serve again, for lack of others.`}`;
    },
  },
  lock: {
    go: 'Lock the test set',
    explain: 'From then on a finished run tells its validation score only. Open the test score of the one that you choose.',
    done: 'The test set is locked. Runs that finish now tell their validation score.',
  },
  unlock: {
    go: 'Unlock the test set',
    explain: (withheld: number) => `The test set is locked. ${withheld === 0 ? 'No score is withheld yet.' : `${count(withheld, 'score is', 'scores are')} withheld; unlocking tells ${withheld === 1 ? 'it' : 'them all'}.`}`,
    done: 'The test set is no longer locked.',
  },
  opened: (run: number) => `The test score of run ${run} is open.`,

  history: 'What was done to it',
  event: ({ kind, run, images, looked, undone }: TestSetEvent) => (kind === 'lock' ? 'locked'
    : kind === 'open' ? run === null ? 'unlocked' : `test score of run ${run} opened`
      : `drawn anew: ${countImages(images ?? 0)}${looked ? `, ${formatNumber(looked)} of them tested on before` : ''}${undone ? ' (undone since)' : ''}`),
  entry: (when: string, what: string, by: string) => `${when}: ${what}, by ${by}`,

  command: {
    unknown: (word: string) => `There is no "test-set <project> ${word}". There are: draw, lock, open`,
    locked: (withheld: number) => `The test set is locked; ${count(withheld, 'run withholds its', 'runs withhold their')} test score. "graft test-set <project> open --run N" tells one, "open" all.`,
    validation: ({ value, low, high }: Interval) => `validation ${percent(value)} (${percent(low)} to ${percent(high)})`,
    withheld: 'test score withheld', best: 'best on validation',
  },
};
