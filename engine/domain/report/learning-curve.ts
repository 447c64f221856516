/**
 * The closest non-decreasing curve (pool adjacent violators; Ayer, Brunk, Ewing, Reid and Silverman, "An Empirical Distribution
 * Function for Sampling with Incomplete Information", Annals of Mathematical Statistics 26(4), 1955). Measured curves zigzag, and a
 * lucky early point must not count as having reached a score for good.
 */
export function risingCurve(scores: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const score of scores) {
    let block = { sum: score, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count));
}

/**
 * The size at which a rising curve first reaches a score, interpolated over ln(size); sizes must be positive. `isBefore`: it is reached at
 * the first size already, so that the true size may be smaller. Null if it is never reached.
 */
export function sizeReaching(
  sizes: readonly number[],
  rising: readonly number[],
  score: number,
): { readonly size: number; readonly isBefore: boolean } | null {
  // Equal scores summed in a different order differ by rounding.
  const at = rising.findIndex((one) => one >= score - 1e-12);
  if (at === -1) return null;
  if (at === 0) return { size: sizes[0]!, isBefore: true };
  const [below, above] = [rising[at - 1]!, rising[at]!];
  const share = above === below ? 1 : Math.min(1, (score - below) / (above - below));
  return { size: Math.exp(Math.log(sizes[at - 1]!) + share * Math.log(sizes[at]! / sizes[at - 1]!)), isBefore: false };
}

/**
 * Area under a curve over ln(size), divided by its width: the mean score when every doubling of the size counts the same (Taylor and
 * Stone, "Transfer Learning for Reinforcement Learning Domains", JMLR 10, 2009, total reward). For a single size, its score.
 */
export function areaUnderCurve(sizes: readonly number[], scores: readonly number[]): number {
  return areaWeights(sizes).reduce((sum, weight, at) => sum + weight * scores[at]!, 0);
}

/** The weight of the score at each size in the area; they sum to 1. */
export function areaWeights(sizes: readonly number[]): number[] {
  if (sizes.length === 1) return [1];
  const width = Math.log(sizes.at(-1)! / sizes[0]!);
  const step = (at: number): number => (at > 0 && at < sizes.length ? Math.log(sizes[at]! / sizes[at - 1]!) : 0);
  return sizes.map((_, at) => (step(at) + step(at + 1)) / 2 / width);
}

/** How many times fewer labels one curve needs than another to reach a score. */
export interface LabelSaving {
  /** ln of the ratio: above 0 if the first curve needs fewer. */
  readonly logRatio: number;
  readonly score: number;
  /** Set if the ratio is known on one side only: the curve that needs fewer labels reaches the score at its first size already. */
  readonly bound: 'at-least' | 'at-most' | null;
}

/** Label saving of `transfer` over `other` at the highest score that both reach, for curves over the same sizes. */
export function labelSaving(sizes: readonly number[], transfer: readonly number[], other: readonly number[]): LabelSaving {
  const [risingTransfer, risingOther] = [risingCurve(transfer), risingCurve(other)];
  const score = Math.min(risingTransfer.at(-1)!, risingOther.at(-1)!);
  const reached = { transfer: sizeReaching(sizes, risingTransfer, score)!, other: sizeReaching(sizes, risingOther, score)! };
  const logRatio = Math.log(reached.other.size / reached.transfer.size);
  const isOneSided = reached.transfer.isBefore !== reached.other.isBefore;
  return { logRatio, score, bound: isOneSided ? (reached.transfer.isBefore ? 'at-least' : 'at-most') : null };
}
