import { isAbsolute, join } from 'node:path';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { Split } from '../domain/labels/split.ts';
import type { Connection } from './connection.ts';

/** What a project says about one image. */
export interface SheetRow {
  readonly id: ImageId;
  /** The path it was imported from; that of the original if it was copied into the project. */
  readonly path: string;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
  readonly class: ClassId | null;
  readonly split: Split | null;
  readonly group: string | null;
  readonly excluded: boolean;
  /** Its copies are in folders of different classes, and nobody has decided yet. */
  readonly conflict: boolean;
  /** Who gave the label and when; null without a label. An empty name where it is not known. */
  readonly labelled: { readonly by: string; readonly at: number } | null;
}

interface Row extends Omit<SheetRow, 'path' | 'excluded' | 'conflict' | 'labelled'> {
  readonly path: string | null;
  readonly name: string;
  readonly excluded: string | null;
  readonly contested: number;
  readonly by: string | null;
  readonly at: number | null;
}

/** Every image, in the order in which they were added. */
export function labelSheet(connection: Connection, projectFolder: string): SheetRow[] {
  return connection
    .all<Row>(
      `SELECT i.id, i.name, i.hash, i.width, i.height, i.format, i.bytes, i.class, i.split, i.group_name AS "group", i.excluded, i.contested,
         coalesce(f.origin, f.path) AS path, said.by, said.at
       FROM images i
       LEFT JOIN image_files f ON f.id = (SELECT min(id) FROM image_files WHERE image = i.id)
       LEFT JOIN annotations said ON said.id =
         (SELECT max(id) FROM annotations WHERE image = i.id AND kind = 'label' AND region IS NULL)
       ORDER BY i.id`,
    )
    .map(({ name, excluded, contested, by, at, ...row }) => {
      const path = row.path ?? name;
      return {
        ...row,
        path: isAbsolute(path) ? path : join(projectFolder, path),
        excluded: excluded !== null,
        conflict: contested === 1 && row.class === null,
        labelled: row.class === null || by === null || at === null ? null : { by, at },
      };
    });
}
