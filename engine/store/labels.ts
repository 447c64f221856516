import type { PendingAction } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { ActionKind, ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';

export type HowLabelled = 'by-hand' | 'corrected-in-results';

/** What people say of images, by hand: each action undoable, synced to disk when a method returns. */
export class LabelLog {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;
  readonly #classes: ClassTable;

  constructor(parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog; classes: ClassTable }) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
    this.#classes = parts.classes;
  }

  /** The number of the last statement in the log; 0 before the first. */
  get dataVersion(): number {
    return this.#annotations.version;
  }

  /**
   * Labels images, or takes their label away (null), as one action. Images that have this label already are left alone.
   * Gives the number of labels changed. Fails with `class-not-found` and `image-not-found`, changing nothing.
   */
  set(images: readonly ImageId[], to: ClassId | null, who: Who & { readonly how?: HowLabelled }): number {
    return this.#connection.transaction(() => {
      const detail = to === null ? '' : this.#classes.get(to).name;
      return this.#state('label', detail, images, { kind: 'label', class: to }, { how: 'by-hand', ...who });
    });
  }

  /** Says which images belong together: a specimen, site or photograph; null takes it back. Gives the number of images changed. Fails with `image-not-found`. */
  group(images: readonly ImageId[], group: string | null, who: Who): number {
    return this.#connection.transaction(() => this.#state('group', group ?? '', images, { kind: 'group', value: group }, { ...who, how: 'by-hand' }));
  }

  /** Takes images out of training and testing, their labels kept, or back in. Gives the number of images changed. Fails with `image-not-found`. */
  exclude(images: readonly ImageId[], excluded: boolean, who: Who): number {
    const value = excluded ? 'training' : null;
    return this.#connection.transaction(() => this.#state(excluded ? 'exclude' : 'include', '', images, { kind: 'exclusion', value }, { ...who, how: 'by-hand' }));
  }

  /** Takes back the last action, also one from before a restart. Gives the number of images changed. Fails with `nothing-to-undo`. */
  undo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.undo(who));
    if (changed === null) throw new StudioError('nothing-to-undo');
    return changed;
  }

  /** Does again what was undone last. Gives the number of images changed. Fails with `nothing-to-redo`. */
  redo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.redo(who));
    if (changed === null) throw new StudioError('nothing-to-redo');
    return changed;
  }

  pending(): { readonly undo: PendingAction | null; readonly redo: PendingAction | null } {
    return this.#log.pending();
  }

  /** One action that says the same of images, where it does not hold already. Gives the number of images. */
  #state(action: ActionKind, detail: string, images: readonly ImageId[], said: Omit<Statement, 'image'>, who: Who & { readonly how: string }): number {
    this.#requireKnown(images);
    const news = this.#annotations.news([...new Set(images)].map((image) => ({ ...said, image })));
    if (news.length === 0) return 0;
    const begun = this.#log.begin(action, detail, who);
    this.#log.record(begun, news, who);
    return this.#log.countImages(begun);
  }

  #requireKnown(images: readonly ImageId[]): void {
    const unknown = this.#connection.get<{ image: ImageId }>(
      'SELECT value AS image FROM json_each(?) WHERE value NOT IN (SELECT id FROM images) LIMIT 1', [JSON.stringify(images)]);
    if (unknown) throw new StudioError('image-not-found', { image: unknown.image });
  }
}
