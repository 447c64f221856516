/** Maps samples beyond 8 bits: `low` and below to black, `high` and above to white, in the file's units (counts, Hounsfield units). */
export interface PictureWindow {
  readonly low: number;
  readonly high: number;
}

/** Share of images that may exceed a shared window at either end, so that one overexposed image does not darken all others. */
const beyond = 0.01;

/**
 * Combines the windows that the images would have individually: from the darkest low to the brightest high, ignoring one image in a
 * hundred at either end. A shared window keeps absolute brightness, which individual windows remove. Null without images.
 */
export function sharedWindow(own: readonly PictureWindow[]): PictureWindow | null {
  if (own.length === 0) return null;
  const left = Math.floor(own.length * beyond);
  const low = own.map((one) => one.low).sort((a, b) => a - b)[left]!;
  const high = own.map((one) => one.high).sort((a, b) => b - a)[left]!;
  return high > low ? { low, high } : { low, high: low + 1 };
}

/** Share of the variance of ranks from which brightness differences between classes are worth mentioning. */
const worthAWord = 0.2;
/** 99.9 % quantile of the chi-squared distribution with k degrees of freedom (Wilson and Hilferty 1931). */
const almostNeverByChance = (k: number): number => k * (1 - 2 / (9 * k) + 3.0902 * Math.sqrt(2 / (9 * k))) ** 3;

/**
 * Whether absolute brightness distinguishes classes: Kruskal-Wallis test of `brightness` over classes at 0.1 %, with class explaining at
 * least a fifth of the variance of ranks (epsilon squared). Not corrected for ties, which makes it more conservative.
 */
export function brightnessTellsClasses(images: readonly { readonly class: number; readonly brightness: number }[]): boolean {
  const sorted = [...images].sort((a, b) => a.brightness - b.brightness);
  const ranks = new Map<number, { sum: number; count: number }>();
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && sorted[to]!.brightness === sorted[from]!.brightness) to += 1;
    const rank = (from + 1 + to) / 2;
    for (const { class: of } of sorted.slice(from, to)) {
      const { sum, count } = ranks.get(of) ?? { sum: 0, count: 0 };
      ranks.set(of, { sum: sum + rank, count: count + 1 });
    }
    from = to;
  }
  const n = sorted.length;
  if (ranks.size < 2 || n <= ranks.size) return false;
  const h = (12 / (n * (n + 1))) * [...ranks.values()].reduce((total, { sum, count }) => total + sum ** 2 / count, 0) - 3 * (n + 1);
  return h > almostNeverByChance(ranks.size - 1) && h / (n - 1) >= worthAWord;
}
