import type { ClassId } from '../ids.ts';
import { meanProportionInterval, wilsonInterval, type Interval } from './intervals.ts';

/** counts[actual][predicted], by class index. */
export type ConfusionCounts = number[][];

/** How good predictions are, in the shape of the contract's `Score`. */
export interface ScoreCounts {
  images: number;
  accuracy: Interval;
  balancedAccuracy: Interval;
  perClass: { class: string; classId: ClassId; images: number; precision: number | null; recall: number | null; f1: number | null }[];
  confusion: { classes: string[]; classIds: ClassId[]; counts: ConfusionCounts };
}

/** Counts each pair of actual and predicted class index; both lists have one entry per image. */
export function confusionCounts(actual: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): ConfusionCounts {
  if (actual.length !== predicted.length) throw new RangeError(`${actual.length} actual but ${predicted.length} predicted classes`);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let at = 0; at < actual.length; at++) {
    const row = counts[actual[at] as number];
    const column = predicted[at] as number;
    if (row?.[column] === undefined) throw new RangeError(`class ${actual[at]} or ${column} is not below ${classes}`);
    row[column] += 1;
  }
  return counts;
}

/**
 * Precision, recall and F1 of each class. Null where the divisor is 0: precision when no image was predicted as the class, recall when
 * the class has no image, F1 (2·hits / (predicted + actual)) when both hold.
 */
export function classMetrics(
  counts: ConfusionCounts,
): { images: number; precision: number | null; recall: number | null; f1: number | null }[] {
  return counts.map((row, index) => {
    const hits = row[index] as number;
    const images = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + (other[index] as number), 0);
    return { images, precision: ratio(hits, predicted), recall: ratio(hits, images), f1: ratio(2 * hits, predicted + images) };
  });
}

/** The share of correct predictions with its Wilson interval. Needs at least one image. */
export function accuracyInterval(counts: ConfusionCounts): Interval {
  const right = counts.reduce((sum, row, index) => sum + (row[index] as number), 0);
  return wilsonInterval(
    right,
    counts.flat().reduce((sum, count) => sum + count, 0),
  );
}

/**
 * The mean recall over the classes that have images, with its interval (the measure: Brodersen, Ong, Stephan and Buhmann, "The Balanced
 * Accuracy and Its Posterior Distribution", ICPR 2010; the bounds: see meanProportionInterval).
 */
export function balancedAccuracyInterval(counts: ConfusionCounts): Interval {
  const recalls = counts.map((row, index) => ({ successes: row[index] as number, trials: row.reduce((sum, count) => sum + count, 0) }));
  return meanProportionInterval(recalls.filter((recall) => recall.trials > 0));
}

/** The complete score of predictions given by class index. Needs at least one image. */
export function scorePredictions(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: readonly { readonly id: ClassId; readonly name: string }[],
): ScoreCounts {
  const counts = confusionCounts(actual, predicted, classes.length);
  const metrics = classMetrics(counts);
  return {
    images: actual.length,
    accuracy: accuracyInterval(counts),
    balancedAccuracy: balancedAccuracyInterval(counts),
    perClass: classes.map(({ id, name }, index) => ({ class: name, classId: id, ...metrics[index]! })),
    confusion: { classes: classes.map(({ name }) => name), classIds: classes.map(({ id }) => id), counts },
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
