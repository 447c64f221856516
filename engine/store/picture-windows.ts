import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { isUsed } from './image-query.ts';

/** An image beyond 8 bits: the window that it would have by itself, and the one that was chosen for it; null for none. */
export interface WindowedImage { readonly id: ImageId; readonly hash: ContentHash; readonly own: PictureWindow; readonly chosen: PictureWindow | null; readonly class: ClassId | null; readonly isUsed: boolean }

interface Row { id: ImageId; hash: ContentHash; low: number; high: number; chosen: string | null; class: ClassId | null; used: number }

/** Through which window samples beyond 8 bits become pictures: said of images in the log, so that it can be undone and makes results stale. */
export class WindowTable {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;

  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
  }

  /** All images beyond 8 bits. `isUsed`: labelled and not excluded. */
  images(): WindowedImage[] {
    const rows = this.#connection.all<Row>(
      `SELECT id, hash, tone_low AS low, tone_high AS high, shown_window AS chosen, class, ${isUsed} AS used FROM images WHERE tone_low IS NOT NULL ORDER BY id`);
    return rows.map((row) => ({ id: row.id, hash: row.hash, own: { low: row.low, high: row.high }, chosen: windowOf(row.chosen), class: row.class, isUsed: row.used === 1 }));
  }

  /** Through which windows the labelled images beyond 8 bits go that are not excluded, and how many; that of the first image first. */
  inUse(): { readonly chosen: PictureWindow | null; readonly images: number }[] {
    const rows = this.#connection.all<{ chosen: string | null; images: number }>(
      `SELECT shown_window AS chosen, count(*) AS images FROM images WHERE tone_low IS NOT NULL AND ${isUsed} GROUP BY shown_window ORDER BY min(id)`);
    return rows.map(({ chosen, images }) => ({ chosen: windowOf(chosen), images }));
  }

  /** Puts all images beyond 8 bits through one window, or each through its own (null), as one action. Gives the number of images changed. */
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

  /** What new images go through: what was said last; undefined where nothing ever was. */
  get ofNewImages(): PictureWindow | null | undefined {
    const said = this.#annotations.lastSaid('window');
    return said === undefined ? undefined : windowOf(said);
  }
}

/** As the log keeps it. */
export const windowText = (window: PictureWindow | null): string | null => (window === null ? null : JSON.stringify([window.low, window.high]));

export function windowOf(kept: string | null): PictureWindow | null {
  if (kept === null) return null;
  const [low, high] = JSON.parse(kept) as [number, number];
  return { low, high };
}
