import type { Job } from '../contract/index.ts';
import type { JobId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

/** The newest job of each kind, for when the project is opened again. Not part of the log: undo passes it by. */
export class KeptJobTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** As they were kept, by whatever version. */
  all(): unknown[] {
    return this.#connection.all<{ job: string }>('SELECT job FROM kept_jobs ORDER BY kind').map(({ job }) => JSON.parse(job) as unknown);
  }

  /** In the place of the last one of its kind. */
  keep(job: Job): void {
    this.#connection.run('INSERT OR REPLACE INTO kept_jobs (kind, id, job) VALUES (?, ?, ?)', [job.kind, job.id, JSON.stringify(job)]);
  }

  forget(job: JobId): void {
    this.#connection.run('DELETE FROM kept_jobs WHERE id = ?', [job]);
  }
}
