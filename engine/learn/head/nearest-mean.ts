import { fitSharpness } from './temperature.ts';

/**
 * Prior for the sharpness times the mean squared distance between two class means, and the standard deviation of its logarithm: what one
 * image per class calls for, over the data sets and source models of `bench few`. If nothing can be held out, it alone determines the
 * confidence. The farther apart the means are relative to the spread of a class, the higher the confidence should be; a sharpness in units
 * of their distance leaves this open.
 */
const usualSharpness = 6;
const deviation = 0.5;
/** Squared distance below which rows of unit length differ only by rounding. */
const leastApart = 1e-9;

/**
 * Fits a nearest-class-mean classifier as a linear function. The squared distance of a row z to the mean m of a class is ‖z‖² − 2 z·m +
 * ‖m‖², so −sharpness · distance gives weights 2 · sharpness · m and intercepts −sharpness · ‖m‖². Rows should be centred, fully or in
 * part, and of unit length (Wang, Chao, Weinberger and van der Maaten, "SimpleShot", arXiv 1911.04623). The sharpness is fitted with a
 * prior on each row's distances to the means without it; the only row of a class has none and does not count.
 */
export function fitNearestMean(
  rows: Float32Array,
  dimension: number,
  labels: Int32Array,
  classes: number,
): {
  weights: Float32Array;
  intercepts: Float64Array;
  accuracy: number | null;
} {
  const counts = new Int32Array(classes);
  const sums = new Float64Array(classes * dimension);
  labels.forEach((label, row) => {
    counts[label]! += 1;
    for (let at = 0; at < dimension; at++) sums[label * dimension + at]! += rows[row * dimension + at]!;
  });
  const held = heldOutScores({ rows, dimension, labels, counts, sums });
  const means = sums.map((sum, at) => sum / counts[Math.floor(at / dimension)]!);
  const { factor } = fitSharpness(held.scores, held.labels, classes, usualSharpness / meanSquaredDistance(means, dimension), deviation);
  const weights = new Float32Array(dimension * classes);
  const intercepts = new Float64Array(classes);
  for (let index = 0; index < classes; index++) {
    for (let at = 0; at < dimension; at++) {
      const mean = means[index * dimension + at]!;
      weights[at * classes + index] = 2 * factor * mean;
      intercepts[index]! -= factor * mean * mean;
    }
  }
  return { weights, intercepts, accuracy: held.labels.length === 0 ? null : held.right / held.labels.length };
}

/**
 * Mean squared distance between two class means; 1 if they coincide. With s their sum and q their squares it is 2 (C q − s²) / (C (C − 1)).
 */
function meanSquaredDistance(means: Float64Array, dimension: number): number {
  const classes = means.length / dimension;
  let squares = 0;
  const sum = new Float64Array(dimension);
  means.forEach((value, at) => {
    squares += value ** 2;
    sum[at % dimension]! += value;
  });
  const apart = (2 * (classes * squares - sum.reduce((all, value) => all + value ** 2, 0))) / (classes * (classes - 1));
  return apart > leastApart ? apart : 1;
}

/**
 * Minus the squared distances of each row to every class mean, its own computed without it; rows that are alone in their class are skipped.
 */
function heldOutScores({
  rows,
  dimension,
  labels,
  counts,
  sums,
}: {
  rows: Float32Array;
  dimension: number;
  labels: Int32Array;
  counts: Int32Array;
  sums: Float64Array;
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
