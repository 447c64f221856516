import type { ClassId, ImageId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

export type ActionId = number & { readonly of: 'action' };
/** When, in milliseconds since 1970, and who. */
export interface Who { readonly at: number; readonly by: string }
export type Step = 'do' | 'undo' | 'redo';

/**
 * What can be said of an image: its class, its part of the split, the group whose images belong together, that it is excluded from
 * training, the window that its samples go through (JSON `[low, high]`); `class` is said of a class itself and of no image.
 */
type AnnotationKind = 'label' | 'split' | 'group' | 'exclusion' | 'window' | 'class';
export type ImageAnnotationKind = Exclude<AnnotationKind, 'class'>;

/** A statement of what holds from now on. A label names a class, everything else a value; null takes back what was said. */
export interface Statement {
  readonly kind: AnnotationKind;
  /** Null where a class itself has changed. */
  readonly image: ImageId | null;
  readonly class?: ClassId | null;
  readonly value?: string | null;
}
/** A class for a label, a value for everything else; null where it was taken back. */
export type Held<K extends ImageAnnotationKind> = (K extends 'label' ? ClassId : string) | null;
export interface StatedBy extends Who { readonly how: string }
export interface HistoryEntry {
  readonly at: number; readonly by: string; readonly how: string; readonly kind: ImageAnnotationKind; readonly class: ClassId | null; readonly value: string | null;
}

/**
 * The log of everything that is said of images: who, when, how and, later, of which region. It only grows. What holds of an image is its
 * last statement of a kind about the whole image; `images` keeps that beside it in a column for each kind, so that asking needs no search.
 */
export class AnnotationLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The number of the last statement: the dataset version. 0 before the first. */
  get version(): number {
    return Math.max(0, this.#connection.get<{ last: number | null }>('SELECT max(id) AS last FROM annotations')?.last ?? 0);
  }

  /**
   * Writes statements in their order, and what holds now. Many of them in few statements of SQL, for speed.
   * @param action null where nobody did it by hand, so that undo passes it by
   */
  record(action: ActionId | null, step: Step, statements: readonly Statement[], { at, by, how }: StatedBy): void {
    const rows = rowsOf(statements);
    this.#connection.run(
      `INSERT INTO annotations (action, step, at, by, how, kind, image, class, value)
       SELECT ?, ?, ?, ?, ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) ORDER BY key`,
      [action, step, at, by, how, rows]);
    const kinds = new Set(statements.map(({ kind }) => kind));
    for (const [kind, { column, from }] of Object.entries(nowIn)) {
      if (!kinds.has(kind as AnnotationKind)) continue;
      this.#connection.run(
        `UPDATE images SET ${column} = said.value ->> ${from} FROM json_each(?) AS said WHERE said.value ->> 0 = '${kind}' AND images.id = said.value ->> 1`, [rows]);
    }
  }

  /** Those of the statements that differ from what holds of their images. Their images must be known. */
  news(statements: readonly Statement[]): Statement[] {
    const changed = new Set(this.#connection.all<{ at: number }>(
      `SELECT said.key AS at FROM json_each(?) AS said JOIN images i ON i.id = said.value ->> 1 WHERE ${differs('said.value ->> 0', 'said.value ->> 2', 'said.value ->> 3')}`,
      [rowsOf(statements)]).map(({ at }) => at));
    return statements.filter((_, at) => changed.has(at));
  }

  /** For every image that an action touched: what an undo or a redo of it would say, where that is not what holds already. */
  turned(action: ActionId, step: 'undo' | 'redo'): Statement[] {
    const [pick, source] = step === 'undo'
      ? ['min', `(SELECT max(id) FROM annotations WHERE image = edge.image AND kind = edge.kind AND region IS NULL AND id < edge.id)`]
      : ['max', 'edge.id'];
    return this.#connection.all(
      `SELECT edge.kind AS kind, edge.image AS image, said.class AS class, said.value AS value
       FROM (SELECT image, kind, ${pick}(id) AS id FROM annotations WHERE action = ? AND step = 'do' AND image IS NOT NULL GROUP BY image, kind) AS edge
       LEFT JOIN annotations said ON said.id = ${source} JOIN images i ON i.id = edge.image
       WHERE ${differs('edge.kind', 'said.class', 'said.value')} ORDER BY edge.id`, [action]);
  }

  /** The classes that an action changed. */
  classesOf(action: ActionId): ClassId[] {
    return this.#connection.all<{ class: ClassId }>(
      "SELECT DISTINCT class FROM annotations WHERE action = ? AND step = 'do' AND kind = 'class' ORDER BY class", [action]).map((row) => row.class);
  }

  /** How many images an action touched. */
  imagesOf(action: ActionId): number {
    return this.#connection.get<{ images: number }>(
      "SELECT count(DISTINCT image) AS images FROM annotations WHERE action = ? AND step = 'do'", [action])?.images ?? 0;
  }

  /** Whether an action later than this one has labelled an image. */
  isLabelledAfter(image: ImageId, action: ActionId): boolean {
    return this.#connection.get("SELECT 1 FROM annotations WHERE image = ? AND kind = 'label' AND action > ? LIMIT 1", [image, action]) !== undefined;
  }

  /** What the last statement of a kind said, of whichever image; undefined where none was made. */
  lastSaid(kind: ImageAnnotationKind): string | null | undefined {
    return this.#connection.get<{ value: string | null }>('SELECT value FROM annotations WHERE kind = ? ORDER BY id DESC LIMIT 1', [kind])?.value;
  }

  /** Everything that was said of an image, oldest first. */
  history(image: ImageId): HistoryEntry[] {
    return this.#connection.all<HistoryEntry>('SELECT at, by, how, kind, class, value FROM annotations WHERE image = ? ORDER BY id', [image]);
  }

  /** What holds of every image of which a statement of this kind was made, as the log alone says: now, or as it was at a dataset version. */
  holding<K extends ImageAnnotationKind>(kind: K, version: number = Number.MAX_SAFE_INTEGER): Map<ImageId, Held<K>> {
    const rows = this.#connection.all<{ image: ImageId; holds: Held<K> }>(
      `SELECT image, ${kind === 'label' ? 'class' : 'value'} AS holds FROM annotations WHERE id IN (
         SELECT max(id) FROM annotations WHERE kind = ? AND image IS NOT NULL AND region IS NULL AND id <= ? GROUP BY image) ORDER BY image`, [kind, version]);
    return new Map(rows.map(({ image, holds }) => [image, holds]));
  }
}

