import { decide } from '../../domain/models/decision.ts';

/** The performance of a model on images held out from training. */
export interface ValidationScore {
  readonly images: number;
  readonly accuracy: number;
  /** Mean negative log likelihood. */
  readonly loss: number;
}

/** Smaller probabilities, and those that are not numbers, count as this, so that one image cannot make the mean infinite. */
const leastProbability = 1e-12;

/** The loss of a model that is confidently wrong. */
export const worstLoss = -Math.log(leastProbability);

/** Scores class probabilities, n x C, given the class index of each row. @throws RangeError without a row */
export function validationScore(probabilities: Float32Array, labels: Int32Array, classes: number): ValidationScore {
  if (labels.length === 0 || probabilities.length !== labels.length * classes)
    throw new RangeError(`${probabilities.length} probabilities for ${labels.length} images`);
  let right = 0;
  let loss = 0;
  labels.forEach((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    if (decide(own) === label) right += 1;
    loss -= Math.log(own[label]! > leastProbability ? own[label]! : leastProbability);
  });
  return { images: labels.length, accuracy: right / labels.length, loss: loss / labels.length };
}

/** `factor`: by what to multiply the head's weights and bias. */
export interface CalibratedScore extends ValidationScore {
  readonly factor: number;
}
