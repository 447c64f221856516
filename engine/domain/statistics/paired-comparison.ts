import { z95, type Interval } from './intervals.ts';
import { significant } from './paired-tests.ts';

/** Whether two models were right about one image. */
export interface PairedAnswer {
  readonly a: boolean;
  readonly b: boolean;
  /** Images that share it count together: near-duplicates, or of one specimen; null for an image that shares nothing. */
  readonly group: string | null;
}

/** Two models on the same images. */
export interface PairedComparison {
  readonly images: number;
  /** Images that share nothing, and groups of those that do. */
  readonly groups: number;
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
  /** Two-sided. Below 0.05 exactly where the interval of the difference leaves out 0. */
  readonly p: number;
  /** Accuracy of b minus that of a. */
  readonly difference: Interval;
}

/** A bound of an interval is found to this. */
const exactTo = 1e-9;
/** Images by which a correction keeps away from a sum that can occur. */
const margin = 0.25;

/**
 * Compares two models on the same images by one rule, of which p and the interval are two readings.
 *
 * The test of no difference is the exact two-sided sign-flip test over groups: how often the difference is at least as far from 0 when
 * chance decides in each group which of the two models did which. Where no image shares a group this is McNemar's exact test
 * (Psychometrika 12, 1947).
 *
 * The interval holds every difference that the same test does not reject. Away from 0 its distance is measured in Tango's score standard
 * errors (Statistics in Medicine 17, 1998) for the table divided by the design effect of the groups (Rao and Scott, Biometrics 48, 1992),
 * with a continuity correction of one image (Edwards, Psychometrika 13, 1948). Where at 0 the score test so corrected and the exact one
 * would not agree, the correction is the nearest with which they do: 0 lies outside exactly where p is below 0.05.
 * @throws RangeError without an image
 */
export function comparePaired(answers: readonly PairedAnswer[]): PairedComparison {
  if (answers.length === 0) throw new RangeError('no images to compare on');
  const count = (a: boolean, b: boolean): number => answers.filter((one) => one.a === a && one.b === b).length;
  const table: Table = { images: answers.length, onlyA: count(true, false), onlyB: count(false, true) };
  const groups = groupDifferences(answers);
  const effect = designEffect(table, groups);
  const { p, last, next } = signFlips(groups);
  const correction = Math.min(Math.max(effect, last + margin - reach(table, effect, 0)), next - margin - reach(table, effect, 0));
  return {
    images: table.images, groups: groups.length, bothRight: count(true, true), onlyA: table.onlyA, onlyB: table.onlyB, bothWrong: count(false, false),
    p, difference: intervalOf(table, (difference) => correction + reach(table, effect, difference)),
  };
}

/** What the score test needs of a table of pairs. */
interface Table { readonly images: number; readonly onlyA: number; readonly onlyB: number }

/** Of each group, on how many images more b was right than a. */
function groupDifferences(answers: readonly PairedAnswer[]): number[] {
  const alone: number[] = [];
  const shared = new Map<string, number>();
  for (const { a, b, group } of answers) {
    const difference = Number(b) - Number(a);
    if (group === null) alone.push(difference);
    else shared.set(group, (shared.get(group) ?? 0) + difference);
  }
  return [...alone, ...shared.values()];
}

/**
 * The exact sign-flip test of whole numbers: p, the sum farthest from 0 that is not significant, and the nearest possible one that is;
 * infinite where none is.
 */
function signFlips(differences: readonly number[]): { readonly p: number; readonly last: number; readonly next: number } {
  const sizes = differences.map(Math.abs).filter((size) => size > 0);
  const most = sizes.reduce((sum, size) => sum + size, 0);
  const observed = Math.abs(differences.reduce((sum, one) => sum + one, 0));
  const chance = chanceOfSums(sizes, most);
  let [p, tail, last, next] = [1, 0, 0, Infinity];
  for (let distance = most; distance >= 0; distance -= 2) {
    const possible = chance[(most - distance) / 2]!;
    tail = Math.min(1, tail + 2 * possible);
    if (distance === observed && distance > 0) p = tail;
    if (tail < significant && possible > 0) next = distance;
    if (tail >= significant && possible > 0) last = Math.max(last, distance);
  }
  return { p, last, next };
}

/** With random signs, the probability of each sum from -most to most in steps of two. */
function chanceOfSums(sizes: readonly number[], most: number): Float64Array {
  const chance = new Float64Array(most + 1);
  chance[0] = 1;
  let reached = 0;
  for (const size of sizes) {
    reached += size;
    for (let at = reached; at >= 0; at--) chance[at] = (chance[at]! + (at >= size ? chance[at - size]! : 0)) / 2;
  }
  return chance;
}

/** By how much images of one group that err together make the difference less sure; 1 where they do not. */
function designEffect({ images, onlyA, onlyB }: Table, groups: readonly number[]): number {
  const discordant = onlyA + onlyB;
  // Where the models never differ nothing tells how alike the images of a group are: they count as one.
  if (discordant === 0) return images / groups.length;
  return Math.max(1, groups.reduce((sum, difference) => sum + difference ** 2, 0) / discordant);
}

/** `reachAt`: how many images a sum of differences may lie from what is expected under a true difference. */
function intervalOf({ images, onlyA, onlyB }: Table, reachAt: (difference: number) => number): Interval {
  const isRejected = (difference: number): boolean => Math.abs(onlyB - onlyA - images * difference) > reachAt(difference);
  const value = (onlyB - onlyA) / images;
  return { value, low: bound(value, -1, isRejected), high: bound(value, 1, isRejected) };
}

/** The last difference on the way from a value to an end that is not rejected. */
function bound(value: number, end: number, isRejected: (difference: number) => boolean): number {
  if (!isRejected(end)) return end;
  // Where 0 is on the way the search begins there, so that the bound lies on the side that the test says.
  const isOnTheWay = value * end < 0;
  let [inside, outside] = !isOnTheWay ? [value, end] : isRejected(0) ? [value, 0] : [0, end];
  while (Math.abs(outside - inside) > exactTo) {
    const middle = (inside + outside) / 2;
    if (isRejected(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}

/** The score test's reach in images under a true difference, without continuity correction. */
function reach(table: Table, effect: number, difference: number): number {
  return z95 * Math.sqrt(effect) * scoreError(table, difference);
}

/** Standard error, in images, of a sum of differences under a true difference, with the likeliest share of discordant pairs that allows it. */
function scoreError({ images, onlyA, onlyB }: Table, difference: number): number {
  const b = (2 * images - onlyB + onlyA) * difference - onlyB - onlyA;
  const c = -onlyA * difference * (1 - difference);
  const shareOfA = (Math.sqrt(Math.max(0, b * b - 8 * images * c)) - b) / (4 * images);
  return Math.sqrt(images * Math.max(0, 2 * shareOfA + difference * (1 - difference)));
}
