import type { CheckedInput, Handlers, ImportReport, WindowsSeen } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { brightnessTellsClasses, sharedWindow, type PictureWindow } from '../../domain/models/picture-window.ts';
import type { Who } from '../../store/annotations.ts';
import { windowOf, windowText } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { OpenProjects } from '../projects/open-project.ts';

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

export function windowHandlers(studio: OpenProjects): Pick<Handlers, 'images.windows'> {
  return { 'images.windows': ({ project }) => windowsSeen(studio.get(project)) };
}
