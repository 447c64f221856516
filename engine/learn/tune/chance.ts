/** Losses of a network that ignores its input. */
export interface ChanceLoss {
  /** In training, where it can learn the class frequencies. */
  readonly train: number;
  /** On validation images, where scores are not adjusted for class frequencies. */
  readonly validation: number;
}

/** Returns the entropy of the class shares for training, and ln C for validation. */
export function chanceLoss(labels: Int32Array, classes: number): ChanceLoss {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const train = counts.reduce((sum, count) => (count === 0 ? sum : sum - (count / labels.length) * Math.log(count / labels.length)), 0);
  return { train, validation: Math.log(classes) };
}

/** A loss below this share of the chance loss counts as clearly better than chance. */
const clearly = { train: 0.8, validation: 0.9 };

/** Whether a network tells validation images apart. */
export const isBelowChance = (validationLoss: number, chance: ChanceLoss): boolean =>
  validationLoss < clearly.validation * chance.validation;

/**
 * Whether a network has started to learn: it tells validation images apart, or at least its training images. With one image per class it
 * may only memorise its own, and more steps would not change that.
 */
export const hasBegun = (trainLoss: number, validationLoss: number, chance: ChanceLoss): boolean =>
  isBelowChance(validationLoss, chance) || trainLoss < clearly.train * chance.train;
