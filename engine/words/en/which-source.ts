import type { HitRate, Interval, Ranking, RankingTrial } from '../../contract/index.ts';
import { count, countImages, countWeights, decimals, formatDuration, formatNumber, percent } from './figures.ts';

/** Which source model suits a project's images: the ranking, its trial and its hit rate. */
export const whichSource = {
  title: 'Which source model suits your images?',
  explain: 'Before any training, Graft runs every source model on your labelled images and estimates which one will work best.',
  go: 'Rank source models',
  again: 'Rank again',
  starting: 'Starting …',
  onlyOne: 'There is only one source model on this computer. Add another under Source models to compare them.',
  loading: 'Loading the last ranking …',
  running: {
    title: 'Ranking source models',
    keeps: 'Features computed so far are kept.',
    stopped: 'The ranking was stopped. Features computed so far are kept.',
  },
  advice: {
    'clear-best': (source: string) => `${source} is probably the best choice.`,
    'tie-choose-smaller': (source: string) => `The top source models are tied. Choose the smallest of them: ${source}.`,
    'no-better-than-baselines': () => 'No source model beats the baselines on these images. More labels or another source model may help.',
    'too-few-images': () => 'There are too few labelled images to tell which is best. Label more images, or choose the smallest.',
  } satisfies Record<Ranking['advice']['code'], (source: string) => string>,
  facts: ({ images, classes, bootstraps, seconds }: Ranking) =>
    `${countImages(images)} of ${count(classes, 'class', 'classes')}, ${count(bootstraps, 'resampling', 'resamplings')}, ${formatDuration(seconds)}`,
  stale: 'Labels or the test set have changed since this ranking.',
  columns: {
    source: 'Source model',
    best: 'Probability of being best',
    ridge: 'Accuracy',
    ridgeMeaning: 'Leave-one-out accuracy of ridge regression on its features',
    logMe: 'LogME',
    neighbours: 'Nearest neighbours',
    mean: 'Nearest mean',
    rank: 'Mean rank',
    use: 'Action',
  },
  probability: (title: string, probability: number) => `${title}: best with a probability of ${percent(probability)}`,
  interval: ({ low, high }: Interval) => `${percent(low)}–${percent(high)}`,
  place: ({ value, low, high }: Interval) => `${decimals(value, 1)} (${decimals(low, 1)}–${decimals(high, 1)})`,
  tied: 'tied',
  tiedMeaning: 'Not significantly worse than the best.',
  skipped: (title: string, why: string) => `${title} was left out. ${why}`,
  baseline: 'baseline',
  baselines: {
    'random-start': (title: string) => `${title}, random start`,
    'majority-class': () => 'Always the largest class',
    'colour-and-texture': () => 'Colour and texture alone',
  },
  scores: 'All scores',
  use: (title: string) => `Use ${title}`,
  useShort: 'Use',
  used: 'in use',
  size: countWeights,
  trial: {
    go: (top: number) => `Check the top ${formatNumber(top)}`,
    explain:
      'Trains models with the top of the list and with the largest general source model, on equal budgets, and tells you whether the ranking was right.',
    title: 'Checking the ranking',
    keeps: 'Finished runs are kept.',
    stopped: 'The check was stopped. Finished runs are kept.',
    outcome: ({ right, tied }: RankingTrial, predicted: string, best: string) => {
      if (right && tied) return `The ranking was right: no other model is significantly better than ${predicted}.`;
      return right
        ? `The ranking was right: ${predicted} is also best after training.`
        : `The ranking was wrong: ${best} is better than ${predicted} after training.`;
    },
    withheld: 'hidden',
    columns: { source: 'Source model', validation: 'Validation', test: 'Test', interval: '95% interval', seconds: 'Time', run: 'Run' },
    run: (run: number) => `Run ${run}`,
    open: (run: number) => `Show the results of run ${run}`,
    predicted: 'predicted best',
    best: 'best',
  },
  hitRate: ({ trials, right, rate }: HitRate) =>
    trials === 0
      ? 'No ranking has been checked on this computer yet.'
      : `On this computer, the ranking was right in ${formatNumber(right)} of ${count(trials, 'check', 'checks')}${rate ? ` (95% interval ${percent(rate.low)} to ${percent(rate.high)})` : ''}.`,
};
