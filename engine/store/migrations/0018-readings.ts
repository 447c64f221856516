import type { Migration } from './migration.ts';

/** Which pages and channels of a file its picture shows. */
export const readings: Migration = {
  version: 18,
  name: 'readings',
  sql: `
    -- What a file holds, as JSON [pages, channels, shown]; see Planes. NULL for images that earlier versions imported.
    ALTER TABLE images ADD COLUMN planes TEXT;

    -- The reading chosen for an image, as JSON [pages, channels]; NULL for none, or where it makes no difference.
    ALTER TABLE images ADD COLUMN reading TEXT;

    -- What was computed from the pictures of an image by each of its readings so far; empty for none.
    CREATE TABLE read_pictures (
      image INTEGER NOT NULL REFERENCES images (id),
      reading TEXT NOT NULL,
      tone_low REAL,
      tone_high REAL,
      pixels TEXT,
      fingerprint TEXT,
      PRIMARY KEY (image, reading)
    ) STRICT, WITHOUT ROWID;

    -- Undoing a choice needs no file.
    CREATE TRIGGER images_read_otherwise AFTER UPDATE OF reading ON images
    WHEN new.reading IS NOT old.reading AND EXISTS (SELECT 1 FROM read_pictures WHERE image = new.id AND reading = coalesce(new.reading, ''))
    BEGIN
      UPDATE images SET (tone_low, tone_high, pixels, fingerprint) =
        (SELECT tone_low, tone_high, pixels, fingerprint FROM read_pictures WHERE image = new.id AND reading = coalesce(new.reading, ''))
      WHERE id = new.id;
    END;

    -- Images whose files hold more than is shown, and those read otherwise: few or none of most projects.
    CREATE INDEX images_with_more ON images (id)
      WHERE reading IS NOT NULL OR planes ->> 0 > 1 OR planes ->> 1 > planes ->> 2 OR (planes IS NULL AND frames > 1);

    -- The readings that a report used, as JSON; see PictureReadings.
    ALTER TABLE reports ADD COLUMN readings TEXT NOT NULL DEFAULT '{"reading":null,"folders":[]}';`,
};
