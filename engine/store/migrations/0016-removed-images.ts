import type { Migration } from './migration.ts';

/** Images can be removed from the project: they are kept with all that is known of them, but neither counted nor shown until brought back. */
export const removedImages: Migration = {
  version: 16,
  name: 'removed-images',
  sql: `
    ALTER TABLE images ADD COLUMN removed TEXT CHECK (removed IN ('project'));
    CREATE INDEX images_removed ON images (id) WHERE removed IS NOT NULL;

    DROP TRIGGER image_counts_removed;
    CREATE TRIGGER image_counts_removed AFTER DELETE ON images WHEN old.removed IS NULL BEGIN
      UPDATE image_counts SET images = images - 1 WHERE class = coalesce(old.class, 0) AND split = coalesce(old.split, '')
        AND excluded = (old.excluded IS NOT NULL) AND contested = old.contested AND missing = old.missing;
    END;
    DROP TRIGGER image_counts_changed;
    CREATE TRIGGER image_counts_changed AFTER UPDATE OF class, split, excluded, contested, missing, removed ON images BEGIN
      UPDATE image_counts SET images = images - 1 WHERE old.removed IS NULL AND class = coalesce(old.class, 0) AND split = coalesce(old.split, '')
        AND excluded = (old.excluded IS NOT NULL) AND contested = old.contested AND missing = old.missing;
      INSERT INTO image_counts
        SELECT coalesce(new.class, 0), coalesce(new.split, ''), new.excluded IS NOT NULL, new.contested, new.missing, 1 WHERE new.removed IS NULL
        ON CONFLICT DO UPDATE SET images = images + 1;
    END;`,
};
