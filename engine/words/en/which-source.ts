import type { HitRate, Interval, Ranking, RankingTrial } from '../../contract/index.ts';
import { count, countImages, countWeights, decimals, formatDuration, formatNumber, percent } from './figures.ts';

/** Which source model suits the images of a project: the ranking, its trial and how often it was right. */
export const whichSource = {
  title: 'Which source model suits your images?',
  explain: 'Before any training, every source model on this computer looks at your labelled images, and several scores tell which is likely best.',
  go: 'Rank them on my images', again: 'Rank again', starting: 'Starting …',
  onlyOne: 'There is only one source model on this computer. Add another under Source models, and they can be compared.',
  loading: 'Looking for the last ranking …',
  running: { title: 'Ranking source models', keeps: 'The features worked out so far are kept.', stopped: 'The ranking was stopped. The features worked out so far are kept.' },
  advice: {
    'clear-best': (source: string) => `${source} is likely best.`,
    'tie-choose-smaller': (source: string) => `It is a tie: the best cannot be told apart. Choose the smallest of the likely ones: ${source}.`,
    'no-better-than-baselines': () => 'No source model does better than the baselines on these images. More labels, or another source model, may change that.',
    'too-few-images': () => 'There are too few labelled images to tell which is best. Label more, or choose the smallest.',
  } satisfies Record<Ranking['advice']['code'], (source: string) => string>,
  facts: ({ images, classes, bootstraps, seconds }: Ranking) => `${countImages(images)} of ${count(classes, 'class', 'classes')}, ${count(bootstraps, 'resampling', 'resamplings')}, ${formatDuration(seconds)}`,
  stale: 'Labels or the test set have changed since this ranking.',
  columns: {
    source: 'Source model', best: 'Likely best', ridge: 'Named right', ridgeMeaning: 'Ridge regression on its features, each image named by a model that has not seen it (leave one out)',
    logMe: 'LogME', neighbours: 'Nearest neighbours', mean: 'Nearest mean', rank: 'Mean place', use: 'Choice',
  },
  probability: (title: string, probability: number) => `${title}: likely best with ${percent(probability)}`,
  interval: ({ low, high }: Interval) => `${percent(low)}–${percent(high)}`,
  place: ({ value, low, high }: Interval) => `${decimals(value, 1)} (${decimals(low, 1)}–${decimals(high, 1)})`,
  tied: 'tied', tiedMeaning: 'Cannot be told apart from the best.',
  skipped: (title: string, why: string) => `${title} was left out. ${why}`,
  baseline: 'baseline',
  baselines: {
    'random-start': (title: string) => `${title}, random start`, 'majority-class': () => 'Always the largest class', 'colour-and-texture': () => 'Colour and texture alone',
  },
  scores: 'All scores', use: (title: string) => `Use ${title}`, useShort: 'Use', used: 'in use',
  size: countWeights,
  trial: {
    go: (top: number) => `Try the top ${formatNumber(top)}`, explain: 'Truly trains the first of the list with equal budgets, the largest general model among them, and says whether the ranking was right.',
    title: 'Trying the ranking', keeps: 'Runs that are finished are kept.', stopped: 'The trial was stopped. Runs that are finished are kept.',
    outcome: ({ right, tied }: RankingTrial, predicted: string, best: string) => {
      if (right && tied) return `The ranking was right: ${predicted} is no worse than any other, within what chance explains.`;
      return right ? `The ranking was right: ${predicted} is also best when truly trained.` : `The ranking was wrong: ${best} is better than ${predicted} when truly trained.`;
    },
    withheld: 'withheld', columns: { source: 'Source model', validation: 'Validation', test: 'Test', interval: '95 % interval', seconds: 'Time', run: 'Run' },
    run: (run: number) => `Run ${run}`, open: (run: number) => `Show the results of run ${run}`, predicted: 'predicted best', best: 'best',
  },
  hitRate: ({ trials, right, rate }: HitRate) => (trials === 0
    ? 'On this computer no ranking has been tried yet.'
    : `On this computer the ranking was right in ${formatNumber(right)} of ${count(trials, 'trial', 'trials')}${rate ? ` (95 % interval ${percent(rate.low)} to ${percent(rate.high)})` : ''}.`),
};
