import { isAbsolute, join } from 'node:path';
import { isWithin, windowFor, type PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { firstPath, joinFirstFile } from './first-file.ts';
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

  readonly #folder: string;

  /** @param parts.folder that of the project, which files inside it are recorded relative to */
  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog; folder: string }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
    this.#folder = parts.folder;
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

  /** The path of the first file of each image of more than 8 bits; for a copy made by the project, that of its original. */
  paths(): Map<ImageId, string> {
    const rows = this.#connection.all<{ id: ImageId; path: string }>(`${pathOfImage} WHERE i.tone_low IS NOT NULL ORDER BY i.id`);
    return new Map(rows.map(({ id, path }) => [id, this.#absolute(path)]));
  }

  /** The window that some windows give an image; null for its own, and for one of up to 8 bits. */
  windowIn(windows: PictureWindows, { id, tone }: { readonly id: ImageId; readonly tone: PictureWindow | null }): PictureWindow | null {
    if (tone === null || windows.folders.length === 0) return tone && windows.window;
    return windowFor(windows, this.pathOf(id));
  }

  /** The path of the first file of an image; for a copy made by the project, that of its original. */
  pathOf(image: ImageId): string {
    const path = this.#connection.get<{ path: string }>(`${pathOfImage} WHERE i.id = ?`, [image])?.path ?? '';
    return this.#absolute(path);
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : join(this.#folder, path);
  }

  /**
   * Gives images of more than 8 bits one window, or each its own (null), as one action. Returns the number of images changed.
   * @param folder only the images in it and its subfolders; by default all, which replaces what was set for folders
   */
  choose(
    window: PictureWindow | null,
    who: Who,
    { how = 'by-hand', folder = null }: { how?: 'by-hand' | 'imported'; folder?: string | null } = {},
  ): number {
    return this.#connection.transaction(() => {
      const value = windowText(window);
      const paths = folder === null ? null : this.paths();
      const those = this.images().filter(({ id }) => folder === null || isWithin(folder, paths?.get(id) ?? ''));
      const said = those.map(({ id }): Statement => ({ kind: 'window', image: id, value }));
      const ends = window === null ? [] : [window.low, window.high];
      return folder === null
        ? this.#log.state('window', ends.join(' '), said, { ...who, how })
        : this.#log.state('folder-window', JSON.stringify([folder, ...ends]), said, { ...who, how });
    });
  }

  /** The windows set for all images and for folders, undone ones left out: those of new images. */
  set(): PictureWindows {
    const windows: PictureWindows = { window: null, folders: [] };
    for (const { kind, detail } of this.#log.done('window', 'folder-window')) {
      if (kind === 'window') {
        const [low, high] = detail === '' ? [] : detail.split(' ').map(Number);
        windows.window = low === undefined || high === undefined ? null : { low, high };
        windows.folders = [];
      } else {
        const [folder, low, high] = JSON.parse(detail) as [string, number?, number?];
        windows.folders = windows.folders.filter((one) => !isWithin(folder, join(one.folder, 'any file')));
        windows.folders.push({ folder, window: low === undefined || high === undefined ? null : { low, high } });
      }
    }
    return windows;
  }

  /** Whether a window was ever set, even if that was undone. */
  get wasEverSet(): boolean {
    return this.#annotations.hasWindows;
  }
}

/** SQL: the path of the first file of image `i`, or of its photograph. */
const pathOfImage = `SELECT i.id, ${firstPath} AS path FROM images i ${joinFirstFile}`;

/** The form in which the log stores a window. */
export const windowText = (window: PictureWindow | null): string | null =>
  window === null ? null : JSON.stringify([window.low, window.high]);

export function windowOf(kept: string | null): PictureWindow | null {
  if (kept === null) return null;
  const [low, high] = JSON.parse(kept) as [number, number];
  return { low, high };
}
