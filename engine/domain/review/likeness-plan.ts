import type { ImageId } from '../ids.ts';
import type { ImageGroups } from '../labels/group-proposals.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import type { Compared } from './group-likeness.ts';

type Groups = readonly (string | null)[];

/** What to compare to see whether images of a group resemble each other more than others do. */
export interface LikenessPlan {
  /** The images needed. */
  readonly images: readonly ImageId[];
  /** Ways to compare them, of which all must show it; the first compares images as they are. */
  readonly comparisons: readonly LikenessComparison[];
}
export interface LikenessComparison extends Compared {
  /** The thing that each image of the plan shows, by its number: of a thing shown by several images, the mean is compared. */
  readonly things: Int32Array;
}

/** More take too long to wait for; of larger projects, some images of random groups are compared. */
const mostImages = 2_000;
/** So many of a group are taken at least. */
const fewestOfGroup = 8;
/** A grouping is finer than another if this share of its images agrees. */
const shareNested = 0.95;
/** Single images are no finer grouping. */
const mostParts = 0.75;

/**
 * Plans the comparison of images in groups. Images that are together anyway, such as near-duplicates, count as one thing. So do images of
 * a finer grouping, or a batch of specimens would look like a specimen; and groupings that are coarser are strata.
 * @param ids the images to compare; those in no group are left out
 * @param alone groups that are never divided anyway
 * @param known all other groupings of the images
 */
export function likenessPlan(
  ids: readonly ImageId[],
  groups: ImageGroups,
  { alone, known }: { readonly alone: ImageGroups; readonly known: readonly ImageGroups[] },
  seed: number,
): LikenessPlan {
  const images = someOfSomeGroups(ids, groups, seed);
  const of = (grouping: ImageGroups): Groups => images.map((id) => grouping.get(id) ?? null);
  const own = of(groups);
  const others = known.map(of);
  const finer = others.filter((one) => isFiner(one, own));
  return { images, comparisons: [of(alone), ...finer].map((things) => comparison(own, things, others)) };
}

function comparison(groups: Groups, things: Groups, known: readonly Groups[]): LikenessComparison {
  const numbers = numbered(things);
  const firsts = firstPlaces(numbers);
  const of = (grouping: Groups): Groups => firsts.map((at) => grouping[at]!);
  const own = numbered(of(groups));
  // What a grouping says nothing of is one stratum.
  const strata = known.map((one) => numbered(of(one).map((group) => group ?? '')));
  return { things: numbers, groups: own, strata: strataOf(strata, size(own)) };
}

/** Each grouping of at most half as many groups, and as many of them taken together as are not finer than that. */
function strataOf(known: readonly Int32Array[], groups: number): Int32Array[] {
  const isCoarse = (one: Int32Array): boolean => size(one) > 1 && 2 * size(one) <= groups;
  const coarse = known.filter(isCoarse).toSorted((a, b) => size(a) - size(b));
  let together: Int32Array | undefined;
  for (const one of coarse) {
    const joined: Int32Array = together === undefined ? one : numbered([...one].map((number, at) => `${number} ${together![at]!}`));
    if (isCoarse(joined)) together = joined;
  }
  return together === undefined ? [] : [...coarse, together];
}

/** Whether a grouping divides most of the groups, and groups little else together. */
function isFiner(one: Groups, groups: Groups): boolean {
  const [parts, whole] = [numbered(one), numbered(groups)];
  const [inParts, inWhole] = [size(parts), size(whole)];
  if (inParts < 2 * inWhole || inParts > mostParts * groups.length) return false;
  const firsts = firstPlaces(parts);
  const agreeing = [...parts].filter((part, at) => whole[firsts[part]!] === whole[at]).length;
  return agreeing >= shareNested * groups.length;
}

/** Numbers groups from 0; each image of none is one of its own. */
function numbered(groups: Groups): Int32Array {
  const numbers = new Map<string, number>();
  let next = 0;
  return Int32Array.from(groups, (group) => {
    if (group === null) return next++;
    if (!numbers.has(group)) numbers.set(group, next++);
    return numbers.get(group)!;
  });
}

const size = (numbers: Int32Array): number => numbers.reduce((most, one) => Math.max(most, one + 1), 0);

/** Where each number comes first. */
function firstPlaces(numbers: Int32Array): number[] {
  const firsts: number[] = [];
  numbers.forEach((number, at) => (firsts[number] ??= at));
  return firsts;
}

/** All images in groups, or some of random groups: of a random sample of images few would share one. */
function someOfSomeGroups(ids: readonly ImageId[], groups: ImageGroups, seed: number): ImageId[] {
  const groupOf = (id: ImageId): string | null => groups.get(id) ?? null;
  const grouped = ids.filter((id) => groupOf(id) !== null);
  if (grouped.length <= mostImages) return grouped;
  const random = seededRandom(seed);
  const byGroup = [...Map.groupBy(grouped, groupOf).values()];
  const mostOfGroup = Math.max(fewestOfGroup, Math.ceil(mostImages / byGroup.length));
  return shuffled(byGroup, random)
    .flatMap((members) => shuffled(members, random).slice(0, mostOfGroup))
    .slice(0, mostImages);
}
