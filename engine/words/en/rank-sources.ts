import type { HitRate, Interval, Ranking, RankingTrial } from '../../contract/index.ts';
import { failures } from './failures.ts';
import { decimals, formatNumber, percentInTenths } from './figures.ts';
import { whichSource } from './which-source.ts';

const range = ({ value, low, high }: Interval): string => `${percentInTenths(value)} (${percentInTenths(low)} to ${percentInTenths(high)})`;

/** Output of `graft sources rank`. */
export const rankSources = {
  onlyOne: 'only one source model was ranked, so there is nothing to compare',
  facts: (ranking: Ranking): string => `Ranked on ${whichSource.facts(ranking)}. Test images were not used.`,
  source: ({ title, source, probabilityBest, scores, tiedWithBest, meanRank }: Ranking['sources'][number]): string =>
    `${formatNumber(100 * probabilityBest).padStart(4)}% best  ${title} [${source}]${tiedWithBest ? ', tied' : ''}\n`
    + `        ridge ${range(scores.ridge)}, neighbours ${percentInTenths(scores.nearestNeighbours.value)}, nearest mean ${percentInTenths(scores.nearestMean.value)}, LogME ${decimals(scores.logMe, 3)}, mean rank ${decimals(meanRank.value, 1)}`,
  baseline: ({ name, accuracy }: Ranking['baselines'][number], title: string): string =>
    `    baseline  ${whichSource.baselines[name](title)}: ridge ${range(accuracy)}`,
  skipped: ({ source, failure }: Ranking['skipped'][number]): string =>
    `     skipped  ${source}: ${failures[failure.code](failure.facts).what}`,
  advice: ({ code }: Ranking['advice'], title: string): string => whichSource.advice[code](title),
  tried: ({ source, run, validation, test }: RankingTrial['tried'][number]): string =>
    `  run ${run}, ${source}: validation ${range(validation)}, test ${test === null ? 'hidden' : range(test)}`,
  trial: (trial: RankingTrial, titleOf: (source: string) => string): string =>
    whichSource.trial.outcome(trial, titleOf(trial.predicted), titleOf(trial.best)),
  hitRate: (rate: HitRate): string => whichSource.hitRate(rate),
};
