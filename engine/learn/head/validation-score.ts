import { decide } from '../../domain/models/decision.ts';

/** How good a model is on images held back from training. */
export interface ValidationScore {
  readonly images: number;
  readonly accuracy: number;
  /** Mean negative log likelihood. */
  readonly loss: number;
}

/** Below it, or where it is no number, a probability is taken for it, so that one image cannot make the mean infinite. */
const leastProbability = 1e-12;

/** The loss of a model that is wrong and sure of it. */
export const worstLoss = -Math.log(leastProbability);

/** Of class probabilities n x C with the class index of each row. @throws RangeError without a row */
export function validationScore(probabilities: Float32Array, labels: Int32Array, classes: number): ValidationScore {
  if (labels.length === 0 || probabilities.length !== labels.length * classes) throw new RangeError(`${probabilities.length} probabilities for ${labels.length} images`);
  let right = 0;
  let loss = 0;
  labels.forEach((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    if (decide(own) === label) right += 1;
    loss -= Math.log(own[label]! > leastProbability ? own[label]! : leastProbability);
  });
  return { images: labels.length, accuracy: right / labels.length, loss: loss / labels.length };
}

/** `factor`: what the head's weights and bias are to be multiplied by. */
export interface CalibratedScore extends ValidationScore { readonly factor: number }
