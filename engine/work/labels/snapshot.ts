import type { TrainingPlan } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ContentHash, ImageId } from '../../domain/ids.ts';
import { sharingNoGroup } from '../../domain/labels/nested-sizes.ts';
import {
  classIn,
  classToSplitBy,
  fewestOther,
  otherOf,
  unmadeOther,
  type OtherChoice,
  type OtherClass,
} from '../../domain/labels/other-class.ts';
import { assignSplits, type Split, type SplitCandidate } from '../../domain/labels/split.ts';
import { isReadAsSet, readingsShortlyNamed, type PictureReadings } from '../../domain/models/folder-readings.ts';
import { isAsSet, ownWindows, shortlyNamed, type PictureWindows } from '../../domain/models/folder-windows.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';
import type { Who } from '../../store/annotations.ts';
import type { LabelledRow } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { pictureOf } from '../images/project-pictures.ts';
import { groupsAmong } from '../images/image-groups.ts';

/** `group`: what an image shares with others (specimen, site or photograph, or near-duplicates); null for an image in no group. */
interface SnapshotImage extends LabelledImage {
  readonly group: string | null;
}

/** The data that a model is trained on and tested with, at one moment. */
export interface Snapshot {
  readonly classes: TrainJob['classes'];
  /** Classes that are one of `classes` together; null if each is itself. */
  readonly other: OtherClass | null;
  /** The labelled images with their parts of the split. No image outside `test` shares a group with one inside. */
  readonly images: readonly SnapshotImage[];
  /**
   * `groups`: groups with images that were not declared to belong together. `leftOut`: images used neither for training nor for testing,
   * because they share a group with a test image but were assigned to another part before that was known.
   */
  readonly nearDuplicates: TrainingPlan['nearDuplicates'];
  /** The brightness windows of the images beyond 8 bits, with folders named shortly. */
  readonly windows: PictureWindows;
  /** The pages and channels of files, with folders named shortly. */
  readonly readings: PictureReadings;
  /** The part of every labelled image, including those left out. */
  readonly splits: ReadonlyMap<ImageId, Split>;
}

/**
 * Returns the labelled images as a training run with this seed would see them. Writes nothing: unassigned images get the part they would be
 * assigned. Images of one group, including near-duplicates, are on one side of the split.
 * @param other classes to treat as one, see otherChosen
 * Errors: as requireTrainable; `windows-differ`; `readings-differ`; `class-too-small` also if a class has no training images left or there are no test images.
 */
export function readSnapshot(store: ProjectStore, seed: number, other: OtherClass | null = null): Snapshot {
  const { classes, labelled } = requireTrainable(store, other);
  const windows = windowsInUse(store);
  const readings = readingsInUse(store);
  const candidates = splitCandidates(store, labelled, other);
  const splits = assignSplits(candidates, seed);
  const groups = new Map(candidates.map(({ id, group }) => [id, group]));
  const all = labelled.map((row): SnapshotImage => {
    const { id, class: label } = row;
    return { ...pictureOf(store, row), class: classIn(other, label), split: splits.get(id)!, group: groups.get(id) ?? null };
  });
  const test = all.filter(({ split }) => split === 'test');
  const apart = new Set(sharingNoGroup(all, test));
  const images = all.filter((image) => image.split === 'test' || apart.has(image));
  const missing =
    test.length > 0 ? classes.filter(({ id }) => !images.some((image) => image.class === id && image.split === 'train')) : classes;
  if (missing.length > 0) throw new ClassesTooSmall(missing);
  return {
    classes,
    other,
    images,
    windows,
    readings,
    nearDuplicates: { groups: nearDuplicateGroups(labelled, groups), leftOut: all.length - images.length },
    splits,
  };
}

/**
 * Does what readSnapshot does and fixes each image's part of the split in the annotation log; used before training.
 * Errors: as readSnapshot, before anything is written.
 */
export function takeSnapshot(store: ProjectStore, seed: number, who: Who, other: OtherClass | null = null): Snapshot {
  const snapshot = readSnapshot(store, seed, other);
  store.images.assignSplits(snapshot.splits, who);
  return snapshot;
}

/** The snapshot for a run that is stored: a class that is not one of the project gets an id, which no label ever has. */
export function forRun(store: ProjectStore, snapshot: Snapshot): Snapshot {
  if (snapshot.other?.id !== unmadeOther) return snapshot;
  const other = { ...snapshot.other, id: store.runs.idOfOther(snapshot.other) ?? store.classes.addOfRun(snapshot.other.name) };
  const made = (id: ClassId): ClassId => (id === unmadeOther ? other.id : id);
  return {
    ...snapshot,
    other,
    classes: snapshot.classes.map(({ id, name }) => ({ id: made(id), name })),
    images: snapshot.images.map((image) => ({ ...image, class: made(image.class) })),
  };
}

/** The classes to treat as one, if any are chosen. Errors: as otherOf. */
export const otherChosen = (store: ProjectStore, choice: OtherChoice | null | undefined): OtherClass | null =>
  choice ? otherOf(choice, store.classes.list()) : null;

