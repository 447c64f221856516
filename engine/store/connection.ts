import type { Database, Statement } from 'better-sqlite3';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError } from '../domain/failure.ts';
import { storeFailure } from './store-failure.ts';

export type SqlValue = string | number | null | Uint8Array;
export type SqlParameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/**
 * The only connection to a project's database. Caches prepared statements, and turns SQLite errors (disk full, damaged ...) into
 * StudioErrors in one place.
 */
export class Connection {
  readonly #database: Database;
  readonly #folder: string;
  readonly #committed: () => void;
  readonly #statements = new Map<string, Statement<unknown[]>>();

  /** @param committed called after each commit */
  constructor(database: Database, folder: string, committed: () => void = () => {}) {
    this.#database = database;
    this.#folder = folder;
    this.#committed = committed;
  }

  all<Row>(sql: string, parameters: SqlParameters = []): Row[] {
    return this.#guarded(() => this.#prepared(sql).all(parameters) as Row[]);
  }

  get<Row>(sql: string, parameters: SqlParameters = []): Row | undefined {
    return this.#guarded(() => this.#prepared(sql).get(parameters) as Row | undefined);
  }

  /** Runs a statement that writes. Returns the number of rows changed and the row id of the last one added. */
  run(sql: string, parameters: SqlParameters = []): { readonly changes: number; readonly added: number } {
    const result = this.#guarded(() => this.#prepared(sql).run(parameters));
    if (!this.#database.inTransaction) this.#committed();
    return { changes: result.changes, added: Number(result.lastInsertRowid) };
  }

  /** Runs `work` in a transaction, synced to disk when this returns. Inside another transaction it joins that one. */
  transaction<T>(work: () => T): T {
    if (this.#database.inTransaction) return work();
    const result = this.#guarded(() => this.#database.transaction(work).immediate());
    this.#committed();
    return result;
  }

  #prepared(sql: string): Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      // Another request closed the project while this one was running.
      if (!this.#database.open && !(error instanceof StudioError))
        throw new StudioError('project-not-open', { path: this.#folder }, { cause: error });
      if (systemCode(error).startsWith('SQLITE_READONLY') && this.#isReadOnly())
        throw new StudioError('project-read-only', { path: this.#folder }, { cause: error });
      throw storeFailure(error, this.#folder);
    }
  }

  #isReadOnly(): boolean {
    return this.#database.pragma('query_only', { simple: true }) === 1;
  }
}
