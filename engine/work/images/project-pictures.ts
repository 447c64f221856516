import { access, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ImageDetail } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ImageId } from '../../domain/ids.ts';
import { readingFor, type PictureReadings } from '../../domain/models/folder-readings.ts';
import type { PictureWindows } from '../../domain/models/folder-windows.ts';
import { isPlainLook, plainLook, type Look } from '../../domain/models/look.ts';
import { pictureRules } from '../../domain/models/picture-rules.ts';
import { readingOf } from '../../domain/models/reading.ts';
import { ownPart } from '../../files/own-remains.ts';
import { readRegular } from '../../files/regular-file.ts';
import { fullCutPath, viewPath } from '../../images/cache-paths.ts';
import { pictureKey } from '../../images/picture-key.ts';
import type { LearnerImage } from '../../learner/protocol.ts';
import type { ImageContent } from '../../store/images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { cutPicture } from './cut-picture.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { makeFolders } from '../../files/make-folders.ts';

/** Describes an image to the learner, as it looks with what was chosen for it. */
export function pictureOf(store: ProjectStore, { id, hash: content, window, reading }: ImageContent): LearnerImage {
  const look = { window, reading },
    hash = pictureKey(content, look);
  return { id, hash, view: viewPath(store.cacheFolder, hash), ...(!isPlainLook(look) && { through: { ...look, content } }) };
}

/** What was chosen for how files become pictures, by a project or a run. */
export interface Looks {
  readonly windows: PictureWindows;
  readonly readings: PictureReadings;
}

/** An image with the look that a run gives it. */
export function asSeenBy(store: ProjectStore, { windows, readings }: Looks, image: ImageDetail): ImageContent {
  const { id, hash, tone, planes } = image;
  const chosen = readings.reading === null && readings.folders.length === 0 ? null : readingFor(readings, store.windows.pathOf(id));
  return { id, hash, window: store.windows.windowIn(windows, { id, tone }), reading: planes && readingOf(chosen, planes) };
}

const present = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** `full`: the original file where browsers show it as Graft does, or the cut at the resolution of its photograph; otherwise the view. */
export type PictureKind = 'view' | 'full';

/** Browsers show these formats upright and in sRGB, too. They map more than 8 bits differently, and show all frames of an animation. */
export const isShownAsItIs = ({ format, bitDepth, frames }: Pick<ImageDetail, 'format' | 'bitDepth' | 'frames'>): boolean =>
  ['jpeg', 'png', 'webp'].includes(format) && bitDepth === 8 && frames === 1;

/**
 * Returns the path of an image's view or full picture. Files missing from the cache are recreated from the original.
 * Errors: `image-not-found`, `image-file-missing` if neither cache nor original exists.
 */
export async function pictureFile(pool: StudioParts['pool'], store: ProjectStore, image: ImageId, which: PictureKind): Promise<string> {
  const { hash, files, ...facts } = store.images.get(image);
  if (which === 'full' && facts.cut === null && facts.reading === null && isShownAsItIs(facts)) {
    for (const { path } of files) {
      const found = await pool.hash(path);
      if ('hash' in found && found.hash === hash) return path;
    }
  }
  const picture = { hash, window: facts.window, reading: facts.reading, files, cut: facts.cut };
  return (which === 'full' ? await fullCut(pool, store, picture) : null) ?? viewFile(pool, store, picture);
}

let cutsMade = 0;

/** The path of a cut that is larger than its view; null for other images, and if no file of its photograph can be read. */
async function fullCut(
  pool: StudioParts['pool'],
  store: ProjectStore,
  { hash, window, reading, files, cut }: Omit<Wanted, 'isAwaited'>,
): Promise<string | null> {
  if (cut === null || Math.max(cut.region.width, cut.region.height) <= pictureRules.longestSide) return null;
  const file = fullCutPath(store.cacheFolder, pictureKey(hash, { window, reading }));
  if (await present(file)) return file;
  const target = `${ownPart(file)}-${++cutsMade}`;
  makeFolders(dirname(file));
  const paths = files.map(({ path }) => path);
  try {
    if ((await cutPicture(pool, paths, { cut, window, reading, target })) !== null) return null;
    await rename(target, file);
    return file;
  } finally {
    await rm(target, { force: true });
  }
}

