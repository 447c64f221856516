import type { Migration } from './migration.ts';

/** Identifies images whose files differ but whose pixels are the same, to notice different classes for them. Null for earlier imports. */
export const samePixels: Migration = {
  version: 8,
  name: 'same-pixels',
  sql: `
    ALTER TABLE images ADD COLUMN pixels TEXT;
    CREATE INDEX images_by_pixels ON images (pixels) WHERE pixels IS NOT NULL;`,
};
