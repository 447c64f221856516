import type { CheckedInput, Handlers, ImportReport, Output, WindowsSeen } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { foldersAmong, isAsSet, isWithin, windowsTellClasses } from '../../domain/models/folder-windows.ts';
import { brightnessTellsClasses, sharedWindow } from '../../domain/models/picture-window.ts';
import type { Who } from '../../store/annotations.ts';
import { windowOf, windowText, type WindowedImage } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { histogramOf } from '../../domain/models/sample-spread.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

function windowsSeen(store: ProjectStore): WindowsSeen {
  const images = store.windows.images(),
    paths = store.windows.paths(),
    set = store.windows.set();
  const placed = images.map((image) => ({ ...image, path: paths.get(image.id) ?? '', window: image.chosen }));
  const labelled = images.flatMap((image) => (image.isUsed && image.class !== null ? [{ ...image, class: image.class }] : []));
  const all = ofSome(images);
  return {
    ...all,
    differ: all.chosen.length > 1 && !isAsSet(set, placed),
    folders: foldersAmong([...paths.values()]).map(({ folder, name }) => ({
      folder,
      name,
      isSet: set.folders.some((one) => one.folder === folder),
      ...ofSome(placed.filter(({ path }) => isWithin(folder, path))),
    })),
    tellsClasses: brightnessTellsClasses(labelled.map((image) => ({ class: image.class, brightness: image.own.high }))),
    windowsTellClasses: windowsTellClasses(labelled.map((image) => ({ class: image.class, window: image.chosen }))),
  };
}

function ofSome(images: readonly WindowedImage[]): Pick<WindowsSeen, 'images' | 'chosen' | 'shared'> {
  const chosen = Map.groupBy(images, (image) => windowText(image.chosen));
  return {
    images: images.length,
    chosen: [...chosen].map(([window, those]) => ({ window: windowOf(window), images: those.length })),
    shared: sharedWindow(images.map(({ own }) => own)),
  };
}

/** The images of more than 8 bits in a folder; by default all. */
function imagesIn(store: ProjectStore, folder: string | undefined): WindowedImage[] {
  const images = store.windows.images();
  if (folder === undefined) return images;
  const paths = store.windows.paths();
  return images.filter(({ id }) => isWithin(folder, paths.get(id) ?? ''));
}

/** Sets a window for all images of more than 8 bits, or for those in a folder. Returns how many changed. Errors: `no-deep-images`. */
export function setWindow(
  store: ProjectStore,
  { window: asked, folder }: Omit<CheckedInput<'images.setWindow'>, 'project'>,
  who: Who,
): number {
  const shared = sharedWindow(imagesIn(store, folder).map(({ own }) => own));
  if (shared === null) throw new StudioError('no-deep-images');
  return store.windows.choose(asked === 'own' ? null : asked === 'shared' ? shared : asked, who, { folder: folder ?? null });
}

/** Collects the series of images beyond 8 bits in an import. Images that one instrument may have taken have the same series string. */
export class SeriesMet {
  readonly #met = new Set<string>();
  readonly #isFirst: boolean;

  constructor(store: ProjectStore) {
    this.#isFirst = !store.windows.wasEverSet && store.windows.images().length === 0;
  }

  add(series: string): void {
    this.#met.add(series);
  }

  /**
   * Gives a project's first images beyond 8 bits one shared window if they are a series from one instrument, preserving absolute
   * brightness. Recorded as a separate action, which can be undone. Returns the window and its number of images; null if each image keeps
   * its own.
   */
  settle(store: ProjectStore, who: Who): ImportReport['window'] {
    if (!this.#isFirst || this.#met.size !== 1) return null;
    const all = store.windows.images();
    const window = sharedWindow(all.map(({ own }) => own));
    if (window === null || all.length < fewestForSeries) return null;
    return { ...window, images: store.windows.choose(window, who, { how: 'imported' }) };
  }
}

/** A single image is not a series. */
const fewestForSeries = 2;

/** From this number of images on, more of them hardly change the histogram, but take time. */
const histogramImages = 24;

async function histogramSeen(
  pool: Pick<StudioParts['pool'], 'spread'>,
  store: ProjectStore,
  folder: string | undefined,
): Promise<Output<'images.histogram'>> {
  const images = imagesIn(store, folder);
  const read = evenly(images, histogramImages).map(async ({ id, own }) => {
    const { hash, files, cut } = store.images.get(id);
    const wish = { ofFile: cut?.photograph.hash ?? hash, region: cut?.region ?? null };
    for (const { path } of files) {
      const spread = await pool.spread(path, wish);
      if (spread !== null) return [{ own, spread }];
    }
    return [];
  });
  return { of: images.length, histogram: histogramOf((await Promise.all(read)).flat()) };
}

/** At most `most` of the items, spread evenly over the list. */
function evenly<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, at) => items[Math.floor(at * step)]!);
}

export function windowHandlers({
  projects,
  pool,
}: Pick<StudioParts, 'projects' | 'pool'>): Pick<Handlers, 'images.windows' | 'images.histogram'> {
  return {
    'images.windows': ({ project }) => windowsSeen(projects.get(project)),
    'images.histogram': ({ project, folder }) => histogramSeen(pool, projects.get(project), folder),
  };
}
