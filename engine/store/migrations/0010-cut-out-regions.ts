import type { Migration } from './migration.ts';

/**
 * Images that are regions of photographs. A photograph is not an image of the project itself: it has a content and files, and each image
 * cut out of it has the region that was cut and the box that was drawn, as "x y width height" in pixels of the upright photograph.
 */
export const cutOutRegions: Migration = {
  version: 10,
  name: 'cut-out-regions',
  sql: `
    CREATE TABLE photographs (
      id INTEGER PRIMARY KEY,
      hash TEXT NOT NULL UNIQUE,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE photograph_files (
      id INTEGER PRIMARY KEY,
      photograph INTEGER NOT NULL REFERENCES photographs (id),
      path TEXT NOT NULL UNIQUE,
      relative_path TEXT,
      origin TEXT,
      added_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX photograph_files_by_photograph ON photograph_files (photograph, id);
    CREATE INDEX photograph_files_by_relative_path ON photograph_files (relative_path);

    ALTER TABLE images ADD COLUMN photograph INTEGER REFERENCES photographs (id);
    ALTER TABLE images ADD COLUMN cut TEXT;
    ALTER TABLE images ADD COLUMN box TEXT;
    CREATE INDEX images_by_photograph ON images (photograph, id) WHERE photograph IS NOT NULL;`,
};
