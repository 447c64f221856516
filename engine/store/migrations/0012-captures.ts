import type { Migration } from './migration.ts';

/**
 * When and with what each image was taken. `capture_read` is 0 where its file has not been asked yet, as for earlier imports. A draw of a test set
 * can choose the newest images or a group; null for a random draw.
 */
export const captures: Migration = {
  version: 12,
  name: 'captures',
  sql: `
    ALTER TABLE images ADD COLUMN taken_at INTEGER;
    ALTER TABLE images ADD COLUMN camera TEXT;
    ALTER TABLE images ADD COLUMN capture_read INTEGER NOT NULL DEFAULT 0 CHECK (capture_read IN (0, 1));
    CREATE INDEX images_without_capture ON images (id) WHERE capture_read = 0;
    CREATE INDEX images_by_time ON images (taken_at DESC, id);
    -- From annotation files, in the annotation log as kinds site and tags (JSON).
    ALTER TABLE images ADD COLUMN site TEXT;
    ALTER TABLE images ADD COLUMN tags TEXT;
    CREATE INDEX images_by_group ON images (group_name, id) WHERE group_name IS NOT NULL;
    CREATE INDEX images_by_site ON images (site, id) WHERE site IS NOT NULL;
    CREATE INDEX images_by_camera ON images (camera, id) WHERE camera IS NOT NULL;
    CREATE INDEX images_with_tags ON images (id, tags) WHERE tags IS NOT NULL;
    ALTER TABLE test_set_events ADD COLUMN chosen TEXT;`,
};
