import type { CheckedInput, JobResult, SourceModel } from '../../contract/index.ts';
import type { ContentHash, JobId } from '../../domain/ids.ts';
import type { LearnerImage } from '../../learner/protocol.ts';
import { featuresMissing } from '../../models/forward/feature-store.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { ensureViews, pictureOf } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** All images of a project, as the learner knows them, in the order in which they were added. */
export function allPictures(store: ProjectStore): LearnerImage[] {
  return store.images.contents(store.images.ids({}, 'added')).map((image) => pictureOf(store, image));
}

/** Those of the images whose features are not stored yet. */
export function withoutFeatures(
  store: ProjectStore,
  space: { readonly source: ContentHash; readonly cut: string },
  images: readonly LearnerImage[],
): LearnerImage[] {
  const hashes = images.map(({ hash }) => hash);
  const missing = new Set(featuresMissing(store.featuresFolder, space, hashes));
  return images.filter(({ hash }) => missing.has(hash));
}

/** Starts a job that computes the features that are not stored yet. */
export async function startFeatures(
  parts: StudioParts,
  { project, source: asked }: CheckedInput<'features.start'>,
): Promise<{ job: JobId }> {
  const store = parts.projects.get(project);
  const source = await parts.library.find(asked);
  const job = parts.queue.start({ kind: 'features', project, work: (control) => computeFeatures(parts, store, source, control) });
  return { job: job.id };
}

async function computeFeatures(parts: StudioParts, store: ProjectStore, source: SourceModel, control: JobControl): Promise<JobResult> {
  const cut = parts.library.cut(source, undefined);
  const images = withoutFeatures(store, { source: source.hash, cut }, allPictures(store));
  if (images.length > 0) {
    await ensureViews(parts.pool, store, images, control);
    const job = {
      kind: 'features' as const,
      source: { folder: source.path, hash: source.hash },
      cut,
      images,
      features: store.featuresFolder,
    };
    await parts.learner.run(job, control);
  }
  return { kind: 'features', report: { images: images.length, source: source.id, sourceTitle: source.title } };
}
