import { join } from 'node:path';
import type { CheckedInput, Handlers, JobResult, Output, ReadingsSeen } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ImageId } from '../../domain/ids.ts';
import { isReadAsSet, readingFor } from '../../domain/models/folder-readings.ts';
import { foldersAmong, isWithin } from '../../domain/models/folder-windows.ts';
import { lacksChosen, readingFrom, readingOf, readingText, type Reading } from '../../domain/models/reading.ts';
import type { Blob } from '../../files/blob-packs.ts';
import type { ReadImage, ReadPicture } from '../../store/picture-readings.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { thumbnailToKeep } from './cut-boxes.ts';
import { withTemporaryViews } from './temporary-views.ts';
import { evenly, previewImages, previewOf } from './window-previews.ts';

function readingsSeen(store: ProjectStore): ReadingsSeen {
  const images = store.readings.images('concerned'),
    set = store.readings.set();
  return {
    ...ofSome(images, set.reading),
    differ: images.filter((image) => !isReadAsSet(set, image)).length,
    folders: foldersAmong(images).map(({ folder, name, items }) => ({
      folder,
      name,
      isSet: set.folders.some((one) => one.folder === folder),
      ...ofSome(items, readingFor(set, join(folder, 'any file'))),
    })),
  };
}

function ofSome(images: readonly ReadImage[], set: Reading | null): Omit<ReadingsSeen, 'differ' | 'folders'> {
  const chosen = Map.groupBy(images, ({ reading }) => readingText(reading));
  const most = (of: 'pages' | 'channels'): number => images.reduce((largest, { planes }) => Math.max(largest, planes?.[of] ?? 1), 1);
  return {
    images: images.length,
    set,
    pagesMost: most('pages'),
    channelsMost: most('channels'),
    chosen: [...chosen].map(([reading, those]) => ({ reading: readingFrom(reading), images: those.length })),
  };
}

/** Some of the images as a reading would show them; an image whose file cannot be read is left out. Errors: as prepare of the pool. */
function previewReading(
  pool: StudioParts['pool'],
  store: ProjectStore,
  { reading, folder }: Omit<CheckedInput<'images.previewReading'>, 'project'>,
): Promise<Output<'images.previewReading'>> {
  const images = inFolder(store.readings.images('concerned'), folder);
  return withTemporaryViews(async (cache) => {
    const made = evenly(images, previewImages).map((image) => previewOf(pool, store, cache, image.id, { reading }));
    return { pictures: (await Promise.all(made)).flat() };
  });
}

const inFolder = (images: readonly ReadImage[], folder: string | undefined): readonly ReadImage[] =>
  folder === undefined ? images : images.filter(({ path }) => isWithin(folder, path));

/** The number of images read before what was computed is kept: what a stop or a crash may cost. */
const keptAtOnce = 100;

type Order = Omit<CheckedInput<'images.setReading'>, 'project'>;

/**
 * Reads the files of images as chosen, keeps what is computed from them, then changes all images in one action. A stop changes nothing;
 * started again, it goes on where it ended. Errors: as prepare of the pool, `stopped`.
 */
async function readOtherwise(parts: StudioParts, store: ProjectStore, order: Order, control: JobControl): Promise<JobResult> {
  const unread = new Set<ImageId>();
  const toRead = unknownPictures(store, order);
  for (let start = 0; start < toRead.length; start += keptAtOnce) {
    let done = start;
    const read = await Promise.all(
      toRead.slice(start, start + keptAtOnce).map(async (image) => {
        if (control.signal.aborted) throw new StudioError('stopped');
        const one = await readOne(parts.pool, store, image, order.reading);
        control.progress('reading', ++done, toRead.length);
        if (one === null) unread.add(image.id);
        return one;
      }),
    );
    const found = read.filter((one) => one !== null);
    await store.thumbnails.add(found.map(({ thumbnail }) => thumbnail));
    store.readings.keep(found.map(({ picture }) => picture));
  }
  if (control.signal.aborted) throw new StudioError('stopped');
  const images = inFolder(store.readings.images(), order.folder).filter(({ id }) => !unread.has(id));
  const changed = store.readings.choose(order.reading, { images, folder: order.folder ?? null, who: parts.projects.who() });
  const lacking = images.filter(({ planes }) => planes !== null && lacksChosen(order.reading, planes)).length;
  return { kind: 'reading', report: { changed, lacking, unread: unread.size } };
}

/** The images whose picture by the reading is not known. */
function unknownPictures(store: ProjectStore, { reading, folder }: Order): ReadImage[] {
  const known = new Map<string | null, ReadonlySet<ImageId>>();
  const isKnown = (image: ReadImage, by: Reading | null): boolean => {
    const text = readingText(by);
    if (!known.has(text)) known.set(text, store.readings.known(by));
    return text === readingText(image.reading) || known.get(text)!.has(image.id);
  };
  return inFolder(store.readings.images(), folder).filter(
    (image) => image.planes === null || !isKnown(image, readingOf(reading, image.planes)),
  );
}

/** The picture of an image by a reading, from the first of its files that still has its content; null if none has. */
async function readOne(
  pool: StudioParts['pool'],
  store: ProjectStore,
  { id, hash, window }: ReadImage,
  reading: Reading,
): Promise<{ readonly picture: ReadPicture; readonly thumbnail: Blob } | null> {
  const { files, cut } = store.images.get(id);
  for (const { path } of files) {
    const verdict = await pool.prepare(path, { cache: store.cacheFolder, window, reading, region: cut?.region ?? null });
    if ('prepared' in verdict && verdict.prepared.hash === hash)
      return { picture: { image: id, ...verdict.prepared }, thumbnail: thumbnailToKeep(verdict) };
  }
  return null;
}

export function readingHandlers(parts: StudioParts): Pick<Handlers, 'images.readings' | 'images.previewReading' | 'images.setReading'> {
  const { projects, pool, queue } = parts;
  return {
    'images.readings': ({ project }) => readingsSeen(projects.get(project)),
    'images.previewReading': ({ project, ...wish }) => previewReading(pool, projects.get(project), wish),
    'images.setReading': ({ project, ...order }) => {
      const store = projects.get(project);
      const job = queue.start({
        kind: 'reading',
        project,
        work: async (control) => {
          const result = await readOtherwise(parts, store, order, control);
          projects.changed(project);
          return result;
        },
      });
      return { job: job.id };
    },
  };
}
