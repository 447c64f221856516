import type { CheckedInput, Output } from '../../contract/index.ts';
import { isWithin } from '../../domain/models/folder-windows.ts';
import type { ImageId } from '../../domain/ids.ts';
import type { Look } from '../../domain/models/look.ts';
import { sharedWindow, type PictureWindow } from '../../domain/models/picture-window.ts';
import { histogramOf } from '../../domain/models/sample-spread.ts';
import type { WindowedImage } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { prepareFromFiles } from './project-pictures.ts';
import { withTemporaryViews } from './temporary-views.ts';

/** From this number of images on, more of them hardly change the histogram, but take time. */
const histogramImages = 24;
export const previewImages = 4;

/** The images of more than 8 bits in a folder; by default all. */
export function deepImagesIn(store: ProjectStore, folder: string | undefined): WindowedImage[] {
  const images = store.windows.images();
  if (folder === undefined) return images;
  const paths = store.windows.paths();
  return images.filter(({ id }) => isWithin(folder, paths.get(id) ?? ''));
}

/** The window asked for; null if each of the images uses its own. */
export const windowAsked = (asked: CheckedInput<'images.setWindow'>['window'], images: readonly WindowedImage[]): PictureWindow | null =>
  asked === 'own' ? null : asked === 'shared' ? sharedWindow(images.map(({ own }) => own)) : asked;

/** How the samples of images in a folder, or of all, are spread. Errors: `decoder-died`, `stopped`. */
export async function histogramSeen(
  pool: Pick<StudioParts['pool'], 'spread'>,
  store: ProjectStore,
  folder: string | undefined,
): Promise<Output<'images.histogram'>> {
  const images = deepImagesIn(store, folder);
  const read = evenly(images, histogramImages).map(async ({ id, own }) => {
    const { hash, files, cut, reading } = store.images.get(id);
    const wish = { ofFile: cut?.photograph.hash ?? hash, region: cut?.region ?? null, reading };
    for (const { path } of files) {
      const spread = await pool.spread(path, wish);
      if (spread !== null) return [{ own, spread }];
    }
    return [];
  });
  return { of: images.length, histogram: histogramOf((await Promise.all(read)).flat()) };
}

/** Some of the images as a window would show them; an image whose file cannot be read is left out. Errors: as prepare of the pool. */
export function previews(
  pool: StudioParts['pool'],
  store: ProjectStore,
  { window: asked, folder }: Omit<CheckedInput<'images.preview'>, 'project'>,
): Promise<Output<'images.preview'>> {
  const images = deepImagesIn(store, folder);
  const window = windowAsked(asked, images);
  return withTemporaryViews(async (cache) => {
    const made = evenly(images, previewImages).map(({ id }) => previewOf(pool, store, cache, id, { window }));
    return { pictures: (await Promise.all(made)).flat() };
  });
}

/** An image with a look that differs in something; empty if its file cannot be read. Errors: as prepare of the pool. */
export async function previewOf(
  pool: StudioParts['pool'],
  store: ProjectStore,
  cache: string,
  image: ImageId,
  look: Partial<Look>,
): Promise<Output<'images.preview'>['pictures']> {
  const { name, hash, window, reading, files, cut } = store.images.get(image);
  const thumbnail = await prepareFromFiles(pool, cache, { hash, window, reading, ...look, files, cut, isAwaited: true });
  return thumbnail === null ? [] : [{ image, name, jpeg: Buffer.from(thumbnail).toString('base64') }];
}

/** At most `most` of the items, spread evenly over the list. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, at) => items[Math.floor(at * step)]!);
}
