import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { ProjectId } from '../domain/ids.ts';
import { numbersOf, type LastNumbers } from './last-numbers.ts';

/** More than is ever needed, so that the file is always overwritten in place: after truncating it, a power failure could leave it empty. */
const bytes = 2048;
const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;

/**
 * How far a project has been saved, in a file next to its database. SQLite itself cannot distinguish a database that has lost its newest
 * commits (a lost or damaged log, a copy of only project.db) from one that never had them. The file is written after each commit but not
 * synced: it may be behind the database, never ahead of it.
 */
export class SavedMark {
  #file: number | null;
  readonly #project: ProjectId;
  readonly #numbers: () => LastNumbers;
  #written = '';

  /** Opens or creates the file, and records the current state of the database. @throws a system error */
  constructor(path: string, sqlite: Database.Database, project: ProjectId) {
    this.#project = project;
    this.#numbers = numbersOf(sqlite);
    const file = opened(path);
    this.#file = file;
    this.note();
    fsyncSync(file);
  }

  /** Null if nothing is known about this project: no mark, that of another project, or a truncated one. */
  static read(path: string, project: ProjectId): LastNumbers | null {
    try {
      const kept = JSON.parse(readFileSync(path, 'utf8')) as { project?: unknown; last?: unknown };
      return kept.project === project && isLastNumbers(kept.last) ? kept.last : null;
    } catch {
      return null;
    }
  }

  /** Writes the mark, whatever was recorded before. @throws a system error */
  static write(path: string, project: ProjectId, last: LastNumbers): void {
    const file = opened(path);
    try {
      writeSync(file, textOf(project, last), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** Records the state after a commit. If that fails the mark falls behind, but work continues. */
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
