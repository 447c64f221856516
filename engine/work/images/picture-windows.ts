import type { CheckedInput, Handlers, ImportReport, Output, WindowsSeen } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { brightnessTellsClasses, sharedWindow, type PictureWindow } from '../../domain/models/picture-window.ts';
import type { Who } from '../../store/annotations.ts';
import { windowOf, windowText } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { histogramOf } from '../../domain/models/sample-spread.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

function windowsSeen(store: ProjectStore): WindowsSeen {
  const images = store.windows.images();
  const chosen = Map.groupBy(images, (image) => windowText(image.chosen));
  return {
    images: images.length,
    chosen: [...chosen].map(([window, those]) => ({ window: windowOf(window), images: those.length })),
    shared: sharedWindow(images.map(({ own }) => own)),
    tellsClasses: brightnessTellsClasses(
      images.flatMap(({ isUsed, class: of, own }) => (isUsed && of !== null ? [{ class: of, brightness: own.high }] : [])),
    ),
  };
}

/** Returns the window asked for; null if each image uses its own. Errors: `no-deep-images`. */
export function windowAsked(store: ProjectStore, asked: CheckedInput<'images.setWindow'>['window']): PictureWindow | null {
  const shared = sharedWindow(store.windows.images().map(({ own }) => own));
  if (shared === null) throw new StudioError('no-deep-images');
  return asked === 'own' ? null : asked === 'shared' ? shared : asked;
}

/** Collects the series of images beyond 8 bits in an import. Images that one instrument may have taken have the same series string. */
export class SeriesMet {
  readonly #met = new Set<string>();
  readonly #isFirst: boolean;

  /** @param said the window of new images, as returned by `WindowTable.ofNewImages` */
  constructor(store: ProjectStore, said: PictureWindow | null | undefined) {
    this.#isFirst = said === undefined && store.windows.images().length === 0;
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
    return { ...window, images: store.windows.choose(window, who, 'imported') };
  }
}

/** A single image is not a series. */
const fewestForSeries = 2;

/** From this number of images on, more of them hardly change the histogram, but take time. */
const histogramImages = 24;

async function histogramSeen(pool: Pick<StudioParts['pool'], 'spread'>, store: ProjectStore): Promise<Output<'images.histogram'>> {
  const images = store.windows.images();
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
    'images.histogram': ({ project }) => histogramSeen(pool, projects.get(project)),
  };
}
