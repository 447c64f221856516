import type { ClassId, ImageId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

export type ActionId = number & { readonly of: 'action' };
/** Time in milliseconds since 1970, and the user. */
export interface Who {
  readonly at: number;
  readonly by: string;
}
export type Step = 'do' | 'undo' | 'redo';

/**
 * Properties of an image that can be annotated: its class, its part of the split, its group of related images, its exclusion from
 * training, its removal from the project, the window for its samples (JSON `[low, high]`), its reading (JSON `[pages, channels]`), what was found about it and kept as it is, its site, when it was taken
 * (milliseconds since 1970) and its tags (JSON). `class` is about a class itself rather than an image.
 */
type AnnotationKind =
  'label' | 'split' | 'group' | 'exclusion' | 'removal' | 'window' | 'reading' | 'kept' | 'site' | 'taken' | 'tags' | 'class';
export type ImageAnnotationKind = Exclude<AnnotationKind, 'class'>;

/** A statement that holds from now on. A label gives a class, everything else a value; null removes it. */
export interface Statement {
  readonly kind: AnnotationKind;
  /** Null for a change of a class itself. */
  readonly image: ImageId | null;
  readonly class?: ClassId | null;
  readonly value?: string | null;
  /** Who said it, if not the one who records it: the author of a label in an annotation file. */
  readonly by?: string | undefined;
}
/** A class for a label, a value for everything else; null once removed. */
export type Held<K extends ImageAnnotationKind> = (K extends 'label' ? ClassId : string) | null;
export interface StatedBy extends Who {
  readonly how: string;
}
export interface HistoryEntry {
  readonly at: number;
  readonly by: string;
  readonly how: string;
  readonly kind: ImageAnnotationKind;
  readonly class: ClassId | null;
  readonly value: string | null;
}

/**
 * The append-only log of everything stated about images: who, when, how and, in future, about which region. The last statement of a kind
 * about the whole image holds; `images` also has it in one column per kind, so that queries need no search in the log.
 */
export class AnnotationLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The dataset version: the number of the last statement; 0 before the first. */
  get version(): number {
    return Math.max(0, this.#connection.get<{ last: number | null }>('SELECT max(id) AS last FROM annotations')?.last ?? 0);
  }

  /**
   * Records statements in order and updates what holds now. Uses few SQL statements, for speed.
   * @param action null if no user action caused them; undo then skips them
   */
  record(action: ActionId | null, step: Step, statements: readonly Statement[], { at, by, how }: StatedBy): void {
    const rows = rowsOf(statements);
    this.#connection.run(
      `INSERT INTO annotations (action, step, at, by, how, kind, image, class, value)
       SELECT ?, ?, ?, coalesce(value ->> 4, ?), ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) ORDER BY key`,
      [action, step, at, by, how, rows],
    );
    const kinds = new Set(statements.map(({ kind }) => kind));
    for (const [kind, { column, from }] of Object.entries(nowIn)) {
      if (!kinds.has(kind as AnnotationKind)) continue;
      this.#connection.run(
        `UPDATE images SET ${column} = said.value ->> ${from} FROM json_each(?) AS said WHERE said.value ->> 0 = '${kind}' AND images.id = said.value ->> 1`,
        [rows],
      );
    }
  }

  /** The statements that would change something. Their images must exist. */
  news(statements: readonly Statement[]): Statement[] {
    const changed = new Set(
      this.#connection
        .all<{ at: number }>(
          `SELECT said.key AS at FROM json_each(?) AS said JOIN images i ON i.id = said.value ->> 1 WHERE ${differs('said.value ->> 0', 'said.value ->> 2', 'said.value ->> 3')}`,
          [rowsOf(statements)],
        )
        .map(({ at }) => at),
    );
    return statements.filter((_, at) => changed.has(at));
  }

  /** The statements that undo or redo an action, one per image and kind it affected, unless they already hold. */
  turned(action: ActionId, step: 'undo' | 'redo'): Statement[] {
    const [pick, source] =
      step === 'undo'
        ? ['min', `(SELECT max(id) FROM annotations WHERE image = edge.image AND kind = edge.kind AND region IS NULL AND id < edge.id)`]
        : ['max', 'edge.id'];
    return this.#connection.all(
      `SELECT edge.kind AS kind, edge.image AS image, said.class AS class, said.value AS value
       FROM (SELECT image, kind, ${pick}(id) AS id FROM annotations WHERE action = ? AND step = 'do' AND image IS NOT NULL GROUP BY image, kind) AS edge
       LEFT JOIN annotations said ON said.id = ${source} JOIN images i ON i.id = edge.image
       WHERE ${differs('edge.kind', 'said.class', 'said.value')} ORDER BY edge.id`,
      [action],
    );
  }

  /** The classes changed by an action. */
  classesOf(action: ActionId): ClassId[] {
    return this.#connection
      .all<{ class: ClassId }>(
        "SELECT DISTINCT class FROM annotations WHERE action = ? AND step = 'do' AND kind = 'class' ORDER BY class",
        [action],
      )
      .map((row) => row.class);
  }

  /** The number of images affected by an action. */
  imagesOf(action: ActionId): number {
    return (
      this.#connection.get<{ images: number }>("SELECT count(DISTINCT image) AS images FROM annotations WHERE action = ? AND step = 'do'", [
        action,
      ])?.images ?? 0
    );
  }

  /** Whether a later action has labelled an image. */
  isLabelledAfter(image: ImageId, action: ActionId): boolean {
    return (
      this.#connection.get("SELECT 1 FROM annotations WHERE image = ? AND kind = 'label' AND action > ? LIMIT 1", [image, action])
      !== undefined
    );
  }

  /** Whether a window was ever set for any image. */
  get hasWindows(): boolean {
    return this.#connection.get("SELECT value FROM annotations WHERE kind = 'window' ORDER BY id DESC LIMIT 1") !== undefined;
  }

  /** All statements about an image, oldest first. */
  history(image: ImageId): HistoryEntry[] {
    return this.#connection.all<HistoryEntry>('SELECT at, by, how, kind, class, value FROM annotations WHERE image = ? ORDER BY id', [
      image,
    ]);
  }

  /** What holds of every image with a statement of this kind, derived from the log alone: now, or at an earlier dataset version. */
  holding<K extends ImageAnnotationKind>(kind: K, version: number = Number.MAX_SAFE_INTEGER): Map<ImageId, Held<K>> {
    const rows = this.#connection.all<{ image: ImageId; holds: Held<K> }>(
      `SELECT image, ${kind === 'label' ? 'class' : 'value'} AS holds FROM annotations WHERE id IN (
         SELECT max(id) FROM annotations WHERE kind = ? AND image IS NOT NULL AND region IS NULL AND id <= ? GROUP BY image) ORDER BY image`,
      [kind, version],
    );
    return new Map(rows.map(({ image, holds }) => [image, holds]));
  }
}

