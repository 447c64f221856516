import { normalRandom, seededRandom } from '../../../engine/domain/statistics/random.ts';

const directionsPerCluster = 12;

/**
 * Features as networks give them, without one: clusters, each varying along a few directions of its own, and never negative. Rows take turns
 * in the clusters: n x dimension.
 */
export function drawnFeatures({
  count,
  dimension,
  clusters,
  seed,
}: {
  count: number;
  dimension: number;
  clusters: number;
  seed: number;
}): Float32Array {
  const random = normalRandom(seededRandom(seed));
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random());
  const means = Array.from({ length: clusters }, () => draw(dimension));
  const directions = Array.from({ length: clusters }, () => draw(directionsPerCluster * dimension));
  const rows = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++) {
    const cluster = row % clusters;
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    own.set(means[cluster]!);
    for (let along = 0; along < directionsPerCluster; along++) {
      const far = 0.4 * random();
      for (let at = 0; at < dimension; at++) own[at]! += far * directions[cluster]![along * dimension + at]!;
    }
    for (let at = 0; at < dimension; at++) own[at] = Math.max(0, own[at]! + 0.2 * (((row * 31 + at * 17) % 101) / 50 - 1));
  }
  return rows;
}
