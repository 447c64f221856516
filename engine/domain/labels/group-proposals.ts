import type { ImageId } from '../ids.ts';
import { groupingSummary, groupsByRule, membersOf, type GroupableImage, type GroupRule } from './group-rules.ts';
import { nameParts, type NameMark } from './name-parts.ts';

export interface GroupProposal {
  readonly rule: GroupRule;
  readonly groups: ReadonlyMap<ImageId, string | null>;
}

/** Pauses that separate bursts, scenes, visits and days. */
const pauses = [1, 10, 60, 8 * 60];
const leastShareInGroups = 0.5;
const mostShareOfOneGroup = 0.3;
/** Fewer would be classes or parts of a split rather than specimens or sites. */
const fewestGroups = 4;
const mostProposals = 8;
/** Number of names whose parts are tried. */
const namesTried = 20;

/**
 * Rules that put these images into plausible groups, each different from the others. Whether such a group means anything must be shown by
 * comparing the pictures: names and times alone do not tell a specimen from a batch number.
 */
export function proposedGroups(images: readonly GroupableImage[]): GroupProposal[] {
  const rules: GroupRule[] = [
    ...marksToTry(images).map((marks) => ({ by: 'name' as const, marks })),
    ...pauses.map((minutes) => ({ by: 'time' as const, minutes })),
  ];
  const known = new Set<string>();
  return rules
    .map((rule) => ({ rule, groups: groupsByRule(images, rule) }))
    .filter(({ groups }) => isPlausible(images, groups))
    .filter(({ groups }) => {
      const partition = partitionOf(images, groups);
      return !known.has(partition) && known.add(partition);
    })
    .slice(0, mostProposals);
}

/** Each folder, each field or piece alone, and each beginning of the name. */
function marksToTry(images: readonly GroupableImage[]): NameMark[][] {
  const step = Math.max(1, Math.floor(images.length / namesTried));
  const tried = images.filter((_, at) => at % step === 0).slice(0, namesTried);
  const found = new Map<string, NameMark[]>();
  const add = (marks: NameMark[]): void => void found.set(JSON.stringify(marks), marks);
  for (const { path } of tried) {
    const marks = nameParts(path).flatMap(({ mark }) => mark ?? []);
    const ofName = marks.filter((mark) => !('folder' in mark));
    for (const mark of marks) add([mark]);
    for (let length = 2; length < ofName.length; length++) add(ofName.slice(0, length));
    for (const mark of marks) if ('folder' in mark && ofName[0]) add([mark, ofName[0]]);
  }
  return [...found.values()];
}

function isPlausible(images: readonly GroupableImage[], groups: ReadonlyMap<ImageId, string | null>): boolean {
  const { groups: count, images: inGroups, largest } = groupingSummary(images, groups);
  return (
    count >= fewestGroups
    && inGroups >= leastShareInGroups * images.length
    && largest <= mostShareOfOneGroup * images.length
    && !isOnlyClass(images, groups)
  );
}

/** Whether the groups are little more than the classes: then holding a group out would hold out most of a class. */
function isOnlyClass(images: readonly GroupableImage[], groups: ReadonlyMap<ImageId, string | null>): boolean {
  const labelled = images.filter((image) => image.class !== null);
  const groupsOfClass = new Map<number, Set<string>>();
  for (const [group, members] of membersOf(labelled, groups))
    for (const image of members) groupsOfClass.set(image.class!, (groupsOfClass.get(image.class!) ?? new Set()).add(group));
  const counts = [...groupsOfClass.values()].map(({ size }) => size);
  return counts.length > 1 && counts.filter((count) => count < 2).length > counts.length / 2;
}

/** Equal for groupings that put the same images together. */
function partitionOf(images: readonly GroupableImage[], groups: ReadonlyMap<ImageId, string | null>): string {
  const numbers = new Map([...membersOf(images, groups).keys()].map((group, at) => [group, at]));
  return images.map(({ id }) => numbers.get(groups.get(id) ?? '') ?? '').join();
}
