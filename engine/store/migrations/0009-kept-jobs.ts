import type { Migration } from './migration.ts';

/** The newest job of each kind whose outcome nothing else keeps: an interrupted ranking and the report of an import were forgotten with the studio. */
export const keptJobs: Migration = {
  version: 9,
  name: 'kept-jobs',
  sql: 'CREATE TABLE kept_jobs (kind TEXT PRIMARY KEY, id TEXT NOT NULL, job TEXT NOT NULL) STRICT, WITHOUT ROWID;',
};
