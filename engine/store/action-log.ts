import type { PendingAction } from '../contract/index.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import { applyClassChanges, type ClassChange } from './class-rows.ts';
import type { Connection } from './connection.ts';

export type ActionId = number & { readonly of: 'action' };
export type ActionKind = PendingAction['kind'];
/** When, in milliseconds since 1970, and who. */
export interface Who { readonly at: number; readonly by: string }
export type Step = 'do' | 'undo' | 'redo';

/** A label before and after; `image` is null where the class itself changed. */
export interface LabelChange { readonly image: ImageId | null; readonly before: ClassId | null; readonly after: ClassId | null }

interface ActionRow {
  readonly id: ActionId; readonly kind: ActionKind; readonly images: number; readonly detail: string; readonly class_changes: string;
}

const columns = 'id, kind, images, detail, class_changes';

/**
 * Actions as a user thinks of them, each with the events it wrote. Undoing marks the action and writes new events, so that the
 * log of events only grows and undo and redo survive a restart. A new action discards what could have been redone.
 */
export class ActionLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  begin(kind: ActionKind, detail: string, who: Who, importKey: string | null = null): ActionId {
    this.#connection.run("UPDATE actions SET state = 'discarded' WHERE state = 'undone'");
    const { added } = this.#connection.run(
      "INSERT INTO actions (kind, at, by, detail, state, import) VALUES (?, ?, ?, ?, 'done', ?)",
      [kind, who.at, who.by, detail, importKey]);
    return added as ActionId;
  }

  /** The action that an import has begun and nobody has undone, so that all its batches are one action. */
  ofImport(importKey: string): ActionId | null {
    const row = this.#connection.get<{ id: ActionId }>(
      "SELECT id FROM actions WHERE import = ? AND state = 'done' ORDER BY id DESC LIMIT 1", [importKey]);
    return row?.id ?? null;
  }

  /** Writes one event per change, in order, and for images their current label. A bulk of them in few statements, for speed. */
  record(action: ActionId, step: Step, how: string, changes: readonly LabelChange[], who: Who): void {
    const rows = JSON.stringify(changes.map(({ image, before, after }) => [image, before, after]));
    this.#connection.run(
      `INSERT INTO label_events (action, step, at, by, how, image, class_before, class_after)
       SELECT ?, ?, ?, ?, ?, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) ORDER BY key`,
      [action, step, who.at, who.by, how, rows]);
    this.#connection.run(
      'UPDATE images SET class = change.value ->> 2 FROM json_each(?) AS change WHERE images.id = change.value ->> 0', [rows]);
  }

  /** Makes changes of classes and keeps them with the action, for undo. */
  changeClasses(action: ActionId, changes: readonly ClassChange[]): void {
    const before = this.classChanges(action);
    applyClassChanges(this.#connection, changes, 'after');
    this.#connection.run('UPDATE actions SET class_changes = ? WHERE id = ?', [JSON.stringify([...before, ...changes]), action]);
  }

  classChanges(action: ActionId): readonly ClassChange[] {
    const row = this.#connection.get<{ class_changes: string }>('SELECT class_changes FROM actions WHERE id = ?', [action]);
    return row ? JSON.parse(row.class_changes) as ClassChange[] : [];
  }

  /** Counts the images that the action has touched, once its events are written. */
  countImages(action: ActionId): number {
    this.#connection.run(
      `UPDATE actions SET images = (SELECT count(DISTINCT image) FROM label_events WHERE action = ?1 AND step = 'do') WHERE id = ?1`,
      { 1: action });
    return this.#connection.get<{ images: number }>('SELECT images FROM actions WHERE id = ?', [action])?.images ?? 0;
  }

  /** What undo and redo would now act on: the newest action that is done, the oldest of those undone. */
  pending(): { readonly undo: PendingAction | null; readonly redo: PendingAction | null } {
    return { undo: asPending(this.#last('done')), redo: asPending(this.#last('undone')) };
  }

  /** Takes back the newest action; null when there is none. Gives the number of images whose label changed. */
  undo(who: Who): number | null {
    return this.#turn('undo', 'done', 'undone', who);
  }

  /** Does again what was undone last; null when there is nothing. */
  redo(who: Who): number | null {
    return this.#turn('redo', 'undone', 'done', who);
  }

  #last(state: 'done' | 'undone'): ActionRow | undefined {
    return state === 'done'
      ? this.#connection.get<ActionRow>(`SELECT ${columns} FROM actions WHERE state = 'done' ORDER BY id DESC LIMIT 1`)
      : this.#connection.get<ActionRow>(`SELECT ${columns} FROM actions WHERE state = 'undone' ORDER BY id LIMIT 1`);
  }

  #turn(step: 'undo' | 'redo', from: 'done' | 'undone', to: 'done' | 'undone', who: Who): number | null {
    const action = this.#last(from);
    if (!action) return null;
    const changes = JSON.parse(action.class_changes) as ClassChange[];
    if (step === 'redo') applyClassChanges(this.#connection, changes, 'after');
    const labels = this.#turnedLabels(action.id, step);
    this.record(action.id, step, step, labels, who);
    if (step === 'undo') applyClassChanges(this.#connection, changes.toReversed(), 'before');
    const classes = this.#classesWithEvents(action.id).map((id) => ({ image: null, before: id, after: id }));
    this.record(action.id, step, step, classes, who);
    this.#connection.run('UPDATE actions SET state = ? WHERE id = ?', [to, action.id]);
    return labels.length;
  }

  /** For every image the action touched: its label now and the one it gets back. */
  #turnedLabels(action: ActionId, step: 'undo' | 'redo'): LabelChange[] {
    const [column, pick] = step === 'undo' ? ['class_before', 'min'] : ['class_after', 'max'];
    return this.#connection.all(
      `SELECT e.image AS image, i.class AS before, e.${column} AS after
       FROM (SELECT ${pick}(id) AS id FROM label_events WHERE action = ? AND step = 'do' AND image IS NOT NULL GROUP BY image) AS edge
       JOIN label_events e ON e.id = edge.id JOIN images i ON i.id = e.image
       WHERE i.class IS NOT e.${column} ORDER BY e.id`, [action]);
  }

  #classesWithEvents(action: ActionId): ClassId[] {
    return this.#connection.all<{ class: ClassId }>(
      `SELECT DISTINCT coalesce(class_before, class_after) AS class FROM label_events
       WHERE action = ? AND step = 'do' AND image IS NULL ORDER BY class`, [action]).map((row) => row.class);
  }
}

function asPending(row: ActionRow | undefined): PendingAction | null {
  return row ? { kind: row.kind, images: row.images, detail: row.detail } : null;
}
