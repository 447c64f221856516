import type { Migration } from './migration.ts';

/**
 * Counts of images, kept by triggers instead of counted again after every label, and indexes with which searching names and paging deep read
 * short entries instead of whole rows. The log of an image is found through an index, whatever is said about regions.
 */
export const keptCounts: Migration = {
  version: 13,
  name: 'kept-counts',
  sql: `
    -- class: 0 for none. split: empty for none.
    CREATE TABLE image_counts (
      class INTEGER NOT NULL,
      split TEXT NOT NULL,
      excluded INTEGER NOT NULL,
      contested INTEGER NOT NULL,
      missing INTEGER NOT NULL,
      images INTEGER NOT NULL,
      PRIMARY KEY (class, split, excluded, contested, missing)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO image_counts
      SELECT coalesce(class, 0), coalesce(split, ''), excluded IS NOT NULL, contested, missing, count(*) FROM images GROUP BY 1, 2, 3, 4, 5;

    CREATE TRIGGER image_counts_added AFTER INSERT ON images BEGIN
      INSERT INTO image_counts VALUES (coalesce(new.class, 0), coalesce(new.split, ''), new.excluded IS NOT NULL, new.contested, new.missing, 1)
        ON CONFLICT DO UPDATE SET images = images + 1;
    END;
    CREATE TRIGGER image_counts_removed AFTER DELETE ON images BEGIN
      UPDATE image_counts SET images = images - 1 WHERE class = coalesce(old.class, 0) AND split = coalesce(old.split, '')
        AND excluded = (old.excluded IS NOT NULL) AND contested = old.contested AND missing = old.missing;
    END;
    CREATE TRIGGER image_counts_changed AFTER UPDATE OF class, split, excluded, contested, missing ON images BEGIN
      UPDATE image_counts SET images = images - 1 WHERE class = coalesce(old.class, 0) AND split = coalesce(old.split, '')
        AND excluded = (old.excluded IS NOT NULL) AND contested = old.contested AND missing = old.missing;
      INSERT INTO image_counts VALUES (coalesce(new.class, 0), coalesce(new.split, ''), new.excluded IS NOT NULL, new.contested, new.missing, 1)
        ON CONFLICT DO UPDATE SET images = images + 1;
    END;

    -- Everything that text and times are searched in, in both orders.
    CREATE INDEX images_searched ON images (id, name_fold, added_at, class, split);
    DROP INDEX images_by_name;
    CREATE INDEX images_by_name ON images (name_sort, id, name_fold, added_at, class, split);
    DROP INDEX images_by_class_name;
    CREATE INDEX images_by_class_name ON images (class, name_sort, id, split);
    CREATE INDEX images_in_conflict_by_name ON images (name_sort, id) WHERE contested = 1;
    CREATE INDEX images_missing_by_name ON images (name_sort, id) WHERE missing = 1;
    CREATE INDEX images_excluded_by_name ON images (name_sort, id) WHERE excluded IS NOT NULL;

    DROP INDEX annotations_by_image;
    CREATE INDEX annotations_by_image ON annotations (image, kind, id, region) WHERE image IS NOT NULL;
    CREATE INDEX annotations_of_windows ON annotations (id) WHERE kind = 'window';`,
};
