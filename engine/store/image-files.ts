import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

/** A file recorded as holding an image. */
export interface KnownFile {
  readonly image: ImageId;
  readonly hash: ContentHash;
  readonly bytes: number;
}
export interface ImageFile {
  readonly path: string;
  readonly class: ClassId | null;
}

interface FileRow {
  path: string;
  relative_path: string | null;
  class: ClassId | null;
  bytes: number;
}
interface Place {
  readonly key: string;
  readonly relative: string | null;
}

/**
 * Where the files of images are. A file inside the project is stored relative to it; any other by its absolute path and, on the same
 * drive, also relative to the project, so that images that move together with the project are found again.
 */
export class ImageFiles {
  readonly #connection: Connection;
  readonly #folder: string;

  constructor(connection: Connection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
  }

  /** The image recorded for this path, or for a copy made from it; the file may have changed since. */
  find(path: string): KnownFile | null {
    const place = this.#place(path);
    const known = (condition: string, value: string) =>
      this.#connection.get<KnownFile>(
        `SELECT f.image, i.hash, i.bytes FROM image_files f JOIN images i ON i.id = f.image WHERE ${condition}`,
        [value],
      );
    return (
      known('f.path = ?', place.key)
      ?? (place.relative === null ? undefined : known('f.relative_path = ?', place.relative))
      ?? known('f.origin = ?', resolve(path))
      ?? null
    );
  }

  /** Records that a file holds a photograph. A file that held another one belongs to the new one now. */
  putPhotograph(photograph: number, file: { path: string; origin: string | null; at: number }): void {
    const { key, relative: near } = this.#place(file.path);
    this.#connection.run(
      `INSERT INTO photograph_files (photograph, path, relative_path, origin, added_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET photograph = excluded.photograph, relative_path = excluded.relative_path`,
      [photograph, key, near, file.origin, file.at],
    );
  }

  /** Records that a file holds an image. Returns the image recorded for the path before, if it was another one. */
  put(image: ImageId, file: { path: string; origin: string | null; class: ClassId | null; at: number }): ImageId | null {
    const { key, relative: near } = this.#place(file.path);
    const before = this.#connection.get<{ id: number; image: ImageId }>(
      'SELECT id, image FROM image_files WHERE path = ?1 OR relative_path = ?2 ORDER BY path = ?1 DESC LIMIT 1',
      { 1: key, 2: near },
    );
    if (before) {
      this.#connection.run('UPDATE image_files SET image = ?, path = ?, relative_path = ?, class = coalesce(?, class) WHERE id = ?', [
        image,
        key,
        near,
        file.class,
        before.id,
      ]);
    } else {
      this.#connection.run('INSERT INTO image_files (image, path, relative_path, origin, class, added_at) VALUES (?, ?, ?, ?, ?, ?)', [
        image,
        key,
        near,
        file.origin,
        file.class,
        file.at,
      ]);
    }
    return before && before.image !== image ? before.image : null;
  }

  /**
   * Records that a file of an image or photograph is at this path now, in place of one that is gone. Returns the image recorded for the path
   * before, if it was another one.
   */
  moved(of: 'image' | 'photograph', id: number, path: string, at: number): ImageId | null {
    const { key, relative: near } = this.#place(path);
    const rows = this.#connection.all<FileRow & { id: number }>(
      `SELECT f.id, f.path, f.relative_path, NULL AS class, o.bytes FROM ${of}_files f JOIN ${of}s o ON o.id = f.${of} WHERE f.${of} = ? ORDER BY f.id`,
      [id],
    );
    const gone = rows.find((row) => this.#present(row) === null);
    const isTaken = this.#connection.get(`SELECT 1 FROM ${of}_files WHERE path = ? OR relative_path = ?`, [key, near]) !== undefined;
    if (gone && !isTaken) this.#connection.run(`UPDATE ${of}_files SET path = ?, relative_path = ? WHERE id = ?`, [key, near, gone.id]);
    else if (of === 'image') return this.put(id as ImageId, { path, origin: null, class: null, at });
    else this.putPhotograph(id, { path, origin: null, at });
    return null;
  }

  /** All files with this content, or that of the photograph that it was cut out of: current absolute paths, with the class given by the folder. */
  of(image: ImageId): ImageFile[] {
    return this.#rows(image).map((row) => ({ path: this.#present(row) ?? this.#candidates(row)[0] ?? row.path, class: row.class }));
  }

  /** The absolute path of a file that still holds the image, judged by its size; null if there is none. */
  locate(image: ImageId): string | null {
    for (const row of this.#rows(image)) {
      const path = this.#present(row);
      if (path !== null) return path;
    }
    return null;
  }

  /** Every path at which a file of the image may be, with its size. */
  places(image: ImageId): { path: string; bytes: number }[] {
    return this.#rows(image).flatMap((row) => this.#candidates(row).map((path) => ({ path, bytes: row.bytes })));
  }

  /** All files of whole images, in the order in which they were added; a copy made by the project goes by the path of its original. */
  all(): { image: ImageId; path: string }[] {
    return this.#connection.all('SELECT image, coalesce(origin, path) AS path FROM image_files ORDER BY id');
  }

  #rows(image: ImageId): FileRow[] {
    const own = this.#connection.all<FileRow>(
      `SELECT f.path, f.relative_path, f.class, i.bytes FROM image_files f JOIN images i ON i.id = f.image
       WHERE f.image = ? ORDER BY f.id`,
      [image],
    );
    if (own.length > 0) return own;
    return this.#connection.all<FileRow>(
      `SELECT f.path, f.relative_path, NULL AS class, i.bytes FROM photograph_files f JOIN images i ON i.photograph = f.photograph
       WHERE i.id = ? ORDER BY f.id`,
      [image],
    );
  }

  #present(row: FileRow): string | null {
    return this.#candidates(row).find((path) => isFileOfSize(path, row.bytes)) ?? null;
  }

  #candidates(row: FileRow): string[] {
    const near = row.relative_path === null ? [] : [join(this.#folder, row.relative_path)];
    return isAbsolute(row.path) ? [row.path, ...near] : near;
  }

  #place(path: string): Place {
    const absolute = resolve(path);
    const near = relative(this.#folder, absolute);
    if (isAbsolute(near)) return { key: absolute, relative: null };
    const portable = near.split(sep).join('/');
    return portable.startsWith('../') ? { key: absolute, relative: portable } : { key: portable, relative: portable };
  }
}

/** False also where the system refuses to look, as in a folder of someone else or at a link to itself. */
function isFileOfSize(path: string, bytes: number): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && found.isFile() && found.size === bytes;
  } catch {
    return false;
  }
}
