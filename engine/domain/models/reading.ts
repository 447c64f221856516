/**
 * Which pages and channels of a file become its picture. A page is an image inside a file: a page of a TIFF, a slice or time point of a
 * stack, a frame of an animation. Where pages hold the channels of a stack (ImageJ, OME-TIFF), they count as channels instead.
 */
export interface Reading {
  /**
   * The first page, the middle one (of an even number, the earlier of both), the one whose chosen channels are brightest on average, the
   * maximum of all pages pixel by pixel and channel by channel, or a page by its number, from 1.
   */
  readonly pages: 'first' | 'middle' | 'brightest' | 'maximum' | number;
  /** The channels shown, from 1: one as grey, or three as red, green and blue. Null: as the file says. */
  readonly channels: readonly [number] | readonly [number, number, number] | null;
}

/** What a file holds. */
export interface Planes {
  readonly pages: number;
  /** Channels other than opacity. */
  readonly channels: number;
  /** How many of them, from the first on, are shown unless others are chosen: 1 as grey, 3 as red, green and blue. */
  readonly shown: 1 | 3;
}

/** The first page, with its channels as the file says. */
export const plainReading: Reading = { pages: 'first', channels: null };

/**
 * The part of a choice that changes the picture of a file: null for none. A file without the page or a channel that was chosen is read as
 * if none had been.
 */
export function readingOf(chosen: Reading | null, { pages: count, channels: held, shown }: Planes): Reading | null {
  if (chosen === null) return null;
  const pages = isOfEffect(chosen.pages, count) ? chosen.pages : 'first';
  const isUsual = chosen.channels?.length === shown && chosen.channels.every((channel, at) => channel === at + 1);
  const channels = chosen.channels === null || isUsual || Math.max(...chosen.channels) > held ? null : chosen.channels;
  return pages === 'first' && channels === null ? null : { pages, channels };
}

const isOfEffect = (pages: Reading['pages'], count: number): boolean =>
  count > 1 && pages !== 'first' && pages !== 1 && (typeof pages === 'string' || pages <= count);

/** Whether a file lacks the page or a channel that was chosen. */
export const lacksChosen = ({ pages, channels }: Reading, held: Planes): boolean =>
  (typeof pages === 'number' && pages > held.pages) || (channels !== null && Math.max(...channels) > held.channels);

/** The index, from 0, of the page to read; null if all must be read to know. */
export function pageAt(pages: Reading['pages'], count: number): number | null {
  switch (pages) {
    case 'first':
      return 0;
    case 'middle':
      return Math.floor((count - 1) / 2);
    case 'brightest':
    case 'maximum':
      return null;
    default:
      return pages - 1;
  }
}

/** A reading as text: the same for equal readings. Null for the plain one. */
export const readingText = (reading: Reading | null): string | null =>
  reading === null || (reading.pages === 'first' && reading.channels === null) ? null : JSON.stringify([reading.pages, reading.channels]);

export function readingFrom(text: string | null): Reading | null {
  if (text === null) return null;
  const [pages, channels] = JSON.parse(text) as [Reading['pages'], Reading['channels']];
  return { pages, channels };
}
