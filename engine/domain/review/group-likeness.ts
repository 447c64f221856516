import { seededRandom, shuffled } from '../statistics/random.ts';

/** Whether images of a group resemble each other, without any label: see groupLikeness. */
export interface GroupLikeness {
  /** Images compared; where several show one thing, the things. */
  readonly images: number;
  /** Share of them whose most similar other image is of their group. */
  readonly share: number;
  /** The share to expect of random groups. */
  readonly chance: number;
  /** Of a share of random groups at least as large, one-sided. */
  readonly p: number;
}

/** Things of which each may be one image, or several that show the same: what is compared. Groups and strata are numbered. */
export interface Compared {
  /** The group of each. */
  readonly groups: Int32Array;
  /** Other groupings of the same things, which may explain that those of a group are alike. */
  readonly strata: readonly Int32Array[];
}

const permutations = 999;
/** Family-wise, over all groupings tried. */
const level = 0.02;
/** How much of the way from chance to always: less does not make up a specimen or site. */
const leastGain = 0.1;
/** Fewer images show nothing. */
const fewestImages = 40;

/**
 * The share of things whose nearest other thing is of their group, against what it would be if groups were dealt at random to the things of
 * one stratum: a folder of one class is alike, and so are groups within it that mean nothing. The stratum that explains most counts. The
 * probability is that of a permutation test with 999 permutations (Good, "Permutation, Parametric and Bootstrap Tests of Hypotheses", 2005,
 * chapter 3); the statistic is that of Schilling, "Multivariate two-sample tests based on nearest neighbors", JASA 81 (1986), for several groups.
 * @param nearest the nearest other thing of each
 */
export function groupLikeness(nearest: Int32Array, { groups, strata }: Compared, seed: number): GroupLikeness {
  const sizes = counts(groups);
  const asked = [...groups.keys()].filter((at) => sizes[groups[at]!]! > 1);
  if (asked.length === 0) return { images: 0, share: 0, chance: 0, p: 1 };
  const none = new Int32Array(groups.length);
  const chances = [none, ...strata].map((stratum) => ({ stratum, chance: expectedShare(asked, nearest, groups, stratum) }));
  const { stratum, chance } = chances.reduce((most, one) => (one.chance > most.chance ? one : most));
  const share = agreeing(nearest, groups, sizes) / asked.length;
  return { images: asked.length, share, chance, p: permuted(nearest, groups, stratum, share * asked.length, seed) };
}

/** Of several comparisons of the same grouping, what all of them show; null if there are too few images, which the first compares. */
export function shownByAll(comparisons: readonly GroupLikeness[]): GroupLikeness | null {
  if (comparisons.length === 0 || comparisons[0]!.images < fewestImages) return null;
  const { images, share, chance } = comparisons.reduce((least, one) => (gainOf(one) < gainOf(least) ? one : least));
  return { images, share, chance, p: Math.max(...comparisons.map(({ p }) => p)) };
}

/** How far images of a group are alike: 0 is no more than chance, 1 is always. */
export const gainOf = ({ share, chance }: Omit<GroupLikeness, 'p'>): number => (chance < 1 ? (share - chance) / (1 - chance) : 0);

/** Whether images of a group certainly resemble each other, with this many groupings tried, and by enough to matter. */
export const holdsTogether = (likeness: GroupLikeness, tried: number): boolean =>
  gainOf(likeness) >= leastGain && likeness.p * tried < level;

/** The mean over all permutations within strata. */
function expectedShare(asked: readonly number[], nearest: Int32Array, groups: Int32Array, strata: Int32Array): number {
  const [inStratum, inBoth] = [new Map<number, number>(), new Map<string, number>()];
  const both = (group: number, stratum: number): string => `${group} ${stratum}`;
  groups.forEach((group, at) => {
    inStratum.set(strata[at]!, (inStratum.get(strata[at]!) ?? 0) + 1);
    const key = both(group, strata[at]!);
    inBoth.set(key, (inBoth.get(key) ?? 0) + 1);
  });
  let sum = 0;
  for (const at of asked) {
    const stratum = strata[nearest[at]!]!;
    const self = stratum === strata[at] ? 1 : 0;
    sum += ((inBoth.get(both(groups[at]!, stratum)) ?? 0) - self) / (inStratum.get(stratum)! - self);
  }
  return sum / asked.length;
}

function permuted(nearest: Int32Array, groups: Int32Array, strata: Int32Array, observed: number, seed: number): number {
  const random = seededRandom(seed);
  const places = [...Map.groupBy(groups.keys(), (at) => strata[at]!).values()];
  const sizes = counts(groups);
  const dealt = groups.slice();
  let asMany = 0;
  for (let time = 0; time < permutations; time++) {
    for (const of of places)
      shuffled(
        of.map((at) => groups[at]!),
        random,
      ).forEach((group, index) => (dealt[of[index]!] = group));
    if (agreeing(nearest, dealt, sizes) >= observed) asMany++;
  }
  return (asMany + 1) / (permutations + 1);
}

/** How many things have their nearest other thing in their group. */
function agreeing(nearest: Int32Array, groups: Int32Array, sizes: readonly number[]): number {
  let count = 0;
  for (let at = 0; at < groups.length; at++) if (groups[at] === groups[nearest[at]!] && sizes[groups[at]!]! > 1) count++;
  return count;
}

function counts(of: Int32Array): number[] {
  const sizes: number[] = [];
  for (const one of of) sizes[one] = (sizes[one] ?? 0) + 1;
  return sizes;
}
