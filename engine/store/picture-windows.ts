import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { isUsed } from './image-query.ts';

/** An image of more than 8 bits, with its own window and the one chosen for it; null for none. */
export interface WindowedImage {
  readonly id: ImageId;
  readonly hash: ContentHash;
  readonly own: PictureWindow;
  readonly chosen: PictureWindow | null;
  readonly class: ClassId | null;
  readonly isUsed: boolean;
}

interface Row {
  id: ImageId;
  hash: ContentHash;
  low: number;
  high: number;
  chosen: string | null;
  class: ClassId | null;
  used: number;
}

/** Windows for samples of more than 8 bits, recorded in the annotation log, so that a change can be undone and makes results stale. */
export class WindowTable {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;

  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
  }

  /** All images of more than 8 bits. `isUsed`: labelled and not excluded. */
  images(): WindowedImage[] {
    const rows = this.#connection.all<Row>(
      `SELECT id, hash, tone_low AS low, tone_high AS high, shown_window AS chosen, class, ${isUsed} AS used FROM images WHERE tone_low IS NOT NULL ORDER BY id`,
    );
    return rows.map((row) => ({
      id: row.id,
      hash: row.hash,
      own: { low: row.low, high: row.high },
      chosen: windowOf(row.chosen),
      class: row.class,
      isUsed: row.used === 1,
    }));
  }

  /** The windows of labelled, not excluded images of more than 8 bits, with the number of images; that of the first image first. */
  inUse(): { readonly chosen: PictureWindow | null; readonly images: number }[] {
    const rows = this.#connection.all<{ chosen: string | null; images: number }>(
      `SELECT shown_window AS chosen, count(*) AS images FROM images WHERE tone_low IS NOT NULL AND ${isUsed} GROUP BY shown_window ORDER BY min(id)`,
    );
    return rows.map(({ chosen, images }) => ({ chosen: windowOf(chosen), images }));
  }

  /** Gives all images of more than 8 bits one window, or each its own (null), as one action. Returns the number of images changed. */
  choose(window: PictureWindow | null, who: Who, how: 'by-hand' | 'imported' = 'by-hand'): number {
    return this.#connection.transaction(() => {
      const value = windowText(window);
      const news = this.#annotations.news(this.images().map(({ id }): Statement => ({ kind: 'window', image: id, value })));
      if (news.length === 0) return 0;
      const action = this.#log.begin('window', window === null ? '' : `${window.low} ${window.high}`, who);
      this.#log.record(action, news, { ...who, how });
      return this.#log.countImages(action);
    });
  }

  /** The window for new images: the last one set; undefined if none was ever set. */
  get ofNewImages(): PictureWindow | null | undefined {
    const said = this.#annotations.lastWindow;
    return said === undefined ? undefined : windowOf(said);
  }
}

/** The form in which the log stores a window. */
export const windowText = (window: PictureWindow | null): string | null =>
  window === null ? null : JSON.stringify([window.low, window.high]);

export function windowOf(kept: string | null): PictureWindow | null {
  if (kept === null) return null;
  const [low, high] = JSON.parse(kept) as [number, number];
  return { low, high };
}
