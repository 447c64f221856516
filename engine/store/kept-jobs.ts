import type { Job } from '../contract/index.ts';
import type { JobId } from '../domain/ids.ts';
import type { Connection } from './connection.ts';

/** The newest job of each kind, kept for when the project is opened again. Not part of the annotation log: undo ignores it. */
export class KeptJobTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** As stored, by any version. */
  all(): unknown[] {
    return this.#connection.all<{ job: string }>('SELECT job FROM kept_jobs ORDER BY kind').map(({ job }) => JSON.parse(job) as unknown);
  }

  /** Replaces the last one of its kind. */
  keep(job: Job): void {
    this.#connection.run('INSERT OR REPLACE INTO kept_jobs (kind, id, job) VALUES (?, ?, ?)', [job.kind, job.id, JSON.stringify(job)]);
  }

  forget(job: JobId): void {
    this.#connection.run('DELETE FROM kept_jobs WHERE id = ?', [job]);
  }
}
