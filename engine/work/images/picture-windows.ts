import type { CheckedInput, Handlers, ImportReport, WindowsSeen } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { foldersAmong, isAsSet, windowsTellClasses } from '../../domain/models/folder-windows.ts';
import { brightnessTellsClasses, sharedWindow } from '../../domain/models/picture-window.ts';
import type { Who } from '../../store/annotations.ts';
import { windowOf, windowText, type WindowedImage } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { deepImagesIn, histogramSeen, previews, windowAsked } from './window-previews.ts';
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
    folders: foldersAmong(placed).map(({ folder, name, items }) => ({
      folder,
      name,
      isSet: set.folders.some((one) => one.folder === folder),
      ...ofSome(items),
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

/** Sets a window for all images of more than 8 bits, or for those in a folder. Returns how many changed. Errors: `no-deep-images`. */
export function setWindow(store: ProjectStore, { window, folder }: Omit<CheckedInput<'images.setWindow'>, 'project'>, who: Who): number {
  const images = deepImagesIn(store, folder);
  if (images.length === 0) throw new StudioError('no-deep-images');
  return store.windows.choose(windowAsked(window, images), who, { folder: folder ?? null });
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

export function windowHandlers({
  projects,
  pool,
}: Pick<StudioParts, 'projects' | 'pool'>): Pick<Handlers, 'images.windows' | 'images.histogram' | 'images.preview'> {
  return {
    'images.windows': ({ project }) => windowsSeen(projects.get(project)),
    'images.histogram': ({ project, folder }) => histogramSeen(pool, projects.get(project), folder),
    'images.preview': ({ project, ...wish }) => previews(pool, projects.get(project), wish),
  };
}
