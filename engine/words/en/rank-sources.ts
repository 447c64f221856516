import type { HitRate, Interval, Ranking, RankingTrial } from '../../contract/index.ts';
import { failureWords } from './failures.ts';
import { whichSource } from './which-source.ts';

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const range = ({ value, low, high }: Interval): string => `${percent(value)} (${percent(low)} to ${percent(high)})`;

/** What `graft sources rank` says. */
export const rankSources = {
  onlyOne: 'only one source model was ranked, so there is nothing to compare',
  facts: (ranking: Ranking): string => `Ranked on ${whichSource.facts(ranking)}. No test image was looked at.`,
  source: ({ title, source, probabilityBest, scores, tiedWithBest, meanRank }: Ranking['sources'][number]): string =>
    `${Math.round(100 * probabilityBest).toString().padStart(4)} % likely best  ${title} [${source}]${tiedWithBest ? ', tied' : ''}\n`
    + `        ridge ${range(scores.ridge)}, neighbours ${percent(scores.nearestNeighbours.value)}, nearest mean ${percent(scores.nearestMean.value)}, LogME ${scores.logMe.toFixed(3)}, mean place ${meanRank.value.toFixed(1)}`,
  baseline: ({ name, accuracy }: Ranking['baselines'][number], title: string): string => `    baseline  ${whichSource.baselines[name](title)}: ridge ${range(accuracy)}`,
  skipped: ({ source, failure }: Ranking['skipped'][number]): string => `     skipped  ${source}: ${failureWords(failure).what}`,
  advice: ({ code }: Ranking['advice'], title: string): string => whichSource.advice[code](title),
  tried: ({ source, run, validation, test }: RankingTrial['tried'][number]): string => `  run ${run}, ${source}: validation ${range(validation)}, test ${test === null ? 'withheld' : range(test)}`,
  trial: (trial: RankingTrial, titleOf: (source: string) => string): string => whichSource.trial.outcome(trial, titleOf(trial.predicted), titleOf(trial.best)),
  hitRate: (rate: HitRate): string => whichSource.hitRate(rate),
};
