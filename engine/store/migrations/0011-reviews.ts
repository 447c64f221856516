import type { Migration } from './migration.ts';

/** What the last review of a project's images found, and what of it was kept as it is. */
export const reviews: Migration = {
  version: 11,
  name: 'reviews',
  sql: `
    CREATE TABLE reviews (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      at INTEGER NOT NULL,
      facts TEXT NOT NULL
    ) STRICT;

    -- images: JSON. In the order in which they are shown.
    CREATE TABLE findings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      images TEXT NOT NULL,
      doubt TEXT
    ) STRICT;
    CREATE INDEX findings_by_kind ON findings (kind, id);

    -- Marks of findings that were kept as they are, separated by commas, in the annotation log as kind kept.
    ALTER TABLE images ADD COLUMN kept TEXT;`,
};
