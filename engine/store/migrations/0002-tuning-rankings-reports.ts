import type { Migration } from './migration.ts';

/** Runs with fine-tuning, rankings of source models with their trials, and transfer reports with all their points. */
export const tuningRankingsReports: Migration = {
  version: 2,
  name: 'tuning-rankings-reports',
  sql: `
    ALTER TABLE runs ADD COLUMN tune_from TEXT;
    ALTER TABLE runs ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE runs ADD COLUMN tuning TEXT;
    ALTER TABLE runs ADD COLUMN auto TEXT;
    ALTER TABLE runs ADD COLUMN resumable INTEGER NOT NULL DEFAULT 0 CHECK (resumable IN (0, 1));
    ALTER TABLE runs ADD COLUMN test_images_seen INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE rankings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      data_version INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      images TEXT NOT NULL,
      result TEXT NOT NULL,
      outcomes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE ranking_trials (
      ranking INTEGER PRIMARY KEY REFERENCES rankings (id),
      at INTEGER NOT NULL,
      result TEXT NOT NULL
    ) STRICT;

    CREATE TABLE reports (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped')),
      failure TEXT,
      quick INTEGER NOT NULL CHECK (quick IN (0, 1)),
      source TEXT NOT NULL,
      cut TEXT NOT NULL,
      seed INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      seconds REAL NOT NULL DEFAULT 0,
      data_version INTEGER NOT NULL,
      software TEXT NOT NULL,
      classes TEXT NOT NULL,
      plan TEXT NOT NULL,
      train_images TEXT NOT NULL,
      test_images TEXT NOT NULL,
      test_images_seen INTEGER NOT NULL DEFAULT 0,
      result TEXT
    ) STRICT;
    CREATE TABLE report_points (
      report INTEGER NOT NULL REFERENCES reports (id),
      arm TEXT NOT NULL,
      per_class INTEGER NOT NULL,
      seed INTEGER NOT NULL,
      train_images TEXT NOT NULL,
      predicted BLOB NOT NULL,
      image_passes INTEGER NOT NULL,
      trials INTEGER NOT NULL,
      seconds REAL NOT NULL,
      curve TEXT NOT NULL DEFAULT '[]',
      PRIMARY KEY (report, arm, per_class, seed)
    ) STRICT, WITHOUT ROWID;
  `,
};
