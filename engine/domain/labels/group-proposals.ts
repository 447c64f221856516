import type { ImageId } from '../ids.ts';
import { groupingSummary, groupsByRule, membersOf, type GroupableImage, type GroupRule } from './group-rules.ts';
import { markedIn, nameParts, partsOf, type NameMark } from './name-parts.ts';

export type ImageGroups = ReadonlyMap<ImageId, string | null>;

export interface GroupProposal {
  readonly rule: GroupRule;
  readonly groups: ImageGroups;
}
export interface GroupCandidates {
  /** Rules that put the images into plausible groups, each different from the others. */
  readonly proposals: readonly GroupProposal[];
  /** Everything that names, times and labels say, each different from the others: what proposed groups may merely repeat. */
  readonly known: readonly ImageGroups[];
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
 * Groups that names and times suggest. Whether such a group means anything must be shown by comparing the pictures: names and times alone do
 * not tell a specimen from a batch number. Yields between steps, of which none takes longer than reading the names of all images once.
 */
export function* groupCandidates(images: readonly GroupableImage[]): Generator<void, GroupCandidates> {
  const paths = images.map(({ path }) => partsOf(path));
  yield;
  const proposals: GroupProposal[] = [];
  const known: ImageGroups[] = [new Map(images.map((image) => [image.id, image.class === null ? null : String(image.class)]))];
  const partitions = new Set<string>();
  const add = (rule: GroupRule, groups: ImageGroups): void => {
    const partition = partitionOf(images, groups);
    if (partitions.has(partition)) return;
    partitions.add(partition);
    known.push(groups);
    if (proposals.length < mostProposals && isPlausible(images, groups)) proposals.push({ rule, groups });
  };
  for (const marks of marksToTry(images)) {
    add({ by: 'name', marks }, new Map(images.map(({ id }, at) => [id, markedIn(paths[at]!, marks)])));
    yield;
  }
  for (const minutes of pauses) {
    const rule = { by: 'time', minutes } as const;
    add(rule, groupsByRule(images, rule));
    yield;
  }
  return { proposals, known };
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

function isPlausible(images: readonly GroupableImage[], groups: ImageGroups): boolean {
  const { groups: count, images: inGroups, largest } = groupingSummary(images, groups);
  return (
    count >= fewestGroups
    && inGroups >= leastShareInGroups * images.length
    && largest <= mostShareOfOneGroup * images.length
    && classesIn(images, groups) !== 'classes'
  );
}

/**
 * What the labels so far say about groups: that they are little more than the classes, so that holding a group out would hold out most of a
 * class; that they are not; or nothing, as long as no two classes have labelled images that share a group.
 */
export function classesIn(images: readonly GroupableImage[], groups: ImageGroups): 'classes' | 'others' | 'unknown' {
  const labelled = images.filter((image) => image.class !== null);
  const groupsOfClass = new Map<number, Set<string>>();
  for (const [group, members] of membersOf(labelled, groups))
    for (const image of members) groupsOfClass.set(image.class!, (groupsOfClass.get(image.class!) ?? new Set()).add(group));
  const counts = [...groupsOfClass.values()].map(({ size }) => size);
  if (counts.length < 2) return 'unknown';
  return counts.filter((count) => count < 2).length > counts.length / 2 ? 'classes' : 'others';
}

/** Equal for groupings that put the same images together. */
function partitionOf(images: readonly GroupableImage[], groups: ImageGroups): string {
  const numbers = new Map([...membersOf(images, groups).keys()].map((group, at) => [group, at]));
  return images.map(({ id }) => numbers.get(groups.get(id) ?? '') ?? '').join();
}
