import { basename } from 'node:path';
import type { ContentHash, ImageId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';
import type { ImageFiles } from './image-files.ts';
import { joinPhotograph } from './photographs.ts';

/** The content of an image, or of a photograph that images were cut out of, none of whose files is where it was. */
export interface LostContent {
  readonly hash: ContentHash;
  readonly bytes: number;
  /** How many images are missing because of it. */
  readonly images: number;
  /** The names that its files had. */
  readonly names: readonly string[];
}

/** The files of all contents of a project: images, and photographs that images were cut out of. Those that were moved are found by their content. */
export class ContentFiles {
  readonly #connection: Connection;
  readonly #files: ImageFiles;

  constructor(connection: Connection, files: ImageFiles) {
    this.#connection = connection;
    this.#files = files;
  }

  /** All lost contents of images that are not removed, as far as that was noticed. */
  lost(): LostContent[] {
    return this.#contents('WHERE i.missing = 1 AND i.removed IS NULL').map(({ first, ...lost }) => ({
      ...lost,
      names: this.#files.of(first).map(({ path }) => basename(path)),
    }));
  }

  /** Every content of the project, in the order in which they were added, with a file that holds it; null if none is there. */
  all(): { readonly hash: ContentHash; readonly images: number; readonly path: string | null }[] {
    return this.#contents('').map(({ first, hash, images }) => ({ hash, images, path: this.#files.locate(first) }));
  }

  /** `images`: the number of images with this content or cut out of it, and `first` of them. */
  #contents(where: string): { hash: ContentHash; bytes: number; images: number; first: ImageId }[] {
    return this.#connection.all(
      `SELECT coalesce(ph.hash, i.hash) AS hash, i.bytes, count(*) AS images, min(i.id) AS first
       FROM images AS i ${joinPhotograph} ${where} GROUP BY 1 ORDER BY first`,
    );
  }

  /**
   * Where the files of some images may be, and whether these are known to be missing: at most `count` images, spread evenly over the project,
   * others with each `turn`.
   */
  sample(count: number, turn: number): { readonly missing: boolean; readonly places: readonly { path: string; bytes: number }[] }[] {
    const last = this.#connection.get<{ last: number | null }>('SELECT max(id) AS last FROM images')?.last ?? 0;
    const step = Math.max(1, Math.floor(last / count));
    const ids = Array.from({ length: Math.min(count, last) }, (_, at) => at * step + (turn % step) + 1);
    return this.#connection
      .all<{ id: ImageId; missing: number }>(`SELECT id, missing FROM images WHERE id IN (${ids.join(', ')})`)
      .map(({ id, missing }) => ({ missing: missing === 1, places: this.#files.places(id) }));
  }

  /** Records where a file with this content is now, in place of where it was. Returns how many images have their file again. */
  foundAt(hash: ContentHash, path: string, at: number): number {
    return this.#connection.transaction(() => {
      const whole = this.#connection.get<{ id: ImageId }>('SELECT id FROM images WHERE hash = ? AND photograph IS NULL', [hash]);
      const photograph = this.#connection.get<{ id: number }>('SELECT id FROM photographs WHERE hash = ?', [hash]);
      if (whole) this.#takeFrom(this.#files.moved('image', whole.id, path, at));
      if (photograph) this.#files.moved('photograph', photograph.id, path, at);
      return this.#connection.run('UPDATE images SET missing = 0 WHERE missing = 1 AND (id = ? OR photograph = ?)', [
        whole?.id ?? null,
        photograph?.id ?? null,
      ]).changes;
    });
  }

  /** An image that the file held before, with another content, has lost it. */
  #takeFrom(displaced: ImageId | null): void {
    if (displaced === null) return;
    this.#connection.run('UPDATE images SET missing = ? WHERE id = ?', [this.#files.locate(displaced) === null ? 1 : 0, displaced]);
  }
}
