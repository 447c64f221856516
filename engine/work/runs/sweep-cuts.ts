import type { CheckedInput, CutSweep, SourceModel } from '../../contract/index.ts';
import { compareCuts } from '../../domain/choice/compare-cuts.ts';
import { StudioError } from '../../domain/failure.ts';
import { groupedFolds } from '../../domain/labels/grouped-folds.ts';
import type { JobId } from '../../domain/ids.ts';
import { seededRandom, shuffled } from '../../domain/statistics/random.ts';
import type { LabelledImage, SweptImage, TrainJob } from '../../learner/protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { groupsAmong } from '../images/image-groups.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { ensureViews } from '../images/project-pictures.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { otherChosen, takeSnapshot } from '../labels/snapshot.ts';

const folds = 5;
/** More images would hardly separate the cuts better and only take longer. */
const mostImages = 2000;

export interface SweepOrder {
  readonly source: SourceModel;
  readonly seed: number;
  readonly classes: TrainJob['classes'];
  /** Test images among them are left out. */
  readonly images: readonly LabelledImage[];
}

/** Errors: those of the training set and the source; `class-too-small` if no image can be held out. */
export async function sweepRequest(
  parts: StudioParts,
  { project, source: asked, seed, other }: CheckedInput<'runs.sweep'>,
): Promise<{ job: JobId }> {
  const store = parts.projects.get(project);
  const source = await parts.library.find(asked);
  const order = { source, seed, ...takeSnapshot(store, seed, parts.projects.who(), otherChosen(store, other)) };
  sweptImages(store, order);
  const job = parts.queue.start({
    kind: 'sweep-cuts',
    project,
    work: async (control) => ({ kind: 'sweep-cuts', report: await sweepCuts(parts, store, order, control) }),
  });
  parts.projects.changed(project);
  return { job: job.id };
}

/**
 * Compares the cuts of a source model by stratified group cross-validation on the training and validation images, without the test images.
 * Errors: `class-too-small`, those of the learner.
 */
export async function sweepCuts(parts: StudioParts, store: ProjectStore, order: SweepOrder, control: JobControl): Promise<CutSweep> {
  const images = sweptImages(store, order);
  await ensureViews(parts.pool, store, images, control);
  const { source, seed, classes } = order;
  const { cuts } = await parts.learner.run(
    {
      kind: 'sweep',
      source: { folder: source.path, hash: source.hash },
      seed,
      classes,
      images: images.map(({ group: _, ...image }) => image),
      features: store.featuresFolder,
    },
    control,
  );
  const held = images.filter(({ fold }) => fold >= 0);
  return {
    source: source.id,
    images: held.length,
    ...compareCuts(
      cuts,
      held.map(({ group }) => group),
    ),
  };
}

/** Images of one specimen, site or photograph, and near-duplicates, are held out together. */
function sweptImages(store: ProjectStore, { images, classes, seed }: SweepOrder): (SweptImage & { readonly group: string | null })[] {
  const random = seededRandom(seed);
  const chosen = someOfEach(
    images.filter(({ split }) => split !== 'test'),
    seed,
  );
  const groups = groupsAmong(
    store,
    chosen.map(({ id }) => id),
  );
  const foldOf = groupedFolds(
    chosen.map((image) => ({ label: image.class, group: groups.get(image.id) ?? null })),
    folds,
    random,
  );
  if (foldOf.every((fold) => fold < 0)) throw new StudioError('class-too-small', { classes: classes.map(({ name }) => name).join(', ') });
  return chosen.map(({ id, hash, view, through, class: label }, at) => ({
    id,
    hash,
    view,
    ...(through && { through }),
    class: label,
    fold: foldOf[at]!,
    group: groups.get(id) ?? null,
  }));
}

/** Returns all images, or a proportional random sample of each class, drawn with the seed; in their original order. */
function someOfEach(images: readonly LabelledImage[], seed: number): LabelledImage[] {
  if (images.length <= mostImages) return [...images];
  const drawn = [...Map.groupBy(images, (image) => image.class)].flatMap(([label, own]) =>
    shuffled(own, seededRandom(seed + label)).slice(0, Math.max(folds, Math.floor((mostImages * own.length) / images.length))),
  );
  const kept = new Set(drawn.map(({ id }) => id));
  return images.filter(({ id }) => kept.has(id));
}
