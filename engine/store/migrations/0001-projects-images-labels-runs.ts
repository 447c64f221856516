import type { Migration } from './migration.ts';

/** The first schema: classes, images and their files, the log of labels, refusals, runs. */
export const projectsImagesLabelsRuns: Migration = {
  version: 1,
  name: 'projects-images-labels-runs',
  sql: `
    CREATE TABLE project (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE classes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      colour TEXT NOT NULL,
      key TEXT,
      present INTEGER NOT NULL CHECK (present IN (0, 1)),
      merged_into INTEGER REFERENCES classes (id)
    ) STRICT;
    CREATE UNIQUE INDEX classes_by_name ON classes (name_key) WHERE present = 1;
    CREATE UNIQUE INDEX classes_by_key ON classes (key) WHERE present = 1 AND key IS NOT NULL;

    CREATE TABLE images (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      hash TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      name_fold TEXT NOT NULL,
      name_sort TEXT NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      format TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      bit_depth INTEGER NOT NULL,
      frames INTEGER NOT NULL,
      tone_low REAL,
      tone_high REAL,
      fingerprint TEXT,
      group_name TEXT,
      added_at INTEGER NOT NULL,
      split TEXT CHECK (split IN ('train', 'validation', 'test')),
      class INTEGER REFERENCES classes (id),
      contested INTEGER NOT NULL DEFAULT 0 CHECK (contested IN (0, 1)),
      missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1))
    ) STRICT;
    CREATE INDEX images_by_name ON images (name_sort, id);
    CREATE INDEX images_by_class ON images (class, id);
    CREATE INDEX images_by_class_name ON images (class, name_sort, id);
    CREATE INDEX images_by_class_split ON images (class, split, id);
    CREATE INDEX images_by_split ON images (split, id);
    CREATE INDEX images_by_split_name ON images (split, name_sort, id);
    CREATE INDEX images_in_conflict ON images (id) WHERE contested = 1;
    CREATE INDEX images_missing ON images (id) WHERE missing = 1;

    CREATE TABLE image_files (
      id INTEGER PRIMARY KEY,
      image INTEGER NOT NULL REFERENCES images (id),
      path TEXT NOT NULL UNIQUE,
      relative_path TEXT,
      origin TEXT,
      class INTEGER REFERENCES classes (id),
      added_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX image_files_by_image ON image_files (image, id);
    CREATE INDEX image_files_by_relative_path ON image_files (relative_path);
    CREATE INDEX image_files_by_origin ON image_files (origin) WHERE origin IS NOT NULL;
    CREATE INDEX image_files_by_class ON image_files (class, image);

    CREATE TABLE actions (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      images INTEGER NOT NULL DEFAULT 0,
      detail TEXT NOT NULL,
      class_changes TEXT NOT NULL DEFAULT '[]',
      state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'discarded')),
      import TEXT
    ) STRICT;
    CREATE INDEX actions_by_state ON actions (state, id);
    CREATE INDEX actions_by_import ON actions (import, id) WHERE import IS NOT NULL;

    CREATE TABLE label_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      action INTEGER NOT NULL REFERENCES actions (id),
      step TEXT NOT NULL CHECK (step IN ('do', 'undo', 'redo')),
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      image INTEGER REFERENCES images (id),
      class_before INTEGER REFERENCES classes (id),
      class_after INTEGER REFERENCES classes (id),
      how TEXT NOT NULL
    ) STRICT;
    CREATE INDEX label_events_by_image ON label_events (image, id) WHERE image IS NOT NULL;
    CREATE INDEX label_events_by_action ON label_events (action, step, image, id);
    CREATE TRIGGER label_events_stay BEFORE UPDATE ON label_events BEGIN SELECT RAISE(ABORT, 'label events are never changed'); END;
    CREATE TRIGGER label_events_last BEFORE DELETE ON label_events BEGIN SELECT RAISE(ABORT, 'label events are never removed'); END;

    CREATE TABLE refusals (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      file TEXT NOT NULL UNIQUE,
      code TEXT NOT NULL,
      facts TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      method TEXT NOT NULL,
      head TEXT,
      source TEXT NOT NULL,
      cut TEXT NOT NULL,
      seed INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped')),
      failure TEXT,
      started_at INTEGER NOT NULL,
      seconds REAL NOT NULL DEFAULT 0,
      classes TEXT NOT NULL,
      train_images INTEGER NOT NULL,
      validation_images INTEGER NOT NULL,
      test_images INTEGER NOT NULL,
      data_version INTEGER NOT NULL,
      software TEXT NOT NULL,
      result TEXT
    ) STRICT;
    CREATE INDEX runs_by_state ON runs (state, id);

    CREATE TABLE run_predictions (
      run INTEGER NOT NULL REFERENCES runs (id),
      image INTEGER NOT NULL REFERENCES images (id),
      split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
      actual INTEGER NOT NULL REFERENCES classes (id),
      predicted INTEGER NOT NULL REFERENCES classes (id),
      probability REAL NOT NULL,
      probabilities BLOB NOT NULL,
      PRIMARY KEY (run, image)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_predictions_by_outcome ON run_predictions (run, split, actual, predicted, image);
  `,
};
