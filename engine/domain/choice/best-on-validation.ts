import type { RunId } from '../ids.ts';
import type { Interval } from '../statistics/intervals.ts';

export interface ChosenByValidation { readonly run: RunId; readonly state: string; readonly stale: boolean; readonly validation: Interval | null }

/**
 * Of the finished runs that are not stale the one with the highest validation score, the earliest of equals; null where fewer than two have
 * one, since then there is nothing to choose. The test score plays no part: a choice by it would make it too good.
 */
export function bestOnValidation(runs: readonly ChosenByValidation[]): RunId | null {
  const chosenFrom = runs.filter(({ state, stale, validation }) => state === 'done' && !stale && validation !== null);
  if (chosenFrom.length < 2) return null;
  return chosenFrom.toSorted((a, b) => b.validation!.value - a.validation!.value || a.run - b.run)[0]!.run;
}
