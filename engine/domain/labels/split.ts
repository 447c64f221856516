import type { ClassId, ImageId } from '../ids.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';

export type Split = 'train' | 'validation' | 'test';

export interface SplitCandidate {
  readonly id: ImageId;
  /** Shared by images of one specimen, site or photo; null for an image in no group. */
  readonly group: string | null;
  readonly classId: ClassId;
  /** The part it was assigned to before, which it keeps. */
  readonly split: Split | null;
}
export type SplitFractions = Readonly<Record<Split, number>>;

export const usualFractions: SplitFractions = { train: 0.6, validation: 0.2, test: 0.2 };

/** The order in which a small class fills the parts: two images provide one for training and one for the test. */
const fillOrder: readonly Split[] = ['train', 'test', 'validation'];

interface Group<I extends SplitCandidate> {
  readonly images: I[];
  readonly split: Split | null;
}

/**
 * Assigns every image to a part. Images of one group are never separated, not even from one assigned before; earlier assignments are
 * kept. Per class, new groups go in seeded order to the part furthest below its share of the class, except that every part first gets
 * one group if there are enough. The order of the input does not matter.
 * @param fractions shares of the images of each class; they add up to 1.
 */
export function assignSplits(
  images: readonly SplitCandidate[],
  seed: number,
  fractions: SplitFractions = usualFractions,
): Map<ImageId, Split> {
  const sorted = images.toSorted((a, b) => a.id - b.id);
  const splits = new Map<ImageId, Split>();
  const perClass = new Map<ClassId, Record<Split, number>>();
  const countsOf = (classId: ClassId) => getOrAdd(perClass, classId, () => ({ train: 0, validation: 0, test: 0 }));
  const place = (image: SplitCandidate, split: Split) => {
    splits.set(image.id, split);
    countsOf(image.classId)[split] += 1;
  };
  const groups = groupsOf(sorted);
  for (const { images: members, split } of groups) {
    for (const image of members) {
      const settled = image.split ?? split;
      if (settled) place(image, settled);
    }
  }
  const sizes = classSizes(sorted);
  for (const { images: members } of inSeededOrder(
    groups.filter((group) => group.split === null),
    seed,
  )) {
    const classId = mainClass(members, sizes);
    const split = neediest(countsOf(classId), sizes.get(classId) ?? 0, fractions);
    for (const image of members) place(image, split);
  }
  return splits;
}

/** The groups in the order of their first image; the part of a group is that of its first assigned image. */
export function groupsOf<I extends SplitCandidate>(sorted: readonly I[]): Group<I>[] {
  const members = new Map<string, I[]>();
  for (const image of sorted) getOrAdd(members, image.group === null ? `image:${image.id}` : `group:${image.group}`, () => []).push(image);
  return [...members.values()].map((group) => ({ images: group, split: group.find((image) => image.split !== null)?.split ?? null }));
}

/**
 * Class by class, the groups of each in seeded order. Each class has its own random numbers, so that adding images to one class does not
 * move the images of another.
 */
function inSeededOrder(groups: readonly Group<SplitCandidate>[], seed: number): Group<SplitCandidate>[] {
  const byClass = new Map<ClassId, Group<SplitCandidate>[]>();
  for (const group of groups) {
    const [first] = group.images;
    if (first) getOrAdd(byClass, first.classId, () => []).push(group);
  }
  return [...byClass]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([classId, ofClass]) => shuffled(ofClass, seededRandom(seed + classId * 0x9e3779b1)));
}

/** A group with several classes counts for the rarest of them, which can spare it least. */
function mainClass(members: readonly SplitCandidate[], sizes: ReadonlyMap<ClassId, number>): ClassId {
  const sizeOf = (classId: ClassId) => sizes.get(classId) ?? 0;
  const [rarest] = [...new Set(members.map((image) => image.classId))].toSorted((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  return rarest as ClassId;
}

function neediest(counts: Readonly<Record<Split, number>>, size: number, fractions: SplitFractions): Split {
  const wanted = fillOrder.filter((split) => fractions[split] > 0);
  const empty = wanted.find((split) => counts[split] === 0);
  if (empty) return empty;
  const lack = (split: Split) => fractions[split] * size - counts[split];
  return wanted.reduce((most, split) => (lack(split) > lack(most) ? split : most), wanted[0] ?? 'train');
}

function classSizes(images: readonly SplitCandidate[]): Map<ClassId, number> {
  const sizes = new Map<ClassId, number>();
  for (const image of images) sizes.set(image.classId, (sizes.get(image.classId) ?? 0) + 1);
  return sizes;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const added = make();
  map.set(key, added);
  return added;
}
