import { isAbsolute, join } from 'node:path';
import type { PictureReadings } from '../domain/models/folder-readings.ts';
import { isWithin } from '../domain/models/folder-windows.ts';
import type { Look } from '../domain/models/look.ts';
import { readingFrom, readingOf, readingText, type Planes, type Reading } from '../domain/models/reading.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { ContentHash, ImageId } from '../domain/ids.ts';
import type { ActionLog } from './action-log.ts';
import type { Statement, Who } from './annotations.ts';
import type { Connection } from './connection.ts';
import { firstPath, joinFirstFile } from './first-file.ts';
import { windowOf } from './picture-windows.ts';

/** An image, what its file holds (null: not known), and its look. `path`: of its first file, or that of its photograph. */
export interface ReadImage extends Look {
  readonly id: ImageId;
  readonly hash: ContentHash;
  readonly path: string;
  readonly planes: Planes | null;
  readonly isUsed: boolean;
}

/** What was computed from the picture that a reading gives. */
export interface ReadPicture {
  readonly image: ImageId;
  readonly reading: Reading | null;
  readonly planes: Planes;
  readonly tone: PictureWindow | null;
  readonly pixels: string;
  readonly fingerprint: string;
}

interface Row {
  id: ImageId;
  hash: ContentHash;
  path: string;
  planes: string | null;
  reading: string | null;
  window: string | null;
  used: number;
}

/** SQL: whether the file of image `i` holds more than is shown, or is read otherwise; as in the index of these images. */
const isConcerned = 'i.reading IS NOT NULL OR i.planes ->> 0 > 1 OR i.planes ->> 1 > i.planes ->> 2 OR (i.planes IS NULL AND i.frames > 1)';

/** Which pages and channels of files are shown, recorded in the annotation log like windows. */
export class ReadingTable {
  readonly #connection: Connection;
  readonly #log: ActionLog;
  readonly #folder: string;

  /** @param parts.folder that of the project, which files inside it are recorded relative to */
  constructor(parts: { connection: Connection; log: ActionLog; folder: string }) {
    this.#connection = parts.connection;
    this.#log = parts.log;
    this.#folder = parts.folder;
  }

  /** All images, or those whose files hold more than is shown unless it is chosen or that have a reading of their own. */
  images(which: 'all' | 'concerned' = 'all'): ReadImage[] {
    return this.#connection
      .all<Row>(
        `SELECT i.id, i.hash, ${firstPath} AS path, i.planes, i.reading, i.shown_window AS window, i.class IS NOT NULL AND i.excluded IS NULL AND i.removed IS NULL AS used
         FROM images i ${joinFirstFile} WHERE ${which === 'all' ? 'true' : isConcerned} ORDER BY i.id`,
      )
      .map(({ path, planes, reading, window, used, ...row }) => ({
        ...row,
        path: isAbsolute(path) ? path : join(this.#folder, path),
        planes: planesFrom(planes),
        reading: readingFrom(reading),
        window: windowOf(window),
        isUsed: used === 1,
      }));
  }

  /** The images whose picture by a reading is known. */
  known(reading: Reading | null): Set<ImageId> {
    const rows = this.#connection.all<{ image: ImageId }>('SELECT image FROM read_pictures WHERE reading = ?', [keyOf(reading)]);
    return new Set(rows.map(({ image }) => image));
  }

  /** The readings that each image had or was about to have, besides none. */
  ofImages(): Map<ImageId, { readonly hash: ContentHash; readonly readings: readonly Reading[] }> {
    const rows = this.#connection.all<{ image: ImageId; hash: ContentHash; reading: string }>(
      `SELECT r.image, i.hash, r.reading FROM (
         SELECT image, reading FROM read_pictures WHERE reading <> '' UNION SELECT id, reading FROM images WHERE reading IS NOT NULL
       ) AS r JOIN images i ON i.id = r.image`,
    );
    const byImage = Map.groupBy(rows, ({ image }) => image);
    return new Map(
      [...byImage].map(([image, those]) => [image, { hash: those[0]!.hash, readings: those.map(({ reading }) => readingFrom(reading)!) }]),
    );
  }

  /** Keeps what was computed from pictures, for a choice to come. */
  keep(pictures: readonly ReadPicture[]): void {
    this.#connection.transaction(() => {
      for (const { image, reading, planes, tone, pixels, fingerprint } of pictures) {
        this.#connection.run(
          `INSERT INTO read_pictures (image, reading, tone_low, tone_high, pixels, fingerprint)
           SELECT id, coalesce(reading, ''), tone_low, tone_high, pixels, fingerprint FROM images WHERE id = ? ON CONFLICT DO NOTHING`,
          [image],
        );
        this.#connection.run('INSERT OR REPLACE INTO read_pictures VALUES (?, ?, ?, ?, ?, ?)', [
          image,
          keyOf(reading),
          tone?.low ?? null,
          tone?.high ?? null,
          pixels,
          fingerprint,
        ]);
        this.#connection.run('UPDATE images SET planes = ? WHERE id = ?', [planesText(planes), image]);
      }
    });
  }

  /**
   * Gives images the part of a reading that applies to each, as one action. Returns the number of images changed. Their pictures by it must
   * be known.
   * @param folder to which it applies, also to new images; null for all, which replaces what was set for folders
   */
  choose(reading: Reading, { images, folder, who }: { images: readonly ReadImage[]; folder: string | null; who: Who }): number {
    return this.#connection.transaction(() => {
      const said = images.flatMap(({ id, planes }): Statement[] =>
        planes === null ? [] : [{ kind: 'reading', image: id, value: readingText(readingOf(reading, planes)) }],
      );
      const text = readingText(reading) ?? '';
      const as = { ...who, how: 'by-hand' };
      return folder === null
        ? this.#log.state('reading', text, said, as)
        : this.#log.state('folder-reading', JSON.stringify([folder, text]), said, as);
    });
  }

  /** The readings set for all images and for folders, undone ones left out: those of new images. */
  set(): PictureReadings {
    const readings: PictureReadings = { reading: null, folders: [] };
    for (const { kind, detail } of this.#log.done('reading', 'folder-reading')) {
      if (kind === 'reading') {
        readings.reading = readingFrom(detail || null);
        readings.folders = [];
      } else {
        const [folder, text] = JSON.parse(detail) as [string, string];
        readings.folders = readings.folders.filter((one) => !isWithin(folder, join(one.folder, 'any file')));
        readings.folders.push({ folder, reading: readingFrom(text || null) });
      }
    }
    return readings;
  }
}

const keyOf = (reading: Reading | null): string => readingText(reading) ?? '';

/** The form in which the table of images holds what a file holds. */
export const planesText = ({ pages, channels, shown }: Planes): string => JSON.stringify([pages, channels, shown]);

export function planesFrom(text: string | null): Planes | null {
  if (text === null) return null;
  const [pages, channels, shown] = JSON.parse(text) as [number, number, Planes['shown']];
  return { pages, channels, shown };
}