/** Returns the path of an image's view as a run saw it. Errors: as `pictureFile`. */
export async function viewThrough(pool: StudioParts['pool'], store: ProjectStore, image: ImageId, looks: Looks): Promise<string> {
  const facts = store.images.get(image);
  return viewFile(pool, store, { ...asSeenBy(store, looks, facts), files: facts.files, cut: facts.cut });
}

async function viewFile(pool: StudioParts['pool'], store: ProjectStore, picture: Omit<Wanted, 'isAwaited'>): Promise<string> {
  const key = pictureKey(picture.hash, picture),
    file = viewPath(store.cacheFolder, key);
  if (!(await present(file)) && !(await isTakenOver(store, key))) await makeAgain(pool, store, { ...picture, isAwaited: true });
  return file;
}

/** Makes sure that the view of every image is in the cache. Reports progress as stage `reading`, only if something is missing. */
export async function ensureViews(
  pool: StudioParts['pool'],
  store: ProjectStore,
  images: readonly Omit<LearnerImage, 'view'>[],
  control: JobControl,
): Promise<void> {
  const missing: Omit<LearnerImage, 'view'>[] = [];
  for (const image of images) if (!(await present(viewPath(store.cacheFolder, image.hash)))) missing.push(image);
  let done = 0;
  for (let start = 0; start < missing.length; start += pool.workers * 2) {
    control.signal.throwIfAborted();
    control.progress('reading', done, missing.length);
    const batch = missing.slice(start, start + pool.workers * 2);
    await Promise.all(
      batch.map(async ({ id, hash, through }) => {
        if (await isTakenOver(store, hash)) return;
        const { files, cut } = store.images.get(id);
        await makeAgain(pool, store, {
          hash: through?.content ?? hash,
          ...(through ?? plainLook),
          files,
          cut,
          isAwaited: false,
        });
      }),
    );
    done += batch.length;
  }
}

interface Wanted extends Look {
  readonly hash: ContentHash;
  readonly files: ImageDetail['files'];
  readonly cut: ImageDetail['cut'];
  readonly isAwaited: boolean;
}

/** Renders the view and the thumbnail of an image of a project again, and returns the thumbnail. Errors: `image-file-missing`. */
export async function makeAgain(pool: StudioParts['pool'], store: ProjectStore, wanted: Wanted): Promise<Uint8Array> {
  const bytes = await prepareFromFiles(pool, store.cacheFolder, wanted);
  if (bytes === null) throw new StudioError('image-file-missing', { file: wanted.files[0]?.path ?? '' });
  await store.thumbnails.add([{ key: pictureKey(wanted.hash, wanted), bytes }]);
  return bytes;
}

/**
 * Renders the view of an image into a cache from the first of its files that still has this content, and returns its thumbnail; null if none
 * has.
 */
export async function prepareFromFiles(
  pool: StudioParts['pool'],
  cache: string,
  { hash, window, reading, files, cut, isAwaited }: Wanted,
): Promise<Uint8Array | null> {
  for (const { path } of files) {
    const verdict = await pool.prepare(path, { cache, isAwaited, window, reading, region: cut?.region ?? null });
    if ('prepared' in verdict && verdict.prepared.hash === hash) return verdict.thumbnail;
  }
  return null;
}

/** Copies the view from the cache of a read-only project to the cache in use; false if it is not there. */
async function isTakenOver({ finishedCacheFolder: from, cacheFolder: to }: ProjectStore, picture: ContentHash): Promise<boolean> {
  if (from === null) return false;
  const content = await readRegular(viewPath(from, picture)).catch(() => null);
  if (content === null) return false;
  const place = viewPath(to, picture);
  makeFolders(dirname(place));
  await writeFile(place, content);
  return true;
}
