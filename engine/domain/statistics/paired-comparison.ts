import { z95, type Interval } from './intervals.ts';
import { significant } from './paired-tests.ts';

/** Whether each of two models was right about one image. */
export interface PairedAnswer {
  readonly a: boolean;
  readonly b: boolean;
  /** Images with the same group count together (near-duplicates, or images of one specimen); null for an image in no group. */
  readonly group: string | null;
}

/** Two models on the same images. */
export interface PairedComparison {
  readonly images: number;
  /** Number of groups, where an image in no group counts as one. */
  readonly groups: number;
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
  /** Two-sided. Below 0.05 exactly when the interval of the difference excludes 0. */
  readonly p: number;
  /** Accuracy of b minus that of a. */
  readonly difference: Interval;
}

/** Tolerance in the search for the bounds of an interval. */
const exactTo = 1e-9;
/** Distance, in images, that a corrected threshold keeps from a possible sum. */
const margin = 0.25;

/**
 * Compares two models on the same images; p and the interval follow from the same test.
 *
 * The test of no difference is the exact two-sided sign-flip test over groups: how often the difference is at least as far from 0 when
 * chance decides in each group which model gave which answers. Where no images share a group this is McNemar's exact test
 * (Psychometrika 12, 1947).
 *
 * The interval contains every difference that the test does not reject. Away from 0, distance is measured in Tango's score standard
 * errors (Statistics in Medicine 17, 1998) for the table divided by the design effect of the groups (Rao and Scott, Biometrics 48, 1992),
 * with a continuity correction of one image (Edwards, Psychometrika 13, 1948). Where the corrected score test and the exact test would
 * disagree at 0, the nearest correction with which they agree is used: 0 lies outside exactly when p is below 0.05.
 * @throws RangeError without images
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
    images: table.images,
    groups: groups.length,
    bothRight: count(true, true),
    onlyA: table.onlyA,
    onlyB: table.onlyB,
    bothWrong: count(false, false),
    p,
    difference: intervalOf(table, (difference) => correction + reach(table, effect, difference)),
  };
}

/** The counts that the score test needs. */
interface Table {
  readonly images: number;
  readonly onlyA: number;
  readonly onlyB: number;
}

/** For each group, the number of images that b got right minus the number that a did. */
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
 * The exact sign-flip test of whole numbers: p, the sum farthest from 0 that is not significant (`last`), and the nearest possible one
 * that is (`next`); infinity if none is.
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

/** The probability of each sum under random signs, from -most to most in steps of two. */
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

/** The factor by which errors correlated within groups increase the variance of the difference; at least 1. */
function designEffect({ images, onlyA, onlyB }: Table, groups: readonly number[]): number {
  const discordant = onlyA + onlyB;
  // Where the models never differ, the correlation within groups is unknown: each group counts as one image.
  if (discordant === 0) return images / groups.length;
  return Math.max(1, groups.reduce((sum, difference) => sum + difference ** 2, 0) / discordant);
}

/** `reachAt`: how far, in images, the sum of differences may lie from its expectation under a given true difference. */
function intervalOf({ images, onlyA, onlyB }: Table, reachAt: (difference: number) => number): Interval {
  const isRejected = (difference: number): boolean => Math.abs(onlyB - onlyA - images * difference) > reachAt(difference);
  const value = (onlyB - onlyA) / images;
  return { value, low: bound(value, -1, isRejected), high: bound(value, 1, isRejected) };
}

/** The last difference that is not rejected on the way from `value` to `end`. */
function bound(value: number, end: number, isRejected: (difference: number) => boolean): number {
  if (!isRejected(end)) return end;
  // Where 0 is on the way the search begins there, so that the bound lies on the side of 0 that the test gives.
  const isOnTheWay = value * end < 0;
  let [inside, outside] = !isOnTheWay ? [value, end] : isRejected(0) ? [value, 0] : [0, end];
  while (Math.abs(outside - inside) > exactTo) {
    const middle = (inside + outside) / 2;
    if (isRejected(middle)) outside = middle;
    else inside = middle;
  }
  return inside;
}

/** The reach of the score test, in images, under a given true difference, without continuity correction. */
function reach(table: Table, effect: number, difference: number): number {
  return z95 * Math.sqrt(effect) * scoreError(table, difference);
}

/** Standard error, in images, of the sum of differences under a true difference, at the likeliest share of discordant pairs given it. */
function scoreError({ images, onlyA, onlyB }: Table, difference: number): number {
  const b = (2 * images - onlyB + onlyA) * difference - onlyB - onlyA;
  const c = -onlyA * difference * (1 - difference);
  const shareOfA = (Math.sqrt(Math.max(0, b * b - 8 * images * c)) - b) / (4 * images);
  return Math.sqrt(images * Math.max(0, 2 * shareOfA + difference * (1 - difference)));
}
