import type { Migration } from './migration.ts';

/** The log of the test set, whether a run's test score is withheld, and the validation score of each run. */
export const testSet: Migration = {
  version: 3,
  name: 'test-set',
  sql: `
    -- draw: another test set, with the split of every image before and after; what is numbered up to last_run, last_report and
    -- last_ranking is stale since. lock: scores of runs are withheld from now on. open: the score of a run is told, or (null) of all again.
    CREATE TABLE test_set_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (kind IN ('draw', 'lock', 'open')),
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      run INTEGER REFERENCES runs (id),
      seed INTEGER,
      images INTEGER,
      looked INTEGER,
      splits TEXT,
      last_run INTEGER NOT NULL,
      last_report INTEGER NOT NULL,
      last_ranking INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX test_set_events_by_kind ON test_set_events (kind, id);
    CREATE TRIGGER test_set_events_stay BEFORE UPDATE ON test_set_events BEGIN SELECT RAISE(ABORT, 'events of the test set are never changed'); END;
    CREATE TRIGGER test_set_events_last BEFORE DELETE ON test_set_events BEGIN SELECT RAISE(ABORT, 'events of the test set are never removed'); END;

    ALTER TABLE runs ADD COLUMN test_withheld INTEGER NOT NULL DEFAULT 0 CHECK (test_withheld IN (0, 1));
    ALTER TABLE runs ADD COLUMN validated INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN validated_right INTEGER NOT NULL DEFAULT 0;
    UPDATE runs SET
      validated = (SELECT count(*) FROM run_predictions p WHERE p.run = runs.id AND p.split = 'validation'),
      validated_right = (SELECT count(*) FROM run_predictions p WHERE p.run = runs.id AND p.split = 'validation' AND p.actual = p.predicted)
      WHERE state = 'done';
  `,
};
