/** A model as the validation images judge it: the same images, in the same order, for all that are compared. */
export interface JudgedModel {
  /** Negative log likelihood of each image. */
  readonly losses: readonly number[];
  /** Of each image, what it shares with others: near-duplicates, a specimen; null for one that shares nothing. */
  readonly groups: readonly (string | null)[];
  /** Images named right. */
  readonly right: number;
  /** Compared number by number: smaller is simpler. */
  readonly simplicity: readonly number[];
}

/**
 * The place of the model to take; the first is the floor, the plain head, and stays unless it is beaten. Another model beats it where it
 * names no fewer validation images right and its mean negative log likelihood is smaller by more than one standard error of the paired
 * difference, in which a group of images counts as one. Of those that beat it the one with the smallest loss counts as best, and the simplest within one standard error of that one
 * is taken: the best of several on few images is partly the luckiest, and the simpler loses nothing that can be told (the one standard
 * error rule of Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984, section 3.4.3).
 * Nothing beats the floor by fewer than two groups, of which there is no standard error.
 */
export function chooseModel(models: readonly JudgedModel[]): number {
  const floor = models[0];
  if (floor === undefined) throw new RangeError('nothing to choose from');
  const beating = models.map((model, at) => ({ model, at })).slice(1).filter(({ model }) => model.right >= floor.right && isBetter(model, floor));
  if (beating.length === 0) return 0;
  const best = beating.reduce((least, one) => (mean(one.model.losses) < mean(least.model.losses) ? one : least));
  return beating.filter(({ model }) => !isBetter(best.model, model)).toSorted((a, b) => bySimplicity(a.model, b.model) || mean(a.model.losses) - mean(b.model.losses))[0]!.at;
}

/** By more than one standard error of the mean of the paired differences, taken over groups (Liang and Zeger, Biometrika 73, 1986). */
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
