import { isAbsolute, join } from 'node:path';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { Look } from '../domain/models/look.ts';
import { readingFrom } from '../domain/models/reading.ts';
import type { Split } from '../domain/labels/split.ts';
import type { Connection } from './connection.ts';
import { firstPath, joinFirstFile } from './first-file.ts';
import { windowOf } from './picture-windows.ts';
import { cutColumns, cutOf, joinPhotograph, type Cut, type CutRow } from './photographs.ts';

/** What a project says about one image. */
export interface SheetRow extends Look {
  readonly id: ImageId;
  /** The path it was imported from; that of the original if it was copied into the project, and that of its photograph if it was cut out. */
  readonly path: string;
  readonly name: string;
  readonly cut: Cut | null;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
  readonly class: ClassId | null;
  readonly split: Split | null;
  readonly group: string | null;
  readonly site: string | null;
  /** See Capture. */
  readonly takenAt: number | null;
  readonly tags: readonly string[];
  readonly excluded: boolean;
  /** Its copies are in folders of different classes, and nobody has decided yet. */
  readonly conflict: boolean;
  /** Who gave the label and when; null without a label. Undoing gives an earlier label back. An empty name where it is not known. */
  readonly labelled: { readonly by: string; readonly at: number } | null;
}

interface Row extends CutRow, Omit<SheetRow, 'cut' | 'window' | 'reading' | 'tags' | 'excluded' | 'conflict' | 'labelled'> {
  readonly window: string | null;
  readonly reading: string | null;
  readonly tags: string | null;
  readonly excluded: string | null;
  readonly contested: number;
  readonly by: string | null;
  readonly at: number | null;
}

/** The tags of an image from their column. */
export const tagsOf = (column: string | null): string[] => (column === null ? [] : (JSON.parse(column) as string[]));

/** Every image that is not removed, in the order in which they were added. */
export function labelSheet(connection: Connection, projectFolder: string): SheetRow[] {
  return connection
    .all<Row>(
      `SELECT i.id, i.name, i.hash, i.width, i.height, i.format, i.bytes, i.class, i.split, i.group_name AS "group", i.excluded, i.contested, i.shown_window AS window, i.reading, i.site, i.taken_at AS "takenAt", i.tags,
         ${cutColumns}, ${firstPath} AS path, said.by, said.at
       FROM images i
       ${joinPhotograph}
       ${joinFirstFile}
       LEFT JOIN annotations said ON said.id =
         (SELECT max(id) FROM annotations WHERE image = i.id AND kind = 'label' AND region IS NULL AND step = 'do' AND class = i.class)
       WHERE i.removed IS NULL ORDER BY i.id`,
    )
    .map(({ excluded, contested, by, at, tags, cut, box, photograph_hash, photograph_width, photograph_height, ...row }) => {
      return {
        ...row,
        cut: cutOf({ cut, box, photograph_hash, photograph_width, photograph_height }),
        path: isAbsolute(row.path) ? row.path : join(projectFolder, row.path),
        window: windowOf(row.window),
        reading: readingFrom(row.reading),
        tags: tagsOf(tags),
        excluded: excluded !== null,
        conflict: contested === 1 && row.class === null,
        labelled: row.class === null || by === null || at === null ? null : { by, at },
      };
    });
}
