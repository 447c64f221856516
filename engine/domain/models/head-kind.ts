import type { LinearHead } from './linear-head.ts';

/** How features are scaled before a head is fitted: see HeadTraining of the learner. */
export type FeatureScaling = 'unit-length' | 'standardised';

/** Most labels per class (median) for nearest mean and for ridge; above that, logistic regression. Measured by `bench few`. */
const mostForNearestMean = 1;
const mostForRidge = 10;
/** Most labels per class (median) to which augmented images add more than the time it takes to see them. Measured by `bench few`. */
const mostForAugmented = 20;

/**
 * The kind of head that suits this many labelled images per class, by their median, so that neither one rare nor one common class
 * decides. Distances between standardised measurements mean nothing if most of them may be irrelevant, so ridge replaces nearest mean
 * there.
 */
export function headKindOf(perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): LinearHead['kind'] {
  const median = medianOf(perClass);
  if (median <= mostForNearestMean && scaling === 'unit-length') return 'nearest-mean';
  return median <= mostForRidge ? 'ridge' : 'logistic';
}

/** Whether a head also trains on augmented images, which helps the more the fewer labels there are; nearest mean has nothing to choose by. */
export function learnsFromAugmented(perClass: readonly number[], scaling: FeatureScaling = 'unit-length'): boolean {
  return scaling === 'unit-length' && headKindOf(perClass) !== 'nearest-mean' && medianOf(perClass) <= mostForAugmented;
}

function medianOf(perClass: readonly number[]): number {
  return perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)]!;
}