/** Statements as rows for `json_each`: kind, image, class, value. */
const rowsOf = (statements: readonly Statement[]): string => JSON.stringify(statements.map(({ kind, image, class: label = null, value = null }) => [kind, image, label, value]));

/** For each kind the column of `images` with what holds now, and where a row of a statement has it. */
const nowIn: Readonly<Record<ImageAnnotationKind, { readonly column: string; readonly from: 2 | 3 }>> = {
  label: { column: 'class', from: 2 }, split: { column: 'split', from: 3 }, group: { column: 'group_name', from: 3 }, exclusion: { column: 'excluded', from: 3 },
  window: { column: 'shown_window', from: 3 },
};

/** SQL: whether a statement of a kind differs from what holds of image `i`. */
const differs = (kind: string, label: string, value: string): string =>
  `CASE ${kind} ${Object.entries(nowIn).map(([name, { column, from }]) => `WHEN '${name}' THEN i.${column} IS NOT ${from === 2 ? label : value}`).join(' ')} END`;

/**
 * SQL: whether a row of a table is stale by the log. Since the version that it saw somebody has labelled, divided, grouped or excluded an
 * image, or changed one of its classes. What came with an import or was assigned by a training changes nothing that it has seen.
 * @param classes SQL that selects the ids of its classes
 */
export const saidSince = (table: string, classes: string): string =>
  `EXISTS (SELECT 1 FROM annotations e WHERE e.id > ${table}.data_version AND e.action IS NOT NULL AND (e.image IS NOT NULL OR e.class IN (${classes})))`;
