import type { ClassSummary } from '../contract/index.ts';
import { nextClassColour } from '../domain/labels/class-colours.ts';
import { nextClassKey } from '../domain/labels/class-keys.ts';
import { cleanClassName } from '../domain/labels/class-names.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ImageId } from '../domain/ids.ts';
import type { ActionLog } from './action-log.ts';
import type { ActionId, Who } from './annotations.ts';
import {
  classRecord,
  insertAbsentClass,
  presentClasses,
  presentClassNamed,
  type ClassChange,
  type ClassRecord,
  type ClassState,
} from './class-rows.ts';
import type { Connection } from './connection.ts';
import { partsOfClasses } from './image-counts.ts';

/** The classes of a project. Every change is one action that can be undone. */
export class ClassTable {
  readonly #connection: Connection;
  readonly #log: ActionLog;

  constructor(connection: Connection, log: ActionLog) {
    this.#connection = connection;
    this.#log = log;
  }

  /** In the order in which they were added. */
  list(): ClassRecord[] {
    return presentClasses(this.#connection);
  }

  /** Errors: `class-not-found`, also for a class that was removed or merged. */
  get(id: ClassId): ClassRecord {
    const found = classRecord(this.#connection, id);
    if (!found?.present) throw new StudioError('class-not-found', { class: id });
    return found;
  }

  /** The class with this name, ignoring case and surrounding space. */
  find(name: string): ClassRecord | null {
    return presentClassNamed(this.#connection, name);
  }

  /** All classes with their image counts; excluded images do not count in the parts of the split. */
  summaries(): ClassSummary[] {
    const parts = Map.groupBy(partsOfClasses(this.#connection), (part) => part.class);
    return this.list().map(({ id, name, colour, key }) => {
      const summary = { id, name, colour, key, images: 0, excluded: 0, train: 0, validation: 0, test: 0 };
      for (const { split, excluded, images } of parts.get(id) ?? []) {
        summary.images += images;
        if (excluded === 1) summary.excluded += images;
        else if (split) summary[split] += images;
      }
      return summary;
    });
  }

  /** Adds a class; without a colour it gets the next of the palette. Errors: `class-exists`, `class-name-empty`. */
  add(name: string, who: Who, colour?: string): ClassId {
    return this.#connection.transaction(() => {
      const clean = this.#freeName(name, null);
      return this.addWithin(this.#log.begin('class-add', clean, who), clean, who, colour);
    });
  }

  /** Makes a class that exists only in runs: no image can have its label, and it is never listed. */
  addOfRun(name: string): ClassId {
    const state = { name, colour: '#808080', key: null, present: false, mergedInto: null };
    return insertAbsentClass(this.#connection, state).id;
  }

  /** Adds a class as part of an action already begun. */
  addWithin(action: ActionId, name: string, who: Who, colour?: string): ClassId {
    const present = this.list();
    const state: ClassState = {
      name: cleanClassName(name),
      colour: colour?.toLowerCase() ?? nextClassColour(present.map((other) => other.colour)),
      key: nextClassKey(new Set(present.flatMap((other) => other.key ?? []))),
      present: true,
      mergedInto: null,
    };
    const { id } = insertAbsentClass(this.#connection, state);
    this.#log.changeClasses(action, [{ class: id, before: { ...state, present: false }, after: state }]);
    this.#log.record(action, [{ kind: 'class', image: null, class: id }], { ...who, how: 'class-added' });
    return id;
  }

  /** Renames a class; its labels refer to its id and stay. Errors: `class-not-found`, `class-exists`, `class-name-empty`. */
  rename(id: ClassId, name: string, who: Who): void {
    this.#connection.transaction(() => {
      const before = this.get(id);
      const clean = this.#freeName(name, id);
      if (clean === before.name) return;
      const action = this.#log.begin('class-rename', `${before.name} → ${clean}`, who);
      this.#log.changeClasses(action, [change(before, { name: clean })]);
      this.#log.record(action, [{ kind: 'class', image: null, class: id }], { ...who, how: 'class-renamed' });
    });
  }

  /** Not recorded in the annotation log, because it changes nothing that runs use. Errors: `class-not-found`. */
  recolour(id: ClassId, colour: string, who: Who): void {
    this.#connection.transaction(() => {
      const before = this.get(id);
      if (before.colour === colour.toLowerCase()) return;
      const action = this.#log.begin('class-recolour', before.name, who);
      this.#log.changeClasses(action, [change(before, { colour: colour.toLowerCase() })]);
    });
  }

  /** Moves all labels from `from` to `into` and removes `from`. Returns the number of images. Errors: `class-not-found`. */
  merge(from: readonly ClassId[], into: ClassId, who: Who): number {
    return this.#connection.transaction(() => {
      const target = this.get(into);
      const gone = [...new Set(from)].filter((id) => id !== into).map((id) => this.get(id));
      if (gone.length === 0) return 0;
      const action = this.#log.begin('class-merge', `${gone.map((one) => one.name).join(', ')} → ${target.name}`, who);
      return this.#take(action, gone, into, who);
    });
  }

  /** Removes a class; its images become unlabelled. Returns their number. Errors: `class-not-found`. */
  remove(id: ClassId, who: Who): number {
    return this.#connection.transaction(() => {
      const gone = this.get(id);
      return this.#take(this.#log.begin('class-remove', gone.name, who), [gone], null, who);
    });
  }

  #take(action: ActionId, gone: readonly ClassRecord[], into: ClassId | null, who: Who): number {
    const how = into === null ? 'class-removed' : 'class-merged';
    for (const { id } of gone) {
      const images = this.#connection.all<{ id: ImageId }>('SELECT id FROM images WHERE class = ? ORDER BY id', [id]);
      this.#log.record(
        action,
        images.map((image) => ({ kind: 'label', image: image.id, class: into })),
        { ...who, how },
      );
      this.#log.record(action, [{ kind: 'class', image: null, class: id }], { ...who, how });
    }
    this.#log.changeClasses(
      action,
      gone.map((one) => change(one, { present: false, mergedInto: into })),
    );
    return this.#log.countImages(action);
  }

  #freeName(name: string, except: ClassId | null): string {
    const clean = cleanClassName(name);
    const holder = this.find(clean);
    if (holder && holder.id !== except) throw new StudioError('class-exists', { name: holder.name });
    return clean;
  }
}

function change(record: ClassRecord, to: Partial<ClassState>): ClassChange {
  const { id, ...before } = record;
  return { class: id, before, after: { ...before, ...to } };
}
