import type { PendingAction } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { ActionKind, ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';
import { tagsOf } from './label-sheet.ts';
import { LabelImport, type ImageStatement, type LabelImportOptions, type LabelImportVerdict } from './label-import.ts';

export type HowLabelled = 'by-hand' | 'corrected-in-results' | 'corrected-in-review';

/** Annotations made by users: each action can be undone, and is synced to disk when the method returns. */
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
   * Labels images, or removes their labels (null), as one action. Images that already have the label are skipped.
   * Returns the number of labels changed. Errors: `class-not-found`, `image-not-found`; nothing is changed then.
   */
  set(images: readonly ImageId[], to: ClassId | null, who: Who & { readonly how?: HowLabelled }): number {
    return this.#connection.transaction(() => {
      const detail = to === null ? '' : this.#classes.get(to).name;
      return this.#state('label', detail, images, { kind: 'label', class: to }, { how: 'by-hand', ...who });
    });
  }

  /** Sets or removes (null) the group of images: a specimen, site or photograph. Returns the number changed. Errors: `image-not-found`. */
  group(images: readonly ImageId[], group: string | null, who: Who): number {
    return this.#connection.transaction(() =>
      this.#state('group', group ?? '', images, { kind: 'group', value: group }, { ...who, how: 'by-hand' }),
    );
  }

  /** Groups images, each by its own group or none (null), as one action. Returns the number changed. Errors: `image-not-found`. */
  groupAll(groups: ReadonlyMap<ImageId, string | null>, who: Who): number {
    return this.#connection.transaction(() => {
      this.#requireKnown([...groups.keys()]);
      const said = [...groups].map(([image, value]): Statement => ({ kind: 'group', image, value }));
      return this.#log.state('group', '', said, { ...who, how: 'by-hand' });
    });
  }

  /** Adds tags to images and removes others, as one action; tags differ by case. Returns the number of images changed. Errors: `image-not-found`. */
  tag(
    images: readonly ImageId[],
    { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
    who: Who,
  ): number {
    return this.#connection.transaction(() => {
      this.#requireKnown(images);
      const rows = this.#connection.all<{ id: ImageId; tags: string | null }>(
        'SELECT id, tags FROM images WHERE id IN (SELECT value FROM json_each(?))',
        [JSON.stringify(images)],
      );
      const said = rows.map(({ id, tags }): Statement => {
        const kept = tagsOf(tags).filter((tag) => !remove.includes(tag));
        const all = [...new Set([...kept, ...add])];
        return { kind: 'tags', image: id, value: all.length === 0 ? null : JSON.stringify(all) };
      });
      const detail = [...add.map((tag) => `+${tag}`), ...remove.map((tag) => `-${tag}`)].join(' ');
      return this.#log.state('tag', detail, said, { ...who, how: 'by-hand' });
    });
  }

  /** Every tag with the number of its images, by name. */
  tags(): { readonly tag: string; readonly images: number }[] {
    return this.#connection
      .all<{ tag: string; images: number }>(
        'SELECT value AS tag, count(*) AS images FROM images, json_each(images.tags) WHERE images.tags IS NOT NULL AND removed IS NULL GROUP BY value',
      )
      .toSorted((a, b) => a.tag.localeCompare(b.tag));
  }

  /** Excludes images from training and testing, or includes them; labels stay. Returns the number changed. Errors: `image-not-found`. */
  exclude(images: readonly ImageId[], excluded: boolean, who: Who): number {
    const value = excluded ? 'training' : null;
    return this.#connection.transaction(() =>
      this.#state(excluded ? 'exclude' : 'include', '', images, { kind: 'exclusion', value }, { ...who, how: 'by-hand' }),
    );
  }

  /**
   * Removes images from the project, or brings them back as they were: nothing about them is deleted, and their files are not touched.
   * Returns the number changed. Errors: `image-not-found`.
   */
  remove(images: readonly ImageId[], removed: boolean, who: Who): number {
    const value = removed ? 'project' : null;
    return this.#connection.transaction(() =>
      this.#state(removed ? 'remove' : 'bring-back', '', images, { kind: 'removal', value }, { ...who, how: 'by-hand' }),
    );
  }

  /** Adds a batch of statements of an annotation file; all batches of one import form one action. */
  import(said: readonly ImageStatement[], options: LabelImportOptions): LabelImportVerdict {
    return this.#connection.transaction(() => {
      const batch = new LabelImport(
        { connection: this.#connection, annotations: this.#annotations, log: this.#log, classes: this.#classes },
        options,
      );
      return batch.add(said);
    });
  }

  /** Undoes the last action, even from before a restart. Returns the number of images changed. Errors: `nothing-to-undo`. */
  undo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.undo(who));
    if (changed === null) throw new StudioError('nothing-to-undo');
    return changed;
  }

  /** Redoes the last action undone. Returns the number of images changed. Errors: `nothing-to-redo`. */
  redo(who: Who): number {
    const changed = this.#connection.transaction(() => this.#log.redo(who));
    if (changed === null) throw new StudioError('nothing-to-redo');
    return changed;
  }

  pending(): { readonly undo: PendingAction | null; readonly redo: PendingAction | null } {
    return this.#log.pending();
  }

  /** Records the same statement about images as one action, skipping those of which it already holds. Returns the number of images. */
  #state(
    action: ActionKind,
    detail: string,
    images: readonly ImageId[],
    said: Omit<Statement, 'image'>,
    who: Who & { readonly how: string },
  ): number {
    this.#requireKnown(images);
    return this.#log.state(
      action,
      detail,
      [...new Set(images)].map((image) => ({ ...said, image })),
      who,
    );
  }

  #requireKnown(images: readonly ImageId[]): void {
    const unknown = this.#connection.get<{ image: ImageId }>(
      'SELECT value AS image FROM json_each(?) WHERE value NOT IN (SELECT id FROM images) LIMIT 1',
      [JSON.stringify(images)],
    );
    if (unknown) throw new StudioError('image-not-found', { image: unknown.image });
  }
}
