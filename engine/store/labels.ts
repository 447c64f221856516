import type { PendingAction } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { ActionLog, Who } from './action-log.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';

export type HowLabelled = 'by-hand' | 'corrected-in-results';
export interface LabelHistoryEntry { readonly at: number; readonly by: string; readonly class: ClassId | null; readonly how: string }

/** The log of labels: append-only, each action undoable, synced to disk when a method returns. */
export class LabelLog {
  readonly #connection: Connection;
  readonly #log: ActionLog;
  readonly #classes: ClassTable;

  constructor(connection: Connection, log: ActionLog, classes: ClassTable) {
    this.#connection = connection;
    this.#log = log;
    this.#classes = classes;
  }

  /** The number of the last label event; 0 before the first. */
  get dataVersion(): number {
    return this.#connection.get<{ last: number | null }>('SELECT max(id) AS last FROM label_events')?.last ?? 0;
  }

  /**
   * Labels images, or takes their label away (null), as one action. Images that have this label already are left alone.
   * Gives the number of labels changed. Fails with `class-not-found` and `image-not-found`, changing nothing.
   */
  set(images: readonly ImageId[], to: ClassId | null, who: Who & { readonly how?: HowLabelled }): number {
    return this.#connection.transaction(() => {
      const detail = to === null ? '' : this.#classes.get(to).name;
      const changes = this.#labelsOf(images).filter(({ before }) => before !== to).map((one) => ({ ...one, after: to }));
      if (changes.length === 0) return 0;
      const action = this.#log.begin('label', detail, who);
      this.#log.record(action, 'do', who.how ?? 'by-hand', changes, who);
      return this.#log.countImages(action);
    });
  }

  /** Takes back the last action, also one from before a restart. Gives the number of labels changed. Fails with `nothing-to-undo`. */
  undo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.undo(who));
    if (changed === null) throw new StudioError('nothing-to-undo');
    return changed;
  }

  /** Does again what was undone last. Gives the number of labels changed. Fails with `nothing-to-redo`. */
  redo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.redo(who));
    if (changed === null) throw new StudioError('nothing-to-redo');
    return changed;
  }

  pending(): { readonly undo: PendingAction | null; readonly redo: PendingAction | null } {
    return this.#log.pending();
  }

  /** Every label an image has had, oldest first. */
  history(image: ImageId): LabelHistoryEntry[] {
    return this.#connection.all<LabelHistoryEntry>(
      'SELECT at, by, class_after AS class, how FROM label_events WHERE image = ? ORDER BY id', [image]);
  }

  /** The label of every image that ever had one, as the log alone says: now, or as it was at a dataset version. */
  fromLog(dataVersion: number = Number.MAX_SAFE_INTEGER): Map<ImageId, ClassId | null> {
    const rows = this.#connection.all<{ image: ImageId; class: ClassId | null }>(
      `SELECT image, class_after AS class FROM label_events
       WHERE id IN (SELECT max(id) FROM label_events WHERE image IS NOT NULL AND id <= ? GROUP BY image) ORDER BY image`, [dataVersion]);
    return new Map(rows.map((row) => [row.image, row.class]));
  }

  #labelsOf(images: readonly ImageId[]): { readonly image: ImageId; readonly before: ClassId | null }[] {
    const rows = this.#connection.all<{ image: ImageId; found: ImageId | null; before: ClassId | null }>(
      `SELECT DISTINCT value AS image, i.id AS found, i.class AS before FROM json_each(?) LEFT JOIN images i ON i.id = value`,
      [JSON.stringify(images)]);
    const unknown = rows.find(({ found }) => found === null);
    if (unknown) throw new StudioError('image-not-found', { image: unknown.image });
    return rows;
  }
}
