import type { ImageId } from '../ids.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { assignSplits, groupsOf, usualFractions, type Split, type SplitCandidate, type SplitFractions } from './split.ts';

export interface FreshCandidate extends SplitCandidate {
  /** How many runs and reports were scored on this image. */
  readonly looks: number;
}

export interface FreshSplit {
  readonly splits: ReadonlyMap<ImageId, Split>;
  /** Test images, and how many of them were scored on before, because there were no others of their class. */
  readonly test: number;
  readonly looked: number;
}

/**
 * A new split of all images by a new seed, whose test images nobody was scored on before, as far as there are such images. Per class the
 * groups with the fewest looks serve as test images, in seeded order among equals, until there are as many as assignSplits would take; one
 * group is always left to train on. The rest is divided as assignSplits does. Images that were trained on may serve: everything is trained
 * anew.
 */
export function freshSplit(images: readonly FreshCandidate[], seed: number, fractions: SplitFractions = usualFractions): FreshSplit {
  const usual = assignSplits(images.map(({ id, group, classId }) => ({ id, group, classId, split: null })), seed, fractions);
  const testImages = (groups: readonly Group[]): number => groups.flat().filter(({ id }) => usual.get(id) === 'test').length;
  const test = new Set(groupsByClass(images).flatMap((groups, at) => testGroups(groups, seed + at, testImages(groups))).flat().map(({ id }) => id));
  const candidates = images.map(({ id, group, classId }): SplitCandidate => ({ id, group, classId, split: test.has(id) ? 'test' : null }));
  const splits = assignSplits(candidates, seed, { ...fractions, test: 0 });
  return { splits, test: test.size, looked: images.filter(({ id, looks }) => looks > 0 && test.has(id)).length };
}

type Group = readonly FreshCandidate[];

/** The groups of each class by the class of their first image, in the order of ids. */
function groupsByClass(images: readonly FreshCandidate[]): Group[][] {
  const groups = groupsOf(images.toSorted((a, b) => a.id - b.id)).map((group) => group.images);
  return [...Map.groupBy(groups, ([first]) => first!.classId)].toSorted(([a], [b]) => a - b).map(([, ofClass]) => ofClass);
}

function testGroups(groups: readonly Group[], seed: number, wanted: number): Group[] {
  const chosen: Group[] = [];
  let images = 0;
  for (const group of shuffled(groups, seededRandom(seed)).toSorted((a, b) => looksAt(a) - looksAt(b))) {
    if (chosen.length === groups.length - 1) break;
    // One more where that comes nearer to what is wanted; always one.
    if (chosen.length > 0 && images + group.length / 2 > wanted) break;
    chosen.push(group);
    images += group.length;
  }
  return chosen;
}

const looksAt = (group: Group): number => Math.max(...group.map(({ looks }) => looks));
