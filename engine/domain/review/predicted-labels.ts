import { decide } from '../models/decision.ts';
import { wilsonInterval } from '../statistics/intervals.ts';

/** How well labels were predicted by models that had not seen them. */
export interface PredictedLabels {
  /** How many labels were predicted. */
  readonly labels: number;
  /** Share of them that were predicted as they are; 0 without any. */
  readonly accuracy: number;
  /** Whether that is certainly more than always naming the largest class: where it is not, a disagreement says nothing about a label. */
  readonly isBetterThanLargestClass: boolean;
}

/**
 * @param probabilities n x classes, row-major; NaN for rows that were not predicted
 * @param labels class index of each row
 */
export function predictedLabels(probabilities: Float32Array, labels: Int32Array, classes: number): PredictedLabels {
  const predicted = [...labels.keys()].filter((row) => !Number.isNaN(probabilities[row * classes]!));
  if (predicted.length === 0) return { labels: 0, accuracy: 0, isBetterThanLargestClass: false };
  const counts = new Array<number>(classes).fill(0);
  let right = 0;
  for (const row of predicted) {
    counts[labels[row]!]! += 1;
    if (decide(probabilities.subarray(row * classes, (row + 1) * classes)) === labels[row]) right += 1;
  }
  const { value, low } = wilsonInterval(right, predicted.length);
  return { labels: predicted.length, accuracy: value, isBetterThanLargestClass: low > Math.max(...counts) / predicted.length };
}
