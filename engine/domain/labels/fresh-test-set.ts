import type { ImageId } from '../ids.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { assignSplits, groupsOf, usualFractions, type Split, type SplitCandidate, type SplitFractions } from './split.ts';

export interface FreshCandidate extends SplitCandidate {
  /** Number of runs and reports scored on this image. */
  readonly looks: number;
}

export interface FreshSplit {
  readonly splits: ReadonlyMap<ImageId, Split>;
  /** Number of test images, and of those among them that were scored on before because their class had no others. */
  readonly test: number;
  readonly looked: number;
}

/**
 * Splits all images anew with a new seed, as far as possible with test images that were never scored on. Per class the groups scored on
 * least become test images, in seeded order among equals, until there are as many as assignSplits would take; one group is always left
 * for training. The rest is divided as assignSplits does. Images trained on before may become test images, because everything is
 * trained again.
 */
export function freshSplit(images: readonly FreshCandidate[], seed: number, fractions: SplitFractions = usualFractions): FreshSplit {
  const usual = assignSplits(
    images.map(({ id, group, classId }) => ({ id, group, classId, split: null })),
    seed,
    fractions,
  );
  const testImages = (groups: readonly Group[]): number => groups.flat().filter(({ id }) => usual.get(id) === 'test').length;
  const test = new Set(
    groupsByClass(images)
      .flatMap((groups, at) => testGroups(groups, seed + at, testImages(groups)))
      .flat()
      .map(({ id }) => id),
  );
  const candidates = images.map(({ id, group, classId }): SplitCandidate => ({ id, group, classId, split: test.has(id) ? 'test' : null }));
  const splits = assignSplits(candidates, seed, { ...fractions, test: 0 });
  return { splits, test: test.size, looked: images.filter(({ id, looks }) => looks > 0 && test.has(id)).length };
}

type Group = readonly FreshCandidate[];

/** The groups of each class (that of their first image), in ascending order of class id. */
function groupsByClass(images: readonly FreshCandidate[]): Group[][] {
  const groups = groupsOf(images.toSorted((a, b) => a.id - b.id)).map((group) => group.images);
  return [...Map.groupBy(groups, ([first]) => first!.classId)].toSorted(([a], [b]) => a - b).map(([, ofClass]) => ofClass);
}

function testGroups(groups: readonly Group[], seed: number, wanted: number): Group[] {
  const chosen: Group[] = [];
  let images = 0;
  for (const group of shuffled(groups, seededRandom(seed)).toSorted((a, b) => looksAt(a) - looksAt(b))) {
    if (chosen.length === groups.length - 1) break;
    // Takes another group if that comes closer to the number wanted; always at least one.
    if (chosen.length > 0 && images + group.length / 2 > wanted) break;
    chosen.push(group);
    images += group.length;
  }
  return chosen;
}

const looksAt = (group: Group): number => Math.max(...group.map(({ looks }) => looks));
