import type { LinearHead } from './linear-head.ts';

/** How features are scaled before a head is fitted: see HeadTraining of the learner. */
export type FeatureScaling = 'unit-length' | 'standardised';

/** Most labels per class (median) for nearest mean and for ridge; above that, logistic regression. Measured by `bench few`. */
const mostForNearestMean = 1;
const mostForRidge = 10;

/**
 * The kind of head that suits this many labelled images per class, by their median, so that neither one rare nor one common class
 * decides. Distances between standardised measurements mean nothing if most of them may be irrelevant, so ridge replaces nearest mean
 * there.
 */
export function headKindOf(perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): LinearHead['kind'] {
  const median = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)]!;
  if (median <= mostForNearestMean && scaling === 'unit-length') return 'nearest-mean';
  return median <= mostForRidge ? 'ridge' : 'logistic';
}

/** Whether a head also trains on augmented images: only for ridge on unit-length features do they help more than they cost. */
export const learnsFromAugmented = (perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): boolean =>
  scaling === 'unit-length' && headKindOf(perClass) === 'ridge';
