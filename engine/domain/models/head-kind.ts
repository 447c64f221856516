import type { LinearHead } from './linear-head.ts';

/** How features are scaled before a head is fitted: see HeadTraining of the learner. */
export type FeatureScaling = 'unit-length' | 'standardised';

/** Up to these labels per class, in the median: nearest mean, then ridge; above, logistic regression. Measured: `bench few`. */
const mostForNearestMean = 1;
const mostForRidge = 10;

/**
 * The head that suits so many labelled images of each class, by their median: one rare class does not hold the others back, nor one
 * common class push them. Distances mean nothing between standardised measurements of which most may not matter, so ridge stands in
 * for the nearest mean there.
 */
export function headKindOf(perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): LinearHead['kind'] {
  const median = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)]!;
  if (median <= mostForNearestMean && scaling === 'unit-length') return 'nearest-mean';
  return median <= mostForRidge ? 'ridge' : 'logistic';
}

/** Whether a head on so many labelled images of each class learns from augmented ones, too: only there do they help by more than they cost. */
export const learnsFromAugmented = (perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): boolean =>
  scaling === 'unit-length' && headKindOf(perClass) === 'ridge';
