import { unlink } from 'node:fs/promises';
import type { ContentHash, ImageId } from '../../domain/ids.ts';
import { readRegular } from '../../files/regular-file.ts';
import { thumbPath } from '../../images/cache-paths.ts';
import { pictureKey } from '../../images/picture-key.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { makeAgain } from './project-pictures.ts';

/** The thumbnails of some images, in order; null for those that would have to be made, and for images that are not in the project. */
export async function thumbnailsAtHand(store: ProjectStore, images: readonly ImageId[]): Promise<(Uint8Array | null)[]> {
  const keys = new Map(store.images.summaries(images).map(({ id, hash, ...look }) => [id, pictureKey(hash, look)]));
  const found = await read(store, [...keys.values()]);
  return images.map((image) => {
    const key = keys.get(image);
    return (key && found.get(key)) ?? null;
  });
}

/** The same, but those that are not at hand are made; null for those that cannot be. */
export async function thumbnailsMade(
  pool: StudioParts['pool'],
  store: ProjectStore,
  images: readonly ImageId[],
): Promise<(Uint8Array | null)[]> {
  const found = await thumbnailsAtHand(store, images);
  return Promise.all(images.map(async (image, at) => found[at] ?? (await thumbnailOf(pool, store, image).catch(() => null))));
}

/** An image's thumbnail, made again if it is lost. Errors: `image-not-found`, `image-file-missing` if its file is missing, too. */
export async function thumbnailOf(pool: StudioParts['pool'], store: ProjectStore, image: ImageId): Promise<Uint8Array> {
  const { hash, window, reading, files, cut } = store.images.get(image);
  const key = pictureKey(hash, { window, reading });
  const found = await read(store, [key]);
  return found.get(key) ?? makeAgain(pool, store, { hash, window, reading, files, cut, isAwaited: true });
}

/** Looks in the packs in use, then in those of a read-only project, then for the single files of earlier versions. */
async function read(store: ProjectStore, keys: readonly ContentHash[]): Promise<Map<ContentHash, Uint8Array>> {
  const found = new Map<ContentHash, Uint8Array>();
  const places = [
    (left: readonly ContentHash[]) => store.thumbnails.read(left),
    (left: readonly ContentHash[]) => store.finishedThumbnails?.read(left) ?? [],
    (left: readonly ContentHash[]) => readSingle(store, left),
  ];
  for (const place of places) {
    const left = keys.filter((key) => !found.has(key));
    if (left.length === 0) break;
    for (const [at, bytes] of (await place(left)).entries()) if (bytes) found.set(left[at]!, bytes);
  }
  return found;
}

/** Earlier versions kept each thumbnail in a file of its own. They are moved into the packs. */
async function readSingle(store: ProjectStore, keys: readonly ContentHash[]): Promise<(Uint8Array | null)[]> {
  const folder = store.finishedCacheFolder ?? store.cacheFolder;
  const files = await Promise.all(keys.map((key) => readRegular(thumbPath(folder, key)).catch(() => null)));
  const found = files.map((bytes) => (bytes && bytes.length > 0 ? bytes : null));
  if (store.isReadOnly) return found;
  const moved = keys.flatMap((key, at) => (found[at] ? [{ key, bytes: found[at] }] : []));
  await store.thumbnails.add(moved);
  await Promise.all(moved.map(({ key }) => unlink(thumbPath(folder, key)).catch(() => {})));
  return found;
}
