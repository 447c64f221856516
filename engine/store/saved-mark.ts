import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { ProjectId } from '../domain/ids.ts';
import { numbersOf, type LastNumbers } from './last-numbers.ts';

/** More than it ever needs, so that it is always written over in place: a file that is cut off first could be empty after a power cut. */
const bytes = 2048;
const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;

/**
 * How far a project was saved, in a file beside its database. SQLite itself can't tell a database whose newest commits are gone (a lost or
 * damaged log, a copy of project.db alone) from one in which they never were. The file is written after each commit and not synced: it may
 * be behind the database, never ahead of it.
 */
export class SavedMark {
  #file: number | null;
  readonly #project: ProjectId;
  readonly #numbers: () => LastNumbers;
  #written = '';

  /** Opens or makes the file, and notes what is in the database now. @throws an error of the system */
  constructor(path: string, sqlite: Database.Database, project: ProjectId) {
    this.#project = project;
    this.#numbers = numbersOf(sqlite);
    const file = opened(path);
    this.#file = file;
    this.note();
    fsyncSync(file);
  }

  /** Null where nothing is known of this project: no mark, one of another project, or one that was cut short. */
  static read(path: string, project: ProjectId): LastNumbers | null {
    try {
      const kept = JSON.parse(readFileSync(path, 'utf8')) as { project?: unknown; last?: unknown };
      return kept.project === project && isLastNumbers(kept.last) ? kept.last : null;
    } catch {
      return null;
    }
  }

  /** Writes what holds from now on, whatever was noted before. @throws an error of the system */
  static write(path: string, project: ProjectId, last: LastNumbers): void {
    const file = opened(path);
    try {
      writeSync(file, textOf(project, last), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** After a commit. What can't be noted makes the mark fall behind and stops no work. */
  note(): void {
    if (this.#file === null) return;
    const text = textOf(this.#project, this.#numbers());
    if (text === this.#written) return;
    try {
      writeSync(this.#file, text, 0);
      this.#written = text;
    } catch {
      this.#written = '';
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

const opened = (path: string): number => openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644);

const textOf = (project: ProjectId, last: LastNumbers): string => `${JSON.stringify({ project, last }).padEnd(bytes - 1)}\n`;

const isLastNumbers = (value: unknown): value is LastNumbers =>
  typeof value === 'object' && value !== null && Object.values(value).every((number) => Number.isSafeInteger(number));
