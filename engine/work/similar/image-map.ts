import type { CheckedInput, Handlers, ImageMapSeen, JobResult, SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { JobId } from '../../domain/ids.ts';
import { fewestOnMap } from '../../domain/map/fewest-on-map.ts';
import { pictureKey } from '../../images/picture-key.ts';
import { readMap } from '../../models/forward/map-file.ts';
import { cutOf } from '../../models/library/cuts.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { ensureViews } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { allPictures, withoutFeatures } from './image-features.ts';

/** Decimals of positions in an answer: much finer than a screen. */
const roundedTo = 1e4;

async function startMap(parts: StudioParts, { project, source: asked, seed }: CheckedInput<'map.start'>): Promise<{ job: JobId }> {
  const store = parts.projects.get(project);
  const source = await parts.library.find(asked);
  if (store.images.ids({}, 'added').length < fewestOnMap) throw new StudioError('too-few-to-map', { least: fewestOnMap });
  const job = parts.queue.start({ kind: 'map', project, work: (control) => drawn(parts, store, { source, seed }, control) });
  return { job: job.id };
}

async function drawn(
  parts: StudioParts,
  store: ProjectStore,
  { source, seed }: { readonly source: SourceModel; readonly seed: number },
  control: JobControl,
): Promise<JobResult> {
  const startedMs = parts.projects.now();
  const cut = parts.library.cut(source, undefined);
  const images = allPictures(store);
  await ensureViews(parts.pool, store, withoutFeatures(store, { source: source.hash, cut }, images), control);
  const { path: folder, hash } = source;
  await parts.learner.run({ kind: 'map', source: { folder, hash }, cut, seed, images, features: store.featuresFolder }, control);
  const seconds = (parts.projects.now() - startedMs) / 1000;
  return { kind: 'map', report: { images: images.length, seconds, source: source.id, sourceTitle: source.title } };
}

async function imageMap(parts: StudioParts, { project, source: asked }: CheckedInput<'images.map'>): Promise<ImageMapSeen> {
  const store = parts.projects.get(project);
  const source = await parts.library.find(asked);
  const map = await readMap(store.featuresFolder, { source: source.hash, cut: cutOf(source).layer });
  const places = new Map(map?.hashes.map((hash, at) => [hash, at]));
  const all = store.images.toMap().map((row) => ({ ...row, place: places.get(pictureKey(row.hash, row)) ?? -1 }));
  const rows = all.filter(({ place }) => place >= 0);
  const findings = store.reviews.openKinds();
  const coordinate = (place: number, axis: 0 | 1): number => Math.round((map?.positions[2 * place + axis] ?? 0) * roundedTo) / roundedTo;
  return {
    source: source.id,
    sourceTitle: source.title,
    missing: all.length - rows.length,
    points: {
      images: rows.map(({ id }) => id),
      x: rows.map(({ place }) => coordinate(place, 0)),
      y: rows.map(({ place }) => coordinate(place, 1)),
      classes: rows.map((row) => row.class),
      splits: rows.map(({ split }) => split),
      groups: rows.map(({ group }) => group),
      findings: rows.map(({ id }) => findings.get(id) ?? null),
    },
  };
}

export function mapHandlers(parts: StudioParts): Pick<Handlers, 'map.start' | 'images.map'> {
  return {
    'map.start': (input) => startMap(parts, input),
    'images.map': (input) => imageMap(parts, input),
  };
}
