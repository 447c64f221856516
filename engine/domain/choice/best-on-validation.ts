import type { RunId } from '../ids.ts';
import type { Interval } from '../statistics/intervals.ts';

export interface ChosenByValidation {
  readonly run: RunId;
  readonly state: string;
  readonly stale: boolean;
  readonly validation: Interval | null;
}

/**
 * The finished, non-stale run with the highest validation score, the earliest if several have it; null if fewer than two have a score,
 * because there is nothing to choose. The test score plays no part: choosing by it would make it optimistic.
 */
export function bestOnValidation(runs: readonly ChosenByValidation[]): RunId | null {
  const chosenFrom = runs.filter(({ state, stale, validation }) => state === 'done' && !stale && validation !== null);
  if (chosenFrom.length < 2) return null;
  return chosenFrom.toSorted((a, b) => b.validation!.value - a.validation!.value || a.run - b.run)[0]!.run;
}