/** An image as comparisons and rankings pass it to the learner. */
export interface PartImage {
  readonly image: ImageId;
  readonly class: ClassId;
  readonly group: string | null;
  readonly hash: ContentHash;
  readonly view: string;
  readonly through?: LabelledImage['through'];
}

/** The images of the given parts of the split, in order. */
export const imagesIn = ({ images }: Snapshot, ...parts: readonly Split[]): PartImage[] =>
  images
    .filter(({ split }) => parts.includes(split))
    .map(({ id, class: label, group, hash, view, through }) => ({
      image: id,
      class: label,
      group,
      hash,
      view,
      ...(through && { through }),
    }));

/**
 * Errors: `windows-differ` if the images to train on use different windows that were not set for their folders: what is learned with one
 * would not hold for the other.
 */
function windowsInUse(store: ProjectStore): PictureWindows {
  const [first, ...others] = store.windows.inUse();
  if (first === undefined) return ownWindows;
  if (others.length === 0) return { window: first.chosen, folders: [] };
  const set = store.windows.set(),
    paths = store.windows.paths();
  const images = store.windows
    .images()
    .filter(({ isUsed }) => isUsed)
    .map(({ id, chosen }) => ({ path: paths.get(id) ?? '', window: chosen }));
  if (isAsSet(set, images)) return shortlyNamed(set, images);
  const otherwise = others.reduce((sum, one) => sum + one.images, 0);
  throw new StudioError('windows-differ', { images: otherwise, of: first.images + otherwise });
}

/** Errors: `readings-differ` if images to train on are read otherwise than was set for them, because their files could not be read then. */
function readingsInUse(store: ProjectStore): PictureReadings {
  const set = store.readings.set();
  const images = store.readings.images('concerned').filter(({ isUsed }) => isUsed);
  const otherwise = images.filter((image) => !isReadAsSet(set, image)).length;
  if (otherwise > 0) throw new StudioError('readings-differ', { images: otherwise });
  return readingsShortlyNamed(set, images);
}

/** The labelled images as candidates for the split, near-duplicates in one group. */
export function splitCandidates(
  store: ProjectStore,
  labelled = store.images.labelled(),
  other: OtherClass | null = null,
): SplitCandidate[] {
  const groups = groupsAmong(
    store,
    labelled.map(({ id }) => id),
    labelled,
  );
  const groupsOfClass = groupsPerClass(labelled.map(({ id, class: label }) => ({ id, class: label, group: groups.get(id) ?? null })));
  return labelled.map(({ id, class: label, split }) => ({
    id,
    classId: classToSplitBy(other, label, (one) => groupsOfClass.get(one)?.size ?? 0),
    split,
    group: groups.get(id) ?? null,
  }));
}

/**
 * Errors: `no-labels`, `too-few-classes`, `other-too-small`, and `class-too-small` for classes that cannot be both trained and tested on.
 * @param other classes to treat as one
 */
export function requireTrainable(
  store: ProjectStore,
  other: OtherClass | null = null,
): { classes: TrainJob['classes']; labelled: LabelledRow[] } {
  const labelled = store.images.labelled();
  if (labelled.length === 0) throw new StudioError('no-labels');
  const groups = groupsPerClass(labelled.map((image) => ({ ...image, class: classIn(other, image.class) })));
  const classes = [...store.classes.list(), ...(other && !other.isOwn ? [other] : [])]
    .filter((one) => groups.has(one.id))
    .map(({ id, name }) => ({ id, name }));
  if (other) {
    const images = labelled.filter((image) => classIn(other, image.class) === other.id).length;
    if (images < fewestOther) throw new StudioError('other-too-small', { name: other.name, images });
  }
  if (classes.length < 2) throw new StudioError('too-few-classes', { classes: classes.length });
  const small = classes.filter((one) => (groups.get(one.id)?.size ?? 0) < 2);
  if (small.length > 0) throw new ClassesTooSmall(small);
  return { classes, labelled };
}

/** The groups of each class; an image in no group counts as one. */
function groupsPerClass(
  images: readonly { readonly id: ImageId; readonly class: ClassId; readonly group: string | null }[],
): Map<ClassId, Set<string>> {
  const groups = new Map<ClassId, Set<string>>();
  for (const image of images) groups.set(image.class, (groups.get(image.class) ?? new Set()).add(image.group ?? `image ${image.id}`));
  return groups;
}

/** `class-too-small` with the classes that cannot be both trained and tested on. */
export class ClassesTooSmall extends StudioError {
  readonly classes: TrainJob['classes'];
  constructor(classes: TrainJob['classes']) {
    super('class-too-small', { classes: classes.map(({ name }) => name).join(', ') });
    this.classes = classes;
  }
}

/** The number of groups with images that were not declared to belong together. */
function nearDuplicateGroups(labelled: readonly LabelledRow[], groups: ReadonlyMap<ImageId, string | null>): number {
  const declared = Map.groupBy(
    labelled.filter(({ id }) => (groups.get(id) ?? null) !== null),
    ({ id }) => groups.get(id)!,
  );
  return [...declared.values()].filter((members) => new Set(members.map(({ id, group }) => group ?? `image ${id}`)).size > 1).length;
}
