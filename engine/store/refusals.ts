import type { RefusedFile } from '../contract/index.ts';
import type { Connection } from './connection.ts';

/** Files refused by imports, with the reason; each file is listed once, with its newest reason. */
export class RefusalTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  add(files: readonly RefusedFile[], at: number): void {
    this.#connection.transaction(() => {
      for (const { file, code, facts } of files) {
        this.forget(file);
        this.#connection.run('INSERT INTO refusals (file, code, facts, at) VALUES (?, ?, ?, ?)', [file, code, JSON.stringify(facts), at]);
      }
    });
  }

  /** Removes a file from the list, because it has been imported after all. */
  forget(file: string): void {
    this.#connection.run('DELETE FROM refusals WHERE file = ?', [file]);
  }

  /** Newest first. */
  list(): RefusedFile[] {
    return this.#connection
      .all<{ file: string; code: RefusedFile['code']; facts: string }>('SELECT file, code, facts FROM refusals ORDER BY id DESC')
      .map(({ file, code, facts }) => ({ file, code, facts: JSON.parse(facts) as RefusedFile['facts'] }));
  }

  count(): number {
    return this.#connection.get<{ count: number }>('SELECT count(*) AS count FROM refusals')?.count ?? 0;
  }
}
