import type { ClassId } from '../../../engine/domain/ids.ts';
import { normalRandom, seededRandom } from '../../../engine/domain/statistics/random.ts';

export interface Clouds {
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly dimension: number;
  readonly classIds: ClassId[];
}

/**
 * Rows scattered around the mean of each class, non-negative like features after a ReLU. `spread` is the standard deviation within a class,
 * relative to 1 between the means; rows of the same `world` have the same means for any seed.
 */
export function classClouds({
  perClass,
  dimension,
  spread,
  seed,
  world = 1,
}: {
  perClass: readonly number[];
  dimension: number;
  spread: number;
  seed: number;
  world?: number;
}): Clouds {
  const meanDeviate = normalRandom(seededRandom(world));
  const means = perClass.map(() => Float32Array.from({ length: dimension }, () => 1 + meanDeviate()));
  const deviate = normalRandom(seededRandom(seed));
  const labels = Int32Array.from(perClass.flatMap((count, label) => new Array<number>(count).fill(label)));
  const features = new Float32Array(labels.length * dimension);
  labels.forEach((label, row) => {
    for (let at = 0; at < dimension; at++) features[row * dimension + at] = Math.max(0, means[label]![at]! + spread * deviate());
  });
  return { features, labels, dimension, classIds: perClass.map((_, label) => (label + 1) as ClassId) };
}
