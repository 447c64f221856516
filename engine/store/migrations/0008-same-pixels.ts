import type { Migration } from './migration.ts';

/** Images whose files differ, but whose pixels are the same, so that they cannot be of two classes unnoticed. Null for those imported before. */
export const samePixels: Migration = {
  version: 8,
  name: 'same-pixels',
  sql: `
    ALTER TABLE images ADD COLUMN pixels TEXT;
    CREATE INDEX images_by_pixels ON images (pixels) WHERE pixels IS NOT NULL;`,
};
