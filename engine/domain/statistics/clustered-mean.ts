import { studentPoint, studentTails } from './student-distribution.ts';

/** A mean with its 95 % interval, and the two-sided p of a mean of 0. */
export interface ClusteredMean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/**
 * The mean of values of which those of one cluster depend on each other, as pictures of one specimen do. Its variance is that of the sums
 * over clusters (Liang and Zeger, "Longitudinal data analysis using generalized linear models", Biometrika 73(1), 1986), with the
 * factor G / (G - 1) for few clusters, and Student's t with G - 1 degrees of freedom. Fewer than two clusters show nothing: p is 1.
 * @param clusters the cluster of each value
 */
export function clusteredMean(values: readonly number[], clusters: readonly string[]): ClusteredMean {
  const value = values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
  const sums = new Map<string, number>();
  values.forEach((one, at) => sums.set(clusters[at]!, (sums.get(clusters[at]!) ?? 0) + one - value));
  const count = sums.size;
  if (count < 2) return { value, low: -Infinity, high: Infinity, p: 1 };
  const squares = [...sums.values()].reduce((sum, one) => sum + one ** 2, 0);
  const error = Math.sqrt((count / (count - 1)) * squares) / values.length;
  const reach = studentPoint(0.05, count - 1) * error;
  const p = error === 0 ? (value === 0 ? 1 : 0) : studentTails(value / error, count - 1);
  return { value, low: value - reach, high: value + reach, p };
}
