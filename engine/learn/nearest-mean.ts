import { fitSharpness } from './temperature.ts';

/** Believed of the sharpness before any row is seen: what one image a class asks for with features of photographs. */
const usualSharpness = 4;

/**
 * The nearest class mean as a linear function. The squared distance of a row z to the mean m of a class is ‖z‖² − 2 z·m + ‖m‖², so
 * −sharpness · distance gives weights 2 · sharpness · m and intercepts −sharpness · ‖m‖². The rows should be centred and of unit length
 * (Wang, Chao, Weinberger and van der Maaten, "SimpleShot", arXiv 1911.04623). The sharpness is fitted on each row's distances
 * to the means without it; a row that is the only one of its class has none and says nothing about it.
 */
export function fitNearestMean(rows: Float32Array, dimension: number, labels: Int32Array, classes: number): {
  weights: Float32Array; intercepts: Float64Array; accuracy: number | null;
} {
  const counts = new Int32Array(classes);
  const sums = new Float64Array(classes * dimension);
  labels.forEach((label, row) => {
    counts[label]! += 1;
    for (let at = 0; at < dimension; at++) sums[label * dimension + at]! += rows[row * dimension + at]!;
  });
  const held = heldOutScores({ rows, dimension, labels, counts, sums });
  const { factor } = fitSharpness(held.scores, held.labels, classes, usualSharpness);
  const weights = new Float32Array(dimension * classes);
  const intercepts = new Float64Array(classes);
  for (let index = 0; index < classes; index++) {
    for (let at = 0; at < dimension; at++) {
      const mean = sums[index * dimension + at]! / counts[index]!;
      weights[at * classes + index] = 2 * factor * mean;
      intercepts[index]! -= factor * mean * mean;
    }
  }
  return { weights, intercepts, accuracy: held.labels.length === 0 ? null : held.right / held.labels.length };
}

/** Minus the squared distance of each row that is not alone in its class to every mean, its own mean without it. */
function heldOutScores({ rows, dimension, labels, counts, sums }: {
  rows: Float32Array; dimension: number; labels: Int32Array; counts: Int32Array; sums: Float64Array;
}): { scores: Float64Array; labels: number[]; right: number } {
  const scores: number[] = [];
  const kept: number[] = [];
  let right = 0;
  labels.forEach((label, row) => {
    if (counts[label]! < 2) return;
    const z = rows.subarray(row * dimension, (row + 1) * dimension);
    const distances = Array.from(counts, (count, index) => {
      const own = index === label;
      const mean = sums.subarray(index * dimension, (index + 1) * dimension);
      let distance = 0;
      for (let at = 0; at < dimension; at++) distance += (z[at]! - (mean[at]! - (own ? z[at]! : 0)) / (own ? count - 1 : count)) ** 2;
      return distance;
    });
    if (distances.every((distance, index) => index === label || distance > distances[label]!)) right += 1;
    scores.push(...distances.map((distance) => -distance));
    kept.push(label);
  });
  return { scores: Float64Array.from(scores), labels: kept, right };
}
