import type { TrainingPlan } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ClassId, ContentHash, ImageId } from '../../domain/ids.ts';
import { sharingNoGroup } from '../../domain/labels/nested-sizes.ts';
import { assignSplits, type Split, type SplitCandidate } from '../../domain/labels/split.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';
import type { Who } from '../../store/annotations.ts';
import type { LabelledRow } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { pictureOf } from '../images/project-pictures.ts';
import { groupsAmong } from '../images/image-groups.ts';

/** `group`: what an image shares with others, specimen, site or photograph, or that they are near-duplicates; null for one that shares nothing. */
interface SnapshotImage extends LabelledImage { readonly group: string | null }

/** What a model sees of a project at one moment. */
export interface Snapshot {
  readonly classes: TrainJob['classes'];
  /** The labelled images by their part of the split. None outside `test` shares its group with one in it. */
  readonly images: readonly SnapshotImage[];
  /**
   * `groups` of images that nobody said belong together; `leftOut`: images that are neither trained nor tested on, for they share a group with
   * a test image, but were put into another part before that was known.
   */
  readonly nearDuplicates: TrainingPlan['nearDuplicates'];
  /** What its images beyond 8 bits go through: the one that was chosen, or null for each its own. */
  readonly window: PictureWindow | null;
  /** The part of every labelled image, those that were left out included. */
  readonly splits: ReadonlyMap<ImageId, Split>;
}

/**
 * The labelled images as a training with this seed would see them. Nothing is written: images that have no part of the split yet are shown in
 * the one that they would get. Images of one group, near-duplicates among them, are on one side of the split.
 * Errors: those of requireTrainable; `windows-differ`; `class-too-small` also for classes of which nothing is left to train on, or where nothing is left to test on.
 */
export function readSnapshot(store: ProjectStore, seed: number): Snapshot {
  const { classes, labelled } = requireTrainable(store);
  const window = oneWindow(store);
  const candidates = splitCandidates(store, labelled);
  const splits = assignSplits(candidates, seed);
  const groups = new Map(candidates.map(({ id, group }) => [id, group]));
  const all = labelled.map((row): SnapshotImage => {
    const { id, class: label } = row;
    return { ...pictureOf(store, row, row.window), class: label, split: splits.get(id)!, group: groups.get(id) ?? null };
  });
  const test = all.filter(({ split }) => split === 'test');
  const apart = new Set(sharingNoGroup(all, test));
  const images = all.filter((image) => image.split === 'test' || apart.has(image));
  const missing = test.length > 0 ? classes.filter(({ id }) => !images.some((image) => image.class === id && image.split === 'train')) : classes;
  if (missing.length > 0) throw tooSmall(missing);
  return { classes, images, window, nearDuplicates: { groups: nearDuplicateGroups(labelled, groups), leftOut: all.length - images.length }, splits };
}

/**
 * readSnapshot, and every image keeps its part of the split from now on, which the log of annotations holds: for what trains.
 * Errors: as readSnapshot, before anything is written.
 */
export function takeSnapshot(store: ProjectStore, seed: number, who: Who): Snapshot {
  const snapshot = readSnapshot(store, seed);
  store.images.assignSplits(snapshot.splits, who);
  return snapshot;
}

/** An image as comparisons and rankings hand it to the learner. */
export interface PartImage { readonly image: ImageId; readonly class: ClassId; readonly group: string | null; readonly hash: ContentHash; readonly view: string; readonly through?: LabelledImage['through'] }

/** The images of some parts of the split, in their order. */
export const imagesIn = ({ images }: Snapshot, ...parts: readonly Split[]): PartImage[] =>
  images.filter(({ split }) => parts.includes(split)).map(({ id, class: label, group, hash, view, through }) => ({ image: id, class: label, group, hash, view, ...through && { through } }));

/** Errors: `windows-differ` where the images to train on go through different windows: what is learned from one would not hold for the other. */
function oneWindow(store: ProjectStore): PictureWindow | null {
  const [first, ...others] = store.windows.inUse();
  if (first === undefined) return null;
  const otherwise = others.reduce((sum, { images }) => sum + images, 0);
  if (otherwise > 0) throw new StudioError('windows-differ', { images: otherwise, of: first.images + otherwise });
  return first.chosen;
}

/** The labelled images as the assignment of splits wants them, near-duplicates in one group. */
export function splitCandidates(store: ProjectStore, labelled = store.images.labelled()): SplitCandidate[] {
  const groups = groupsAmong(store, labelled.map(({ id }) => id), labelled);
  return labelled.map(({ id, class: classId, split }) => ({ id, classId, split, group: groups.get(id) ?? null }));
}

/** Errors: `no-labels`, `too-few-classes`, and `class-too-small` for classes that could not be both trained on and tested. */
export function requireTrainable(store: ProjectStore): { classes: TrainJob['classes']; labelled: LabelledRow[] } {
  const labelled = store.images.labelled();
  if (labelled.length === 0) throw new StudioError('no-labels');
  const groups = new Map<ClassId, Set<string>>();
  for (const image of labelled) groups.set(image.class, (groups.get(image.class) ?? new Set()).add(image.group ?? `image ${image.id}`));
  const classes = store.classes.list().filter((one) => groups.has(one.id)).map(({ id, name }) => ({ id, name }));
  if (classes.length < 2) throw new StudioError('too-few-classes', { classes: classes.length });
  const small = classes.filter((one) => (groups.get(one.id)?.size ?? 0) < 2);
  if (small.length > 0) throw tooSmall(small);
  return { classes, labelled };
}

const tooSmall = (classes: TrainJob['classes']): StudioError => new StudioError('class-too-small', { classes: classes.map(({ name }) => name).join(', ') });

/** Groups that hold images which were not declared to belong together. */
function nearDuplicateGroups(labelled: readonly LabelledRow[], groups: ReadonlyMap<ImageId, string | null>): number {
  const declared = Map.groupBy(labelled.filter(({ id }) => (groups.get(id) ?? null) !== null), ({ id }) => groups.get(id)!);
  return [...declared.values()].filter((members) => new Set(members.map(({ id, group }) => group ?? `image ${id}`)).size > 1).length;
}
