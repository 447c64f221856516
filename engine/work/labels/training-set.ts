import { StudioError } from '../../domain/failure.ts';
import type { ClassId } from '../../domain/ids.ts';
import { assignSplits } from '../../domain/labels/split.ts';
import { viewPath } from '../../images/cache-paths.ts';
import type { LabelledImage, TrainJob } from '../../learner/protocol.ts';
import type { LabelledRow } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/** The labelled images with their split, which is completed for images that have none. Errors: those of requireTrainable. */
export function trainingSet(store: ProjectStore, seed: number): { classes: TrainJob['classes']; images: LabelledImage[] } {
  const { classes, labelled } = requireTrainable(store);
  const splits = assignSplits(store.images.splitCandidates(), seed);
  store.images.setSplits(splits);
  return { classes, images: labelled.map((image) => ({ id: image.id, hash: image.hash, class: image.class, view: viewPath(store.cacheFolder, image.hash), split: splits.get(image.id) ?? 'train' })) };
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
  if (small.length > 0) throw new StudioError('class-too-small', { classes: small.map((one) => one.name).join(', ') });
  return { classes, labelled };
}
