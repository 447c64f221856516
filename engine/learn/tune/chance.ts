/** Losses of a network that knows nothing of a picture. */
export interface ChanceLoss {
  /** In training, where it may know how frequent the classes are. */
  readonly train: number;
  /** On validation images, where scores are without adjustment. */
  readonly validation: number;
}

/** Entropy of the classes' shares; ln C. */
export function chanceLoss(labels: Int32Array, classes: number): ChanceLoss {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const train = counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / labels.length) * Math.log(count / labels.length)), 0);
  return { train, validation: Math.log(classes) };
}

/** Shares of the loss by chance below which a loss is clearly below it. */
const clearly = { train: 0.8, validation: 0.9 };

/** Whether a network tells validation images apart. */
export const isBelowChance = (validationLoss: number, chance: ChanceLoss): boolean => validationLoss < clearly.validation * chance.validation;

/**
 * Whether a network has begun to learn: it tells validation images apart, or at least those that it is trained on. Of one image per class
 * a network may know its own by heart and no other; more steps would not change that.
 */
export const hasBegun = (trainLoss: number, validationLoss: number, chance: ChanceLoss): boolean =>
  isBelowChance(validationLoss, chance) || trainLoss < clearly.train * chance.train;
