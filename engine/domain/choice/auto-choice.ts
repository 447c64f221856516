/** A model's results on the validation images: the same images, in the same order, for all models compared. */
export interface JudgedModel {
  /** Negative log likelihood of each image. */
  readonly losses: readonly number[];
  /** For each image, its group of near-duplicates or of one specimen; null for an image in no group. */
  readonly groups: readonly (string | null)[];
  /** Number of images classified correctly. */
  readonly right: number;
  /** Compared number by number, the smaller being simpler. */
  readonly simplicity: readonly number[];
}

/**
 * Returns the index of the model to use. The first is the plain head, which stays unless it is beaten. Another model beats it if it
 * classifies at least as many validation images correctly and its mean negative log likelihood is lower by more than one standard error of
 * the paired difference, in which a group of images counts as one. Among the models that beat it, the simplest within one standard error of
 * the one with the lowest loss is used: the best of several on few images is partly the luckiest, and the simpler model loses nothing that
 * can be measured (the one standard error rule of Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984, section
 * 3.4.3). With fewer than two groups there is no standard error, and nothing beats the plain head.
 */
export function chooseModel(models: readonly JudgedModel[]): number {
  const floor = models[0];
  if (floor === undefined) throw new RangeError('nothing to choose from');
  const beating = models
    .map((model, at) => ({ model, at }))
    .slice(1)
    .filter(({ model }) => model.right >= floor.right && isBetter(model, floor));
  if (beating.length === 0) return 0;
  const best = beating.reduce((least, one) => (mean(one.model.losses) < mean(least.model.losses) ? one : least));
  return beating
    .filter(({ model }) => !isBetter(best.model, model))
    .toSorted((a, b) => bySimplicity(a.model, b.model) || mean(a.model.losses) - mean(b.model.losses))[0]!.at;
}

/** Whether `one` is better by more than one standard error of the paired difference over groups (Liang and Zeger, Biometrika 73, 1986). */
function isBetter(one: JudgedModel, other: JudgedModel): boolean {
  const gains = other.losses.map((loss, image) => loss - one.losses[image]!);
  const gain = mean(gains);
  const sums = new Map<string | number, number>();
  for (const [image, each] of gains.entries()) {
    const group = one.groups[image] ?? image;
    sums.set(group, (sums.get(group) ?? 0) + each - gain);
  }
  if (sums.size < 2) return false;
  const squares = [...sums.values()].reduce((sum, each) => sum + each ** 2, 0);
  return gain > Math.sqrt((squares * sums.size) / (sums.size - 1)) / gains.length;
}

function bySimplicity(a: JudgedModel, b: JudgedModel): number {
  for (const [at, value] of a.simplicity.entries()) if (value !== b.simplicity[at]) return value - b.simplicity[at]!;
  return 0;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
