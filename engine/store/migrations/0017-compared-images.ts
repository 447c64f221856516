import type { Migration } from './migration.ts';

/** More of what the last review found out. */
export const comparedImages: Migration = {
  version: 17,
  name: 'compared-images',
  sql: `
    -- Pairs of images, as JSON, that are near-duplicates by their pictures, besides those that are by their hashes.
    ALTER TABLE reviews ADD COLUMN alike TEXT NOT NULL DEFAULT '[]';

    -- The largest class probability, by models that have not seen the label of the image; NULL where there is none.
    ALTER TABLE images ADD COLUMN certainty REAL;`,
};
