/**
 * The closest curve that never falls (pool adjacent violators; Ayer, Brunk, Ewing, Reid and Silverman, "An Empirical Distribution
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
 * Where a rising curve first has a score, between two sizes by ln(size); sizes must be positive. `isBefore`: it has the score at its
 * first size already, so that the true place may be smaller. Null where it never gets there.
 */
export function sizeReaching(sizes: readonly number[], rising: readonly number[], score: number): { readonly size: number; readonly isBefore: boolean } | null {
  // Equal scores summed in another order differ by rounding.
  const at = rising.findIndex((one) => one >= score - 1e-12);
  if (at === -1) return null;
  if (at === 0) return { size: sizes[0]!, isBefore: true };
  const [below, above] = [rising[at - 1]!, rising[at]!];
  const share = above === below ? 1 : Math.min(1, (score - below) / (above - below));
  return { size: Math.exp(Math.log(sizes[at - 1]!) + share * Math.log(sizes[at]! / sizes[at - 1]!)), isBefore: false };
}

/**
 * Area under a curve over ln(size), divided by the width: the mean score over the curve when every doubling of the size counts alike
 * (Taylor and Stone, "Transfer Learning for Reinforcement Learning Domains", JMLR 10, 2009, total reward). Of a single size its score.
 */
export function areaUnderCurve(sizes: readonly number[], scores: readonly number[]): number {
  return areaWeights(sizes).reduce((sum, weight, at) => sum + weight * scores[at]!, 0);
}

/** How much the score at each size counts in the area; 1 in all. */
export function areaWeights(sizes: readonly number[]): number[] {
  if (sizes.length === 1) return [1];
  const width = Math.log(sizes.at(-1)! / sizes[0]!);
  const step = (at: number): number => (at > 0 && at < sizes.length ? Math.log(sizes[at]! / sizes[at - 1]!) : 0);
  return sizes.map((_, at) => (step(at) + step(at + 1)) / 2 / width);
}

/** How many times fewer labels one curve needs than another, and the score for which that is said. */
export interface LabelSaving {
  /** ln of the ratio: above 0 where the first curve needs fewer. */
  readonly logRatio: number;
  readonly score: number;
  /** Known on one side only: the curve that needs fewer is above the score at its first size already. */
  readonly bound: 'at-least' | 'at-most' | null;
}

/** Label saving of `transfer` over `other` at the highest score that both reach, on curves over the same sizes. */
export function labelSaving(sizes: readonly number[], transfer: readonly number[], other: readonly number[]): LabelSaving {
  const [risingTransfer, risingOther] = [risingCurve(transfer), risingCurve(other)];
  const score = Math.min(risingTransfer.at(-1)!, risingOther.at(-1)!);
  const reached = { transfer: sizeReaching(sizes, risingTransfer, score)!, other: sizeReaching(sizes, risingOther, score)! };
  const logRatio = Math.log(reached.other.size / reached.transfer.size);
  const isOneSided = reached.transfer.isBefore !== reached.other.isBefore;
  return { logRatio, score, bound: isOneSided ? (reached.transfer.isBefore ? 'at-least' : 'at-most') : null };
}
