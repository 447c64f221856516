import type { Migration } from './migration.ts';

/** The newest job of each kind, for outcomes stored nowhere else: before, interrupted rankings and import reports were lost. */
export const keptJobs: Migration = {
  version: 9,
  name: 'kept-jobs',
  sql: 'CREATE TABLE kept_jobs (kind TEXT PRIMARY KEY, id TEXT NOT NULL, job TEXT NOT NULL) STRICT, WITHOUT ROWID;',
};
