import type { ClassId, ImageId } from '../domain/ids.ts';
import type { StatedFacts } from '../domain/labels/stated-facts.ts';
import type { Split } from '../domain/labels/split.ts';
import type { ActionLog } from './action-log.ts';
import type { ActionId, AnnotationLog, Statement, Who } from './annotations.ts';
import { classesOfImages } from './class-rows.ts';
import { factStatements } from './fact-statements.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';

/** What an annotation file says about an image of the project; null for what it does not say. */
export interface ImageStatement extends StatedFacts {
  readonly image: ImageId;
  readonly className: string | null;
  readonly group: string | null;
  readonly part: Split | null;
}
export interface LabelImportOptions extends Who {
  /** Batches with the same key form one action, undone together. */
  readonly import: string;
  /** Name of the annotation file, shown for undo. */
  readonly title: string;
  /** Whether images that have another label get the new one. */
  readonly replaces: boolean;
  /** The last batch counts the images of the action, which takes longer the more there are. */
  readonly isLast: boolean;
}
export interface LabelImportVerdict {
  readonly changed: number;
  /** Images whose label was kept although the file gives another one. */
  readonly kept: readonly ImageId[];
}

/** Adds one batch of statements of an annotation file about images of the project. */
export class LabelImport {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;
  readonly #classes: ClassTable;
  readonly #options: LabelImportOptions;
  #action: ActionId | null;

  constructor(
    parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog; classes: ClassTable },
    options: LabelImportOptions,
  ) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
    this.#classes = parts.classes;
    this.#options = options;
    this.#action = parts.log.ofImport(options.import);
  }

  add(said: readonly ImageStatement[]): LabelImportVerdict {
    const classes = new Map<string, ClassId>();
    for (const { className } of said)
      if (className !== null && !classes.has(className)) classes.set(className, this.#classNamed(className));
    const now = classesOfImages(
      this.#connection,
      said.map(({ image }) => image),
    );
    const timed = this.#timedAmong(said);
    const kept: ImageId[] = [];
    const statements = said.flatMap(({ image, className, group, part, author, ...facts }): Statement[] => {
      const label = className === null ? null : classes.get(className)!;
      const before = now.get(image) ?? null;
      const isKept = label !== null && before !== null && before !== label && !this.#options.replaces;
      if (isKept) kept.push(image);
      return [
        ...(label === null || isKept ? [] : [{ kind: 'label', image, class: label, by: author ?? undefined } as const]),
        ...(group === null ? [] : [{ kind: 'group', image, value: group } as const]),
        ...(part === null ? [] : [{ kind: 'split', image, value: part } as const]),
        ...factStatements(image, facts, timed.has(image)),
      ];
    });
    const news = this.#annotations.news(statements);
    if (news.length > 0) this.#log.record(this.#begun(), news, { ...this.#options, how: 'imported-file' });
    if (this.#options.isLast && this.#action !== null) this.#log.countImages(this.#action);
    return { changed: new Set(news.map(({ image }) => image)).size, kept };
  }

  /** The images whose files say when they were taken. */
  #timedAmong(said: readonly ImageStatement[]): Set<ImageId> {
    const stated = said.filter(({ takenAt }) => takenAt !== null).map(({ image }) => image);
    const rows = this.#connection.all<{ id: ImageId }>(
      "SELECT id FROM images WHERE taken_at IS NOT NULL AND id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM annotations WHERE image = images.id AND kind = 'taken')",
      [JSON.stringify(stated)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  #classNamed(name: string): ClassId {
    return this.#classes.find(name)?.id ?? this.#classes.addWithin(this.#begun(), name, this.#options);
  }

  #begun(): ActionId {
    this.#action ??= this.#log.begin('import', this.#options.title, this.#options, this.#options.import);
    return this.#action;
  }
}
