import type { Capture } from '../labels/capture.ts';
import { luma601 } from '../luma.ts';
import { randomInteger, seededRandom, shuffled, type Random } from '../statistics/random.ts';
import { smallSide } from '../models/small-picture.ts';

/** What is known of a picture without looking at its subject. */
export const shortcutFacts = [
  'width',
  'height',
  'shape',
  'file-size',
  'compression',
  'format',
  'bit-depth',
  'camera',
  'folder',
  'date',
  'time-of-day',
  'border-brightness',
  'border-colour',
  'border-evenness',
] as const;
export type ShortcutFact = (typeof shortcutFacts)[number];

export interface PictureFacts extends Capture {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
  readonly bitDepth: number;
  /** See folderFacts. */
  readonly folder: string | null;
}
/** The value of each fact of one image, null where it is unknown. Formats, cameras and folders are compared, numbers are also ordered. */
export type FactValue = number | string | null;
export type FactValues = Readonly<Record<ShortcutFact, FactValue>>;

/** A fact that alone predicts the labels. */
export interface Shortcut {
  readonly fact: ShortcutFact;
  /** Balanced accuracy, the mean over the classes of the share predicted, by the fact alone; by chance 1 / classes. */
  readonly accuracy: number;
  /** Of a permutation test, corrected for the number of facts. */
  readonly p: number;
  /** By class index: the median, or the most frequent format, camera or folder; null where most are unknown. */
  readonly typical: readonly FactValue[];
}

const dayMs = 24 * 60 * 60 * 1000;
/** Depth of the border in a small picture of 32 x 32 pixels: some 6 %. */
const borderDepth = 2;
const permutations = 999;
/** As good a result so often ends the test early (Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 78(2), 1991). */
const enough = 20;
/** Most images compared: enough to find any shortcut that matters, and few enough for seconds. */
const mostRows = 4_000;
/** Intervals of a number, each with equally many images. */
const mostIntervals = 12;
const fewestInInterval = 6;
const fewestRows = 20;
/** Family-wise: stricter than usual, because a list of false alarms is not read again. */
const level = 0.02;
/** Less than this above chance, in balanced accuracy, does not mislead a model, however certain it is with many images. */
const leastGain = 0.05;

/** @param small see smallPicture */
export function factValues(
  { width, height, bytes, format, bitDepth, takenAt, camera, folder }: PictureFacts,
  small: Uint8Array,
): FactValues {
  const border = borderOf(small);
  return {
    width,
    height,
    shape: width / height,
    'file-size': bytes,
    compression: bytes / (width * height),
    format,
    'bit-depth': bitDepth,
    camera,
    folder,
    date: takenAt,
    'time-of-day': takenAt === null ? null : takenAt % dayMs,
    'border-brightness': border.brightness,
    'border-colour': border.colour,
    'border-evenness': border.evenness,
  };
}

