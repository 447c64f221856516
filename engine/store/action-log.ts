import type { PendingAction } from '../contract/index.ts';
import type { ActionId, AnnotationLog, Statement, StatedBy, Who } from './annotations.ts';
import { applyClassChanges, type ClassChange } from './class-rows.ts';
import type { Connection } from './connection.ts';

export type ActionKind = PendingAction['kind'];

interface ActionRow {
  readonly id: ActionId;
  readonly kind: ActionKind;
  readonly images: number;
  readonly detail: string;
  readonly class_changes: string;
}

const columns = 'id, kind, images, detail, class_changes';

/**
 * Actions as the user understands them, each with its statements. Undoing marks the action and records new statements, so the annotation
 * log is append-only, and undo and redo survive a restart. A new action discards everything that could have been redone.
 */
export class ActionLog {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;

  constructor(connection: Connection, annotations: AnnotationLog) {
    this.#connection = connection;
    this.#annotations = annotations;
  }

  begin(kind: ActionKind, detail: string, who: Who, importKey: string | null = null): ActionId {
    this.#connection.run("UPDATE actions SET state = 'discarded' WHERE state = 'undone'");
    const { added } = this.#connection.run("INSERT INTO actions (kind, at, by, detail, state, import) VALUES (?, ?, ?, ?, 'done', ?)", [
      kind,
      who.at,
      who.by,
      detail,
      importKey,
    ]);
    return added as ActionId;
  }

  /** The action of an import, unless undone: all its batches belong to one action. */
  ofImport(importKey: string): ActionId | null {
    const row = this.#connection.get<{ id: ActionId }>(
      "SELECT id FROM actions WHERE import = ? AND state = 'done' ORDER BY id DESC LIMIT 1",
      [importKey],
    );
    return row?.id ?? null;
  }

  /** Records the statements of an action, in order. */
  record(action: ActionId, statements: readonly Statement[], by: StatedBy): void {
    this.#annotations.record(action, 'do', statements, by);
  }

  /** Makes one action of those statements that do not hold already. Returns the number of images affected; without any there is no action. */
  state(kind: ActionKind, detail: string, statements: readonly Statement[], who: StatedBy): number {
    const news = this.#annotations.news(statements);
    if (news.length === 0) return 0;
    const action = this.begin(kind, detail, who);
    this.record(action, news, who);
    return this.countImages(action);
  }

  /** Applies class changes and stores them with the action, for undo. */
  changeClasses(action: ActionId, changes: readonly ClassChange[]): void {
    const before = this.classChanges(action);
    applyClassChanges(this.#connection, changes, 'after');
    this.#connection.run('UPDATE actions SET class_changes = ? WHERE id = ?', [JSON.stringify([...before, ...changes]), action]);
  }

  classChanges(action: ActionId): readonly ClassChange[] {
    const row = this.#connection.get<{ class_changes: string }>('SELECT class_changes FROM actions WHERE id = ?', [action]);
    return row ? (JSON.parse(row.class_changes) as ClassChange[]) : [];
  }

  /** Counts the images affected by the action, once its statements are recorded. */
  countImages(action: ActionId): number {
    const images = this.#annotations.imagesOf(action);
    this.#connection.run('UPDATE actions SET images = ? WHERE id = ?', [images, action]);
    return images;
  }

  /** The actions of some kinds that hold, oldest first. */
  done(...kinds: ActionKind[]): { readonly kind: ActionKind; readonly detail: string }[] {
    return this.#connection.all(
      "SELECT kind, detail FROM actions WHERE state = 'done' AND kind IN (SELECT value FROM json_each(?)) ORDER BY id",
      [JSON.stringify(kinds)],
    );
  }

  /** What undo and redo would act on now: the newest action done, and the oldest undone. */
  pending(): { readonly undo: PendingAction | null; readonly redo: PendingAction | null } {
    return { undo: asPending(this.#last('done')), redo: asPending(this.#last('undone')) };
  }

  /** Undoes the newest action. Returns the number of images changed, null if there is no action. */
  undo(who: Who): number | null {
    return this.#turn('undo', 'done', 'undone', who);
  }

  /** Redoes the last action undone. Returns the number of images changed, null if there is none. */
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
    const turned = this.#annotations.turned(action.id, step);
    this.#annotations.record(action.id, step, turned, { ...who, how: step });
    if (step === 'undo') applyClassChanges(this.#connection, changes.toReversed(), 'before');
    const classes = this.#annotations.classesOf(action.id).map((id): Statement => ({ kind: 'class', image: null, class: id }));
    this.#annotations.record(action.id, step, classes, { ...who, how: step });
    this.#connection.run('UPDATE actions SET state = ? WHERE id = ?', [to, action.id]);
    return new Set(turned.map(({ image }) => image)).size;
  }
}

function asPending(row: ActionRow | undefined): PendingAction | null {
  return row ? { kind: row.kind, images: row.images, detail: row.detail } : null;
}
