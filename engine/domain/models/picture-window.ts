import type { ContentHash } from '../ids.ts';

/** What samples beyond 8 bits become: `low` and below black, `high` and above white, in the units of the file (counts, Hounsfield units). */
export interface PictureWindow { readonly low: number; readonly high: number }

/** A window that was chosen for a picture, and the hash of its file, since its cached features go by both. */
export interface ThroughWindow { readonly window: PictureWindow; readonly content: ContentHash }

/** The hash of the file of a picture: what source models remember having seen. */
export const contentOf = ({ hash, through }: { readonly hash: ContentHash; readonly through?: ThroughWindow }): ContentHash => through?.content ?? hash;

/** So many images in a hundred may reach beyond a shared window at either end, so that one overexposed picture does not darken all others. */
const beyond = 0.01;

/**
 * One window for all images, from the windows that each would have by itself: from the darkest low to the brightest high, but for one
 * image in a hundred at either end. It keeps absolute brightness, which windows of their own take away. Null for no images.
 */
export function sharedWindow(own: readonly PictureWindow[]): PictureWindow | null {
  if (own.length === 0) return null;
  const left = Math.floor(own.length * beyond);
  const low = own.map((one) => one.low).sort((a, b) => a - b)[left]!;
  const high = own.map((one) => one.high).sort((a, b) => b - a)[left]!;
  return high > low ? { low, high } : { low, high: low + 1 };
}

/** From this share of the variation of ranks on, classes that differ in brightness are worth a word. */
const worthAWord = 0.2;
/** Quantile of the chi-squared distribution with k degrees of freedom at 99.9 % (Wilson and Hilferty 1931). */
const almostNeverByChance = (k: number): number => k * (1 - 2 / (9 * k) + 3.0902 * Math.sqrt(2 / (9 * k))) ** 3;

/**
 * Whether absolute brightness tells classes apart: the Kruskal-Wallis test of `brightness` over classes at 0.1 %, where class explains a
 * fifth of the variation of ranks and more (epsilon squared). Without correction for ties, which makes it claim less.
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
  const h = 12 / (n * (n + 1)) * [...ranks.values()].reduce((total, { sum, count }) => total + sum ** 2 / count, 0) - 3 * (n + 1);
  return h > almostNeverByChance(ranks.size - 1) && h / (n - 1) >= worthAWord;
}
