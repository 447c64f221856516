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
  return around(images, test, seed, fractions);
}

/** Divides what is not tested on into training and validation images. */
function around(images: readonly FreshCandidate[], test: ReadonlySet<ImageId>, seed: number, fractions: SplitFractions): FreshSplit {
  const candidates = images.map(({ id, group, classId }): SplitCandidate => ({ id, group, classId, split: test.has(id) ? 'test' : null }));
  const splits = assignSplits(candidates, seed, { ...fractions, test: 0 });
  return { splits, test: test.size, looked: images.filter(({ id, looks }) => looks > 0 && test.has(id)).length };
}

export interface TimedCandidate extends FreshCandidate {
  /** See Capture. */
  readonly takenAt: number | null;
}

/**
 * Splits all images so that the newest are tested on, as a model will be used on images taken later. Whole groups, the newest first, become
 * test images until these have their share; a group whose newest image has no time never does, nor one without which a class could not be
 * trained.
 */
export function newestSplit(images: readonly TimedCandidate[], seed: number, fractions: SplitFractions = usualFractions): FreshSplit {
  const groups = groupsOf(images.toSorted((a, b) => a.id - b.id)).map(({ images: members }) => ({
    members,
    newest: Math.max(...members.map(({ takenAt }) => takenAt ?? -Infinity)),
  }));
  const left = new Map<number, number>();
  for (const { classId } of images) left.set(classId, (left.get(classId) ?? 0) + 1);
  const test = new Set<ImageId>();
  for (const { members, newest } of groups.toSorted((a, b) => b.newest - a.newest)) {
    if (newest === -Infinity || test.size + members.length / 2 > fractions.test * images.length) break;
    const taken = Map.groupBy(members, ({ classId }) => classId);
    if ([...taken].some(([classId, of]) => left.get(classId) === of.length)) continue;
    for (const [classId, of] of taken) left.set(classId, left.get(classId)! - of.length);
    for (const { id } of members) test.add(id);
  }
  return around(images, test, seed, fractions);
}

/** Splits all images so that certain ones are tested on, with everything in their groups: those of one site, to leave it out of training. */
export function leftOutSplit(
  images: readonly FreshCandidate[],
  isChosen: (image: ImageId) => boolean,
  seed: number,
  fractions: SplitFractions = usualFractions,
): FreshSplit {
  const chosen = groupsOf(images.toSorted((a, b) => a.id - b.id)).filter(({ images: members }) => members.some(({ id }) => isChosen(id)));
  return around(images, new Set(chosen.flatMap(({ images: members }) => members.map(({ id }) => id))), seed, fractions);
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
