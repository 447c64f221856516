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
    tellsClasses: brightnessTellsClasses(images.flatMap(({ isUsed, class: of, own }) => (isUsed && of !== null ? [{ class: of, brightness: own.high }] : []))),
  };
}

/** The window that is asked for; null for each its own. Errors: `no-deep-images`. */
export function windowAsked(store: ProjectStore, asked: CheckedInput<'images.setWindow'>['window']): PictureWindow | null {
  const shared = sharedWindow(store.windows.images().map(({ own }) => own));
  if (shared === null) throw new StudioError('no-deep-images');
  return asked === 'own' ? null : asked === 'shared' ? shared : asked;
}

/** The series of images beyond 8 bits that an import met: what it calls them is equal for all that one instrument may have taken. */
export class SeriesMet {
  readonly #met = new Set<string>();
  readonly #isFirst: boolean;

  /** @param said what new images go through, as `WindowTable.ofNewImages` has it */
  constructor(store: ProjectStore, said: PictureWindow | null | undefined) {
    this.#isFirst = said === undefined && store.windows.images().length === 0;
  }

  add(series: string): void {
    this.#met.add(series);
  }

  /**
   * The first images beyond 8 bits of a project, where they are one instrument's series, go through one window, so that absolute brightness
   * stays: as an action of its own, which undo takes back. Gives the window and how many images go through it; null where each keeps its own.
   */
  settle(store: ProjectStore, who: Who): ImportReport['window'] {
    if (!this.#isFirst || this.#met.size !== 1) return null;
    const all = store.windows.images();
    const window = sharedWindow(all.map(({ own }) => own));
    if (window === null || all.length < fewestForSeries) return null;
    return { ...window, images: store.windows.choose(window, who, 'imported') };
  }
}

/** One picture is no series. */
const fewestForSeries = 2;

export function windowHandlers(studio: OpenProjects): Pick<Handlers, 'images.windows'> {
  return { 'images.windows': ({ project }) => windowsSeen(studio.get(project)) };
}