/** Statements as rows for `json_each`: kind, image, class, value, by. */
const rowsOf = (statements: readonly Statement[]): string =>
  JSON.stringify(statements.map(({ kind, image, class: label = null, value = null, by = null }) => [kind, image, label, value, by]));

/** For each kind, the column of `images` with its current value, and the index of that value in a row of a statement. */
const nowIn: Readonly<Record<ImageAnnotationKind, { readonly column: string; readonly from: 2 | 3 }>> = {
  label: { column: 'class', from: 2 },
  split: { column: 'split', from: 3 },
  group: { column: 'group_name', from: 3 },
  exclusion: { column: 'excluded', from: 3 },
  removal: { column: 'removed', from: 3 },
  window: { column: 'shown_window', from: 3 },
  reading: { column: 'reading', from: 3 },
  kept: { column: 'kept', from: 3 },
  site: { column: 'site', from: 3 },
  taken: { column: 'taken_at', from: 3 },
  tags: { column: 'tags', from: 3 },
};

/** SQL: whether a statement of a kind differs from what holds of image `i`. */
const differs = (kind: string, label: string, value: string): string =>
  `CASE ${kind} ${Object.entries(nowIn)
    .map(([name, { column, from }]) => `WHEN '${name}' THEN i.${column} IS NOT ${from === 2 ? label : value}`)
    .join(' ')} END`;

/**
 * SQL: whether a row of a table is stale according to the log: since its dataset version a user action has labelled, split, grouped or
 * excluded an image, or changed one of its classes. Notes (site, time, tags), what a review found and was kept, what an import adds or a training run assigns changes nothing that it used.
 * @param classes SQL that selects the ids of its classes
 * @param asOne SQL that selects the ids of classes that it treats as one: a label that goes from one of them to another changes nothing
 */
export const saidSince = (table: string, classes: string, asOne?: string): string =>
  `EXISTS (SELECT 1 FROM annotations e WHERE e.id > ${table}.data_version AND e.action IS NOT NULL AND e.kind NOT IN ('kept', 'site', 'taken', 'tags') AND (e.image IS NOT NULL OR e.class IN (${classes}))${asOne === undefined ? '' : ` AND NOT ${staysIn(asOne)}`})`;

/** SQL: whether statement `e` is a label of one of these classes, and so was the one before it. */
const staysIn = (classes: string): string =>
  `coalesce(e.kind = 'label' AND e.class IN (${classes}) AND (SELECT b.class FROM annotations b WHERE b.image = e.image AND b.kind = 'label' AND b.region IS NULL AND b.id < e.id ORDER BY b.id DESC LIMIT 1) IN (${classes}), 0)`;