/** Mean brightness along the border, its difference of red and blue, and the standard deviation of its brightness, in grey levels. */
function borderOf(small: Uint8Array): { brightness: number; colour: number; evenness: number } {
  let [count, sum, squares, colour] = [0, 0, 0, 0];
  const inside = (at: number): boolean => at >= borderDepth && at < smallSide - borderDepth;
  for (let y = 0; y < smallSide; y++) {
    for (let x = 0; x < smallSide; x++) {
      if (inside(x) && inside(y)) continue;
      const at = 3 * (y * smallSide + x);
      const [red, green, blue] = [small[at]!, small[at + 1]!, small[at + 2]!];
      const brightness = luma601(red, green, blue);
      count += 1;
      sum += brightness;
      squares += brightness ** 2;
      colour += red - blue;
    }
  }
  const mean = sum / count;
  return { brightness: mean, colour: colour / count, evenness: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
}

export interface FactRow {
  /** Class index. */
  readonly label: number;
  readonly group: string | null;
  readonly values: FactValues;
}

/**
 * Lists facts that alone predict the labels, the most predictive first: a model may learn them instead of what the images show. Each value
 * is predicted as the class that is relatively most frequent among other images with a similar value. Whether that is more than chance is
 * tested by permuting the labels, with one image of each group, because images of a group share labels and facts alike. Corrected for the
 * number of facts by the method of Holm ("A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6,
 * 1979).
 */
export function shortcuts(rows: readonly FactRow[], classes: number, seed: number): Shortcut[] {
  const random = seededRandom(seed);
  const judged = oneOfEachGroup(rows, random);
  const labels = Int32Array.from(judged, ({ label }) => label);
  const present = new Set(labels).size;
  if (judged.length < fewestRows || present < 2) return [];
  const tested = shortcutFacts.flatMap((fact) => {
    const bins = binsOf(judged.map(({ values }) => values[fact]));
    return bins === null ? [] : [{ fact, ...testedFact(bins, labels, classes, random) }];
  });
  const chance = 1 / present;
  return holm(tested)
    .filter(({ p, accuracy }) => p < level && accuracy >= chance + leastGain)
    .map(({ fact, accuracy, p }) => ({ fact, accuracy, p, typical: typicalOf(judged, fact, classes) }))
    .sort((a, b) => b.accuracy - a.accuracy);
}

/** A random image of each group, and of these a random sample if there are many. */
function oneOfEachGroup(rows: readonly FactRow[], random: Random): FactRow[] {
  const groups = [...Map.groupBy(rows.keys(), (row) => rows[row]!.group ?? `row ${row}`).values()];
  const chosen = groups.map((members) => rows[members[randomInteger(members.length, random)]!]!);
  return shuffled(chosen, random).slice(0, mostRows);
}

/** The interval, format, camera or folder of each value; what is unknown is one of its own. Null if all are the same. */
function binsOf(values: readonly FactValue[]): Int32Array | null {
  const distinct = [...new Set(values)];
  if (distinct.length < 2) return null;
  const most = Math.max(2, Math.min(mostIntervals, Math.floor(values.length / fewestInInterval)));
  if (distinct.length <= most || distinct.some((value) => typeof value === 'string')) {
    const places = new Map(distinct.map((value, at) => [value, at]));
    return Int32Array.from(values, (value) => places.get(value)!);
  }
  const sorted = (values as readonly (number | null)[]).filter((value) => value !== null).sort((a, b) => a - b);
  const edges = Array.from({ length: most - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / most)]!);
  return Int32Array.from(values as readonly (number | null)[], (value) =>
    value === null ? most : edges.filter((edge) => value >= edge).length,
  );
}

function testedFact(bins: Int32Array, labels: Int32Array, classes: number, random: Random): { accuracy: number; p: number } {
  const accuracy = leftOutAccuracy(bins, labels, classes);
  const permuted = labels.slice();
  let asGood = 0;
  for (let at = 0; at < permutations; at++) {
    permuted.set(shuffled(labels, random));
    if (leftOutAccuracy(bins, permuted, classes) >= accuracy) asGood += 1;
    if (asGood === enough) return { accuracy, p: asGood / (at + 1) };
  }
  return { accuracy, p: (1 + asGood) / (1 + permutations) };
}

/** Balanced accuracy where each row is predicted as the class that is relatively most frequent among the other rows of its bin. */
function leftOutAccuracy(bins: Int32Array, labels: Int32Array, classes: number): number {
  const counts = new Float64Array((Math.max(...bins) + 1) * classes);
  const sizes = new Float64Array(classes);
  const right = new Float64Array(classes);
  for (let row = 0; row < labels.length; row++) {
    counts[bins[row]! * classes + labels[row]!]! += 1;
    sizes[labels[row]!]! += 1;
  }
  for (let row = 0; row < labels.length; row++) {
    const own = labels[row]!;
    let [best, most] = [-1, 0];
    for (let index = 0; index < classes; index++) {
      const self = index === own ? 1 : 0;
      const share = (counts[bins[row]! * classes + index]! - self) / Math.max(1, sizes[index]! - self);
      if (share > most) [best, most] = [index, share];
    }
    if (best === own) right[own]! += 1;
  }
  let [sum, present] = [0, 0];
  for (let index = 0; index < classes; index++) {
    if (sizes[index] === 0) continue;
    sum += right[index]! / sizes[index]!;
    present += 1;
  }
  return sum / present;
}

/** Holm's adjusted p values. */
function holm<T extends { readonly p: number }>(tested: readonly T[]): T[] {
  let least = 0;
  return tested
    .toSorted((a, b) => a.p - b.p)
    .map((one, at) => {
      least = Math.max(least, Math.min(1, one.p * (tested.length - at)));
      return { ...one, p: least };
    });
}

function typicalOf(rows: readonly FactRow[], fact: ShortcutFact, classes: number): FactValue[] {
  return Array.from({ length: classes }, (_, index) => {
    const values = rows.filter(({ label }) => label === index).map((row) => row.values[fact]);
    const unknown = values.filter((value) => value === null).length;
    if (2 * unknown > values.length) return null;
    if (values.some((value) => typeof value === 'number')) return median(values.filter((value) => value !== null) as number[]);
    const counts = Map.groupBy(values, (value) => value);
    return [...counts].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? null;
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
