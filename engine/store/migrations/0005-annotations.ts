import type { Migration } from './migration.ts';

/**
 * One log of all annotations. Labels keep their numbers, because runs refer to the last one that they used. Splits and groups were not
 * logged before: what is known about them gets numbers below 1, older than any dataset version.
 */
export const annotations: Migration = {
  version: 5,
  name: 'annotations',
  sql: `
    -- kind: label (class), split, group, exclusion (value), or class, which says that a class itself has changed.
    -- action: null where nobody did it by hand: it came with an import, was assigned by a training, or is older than this log. Undo passes it by.
    -- region: JSON, null for the whole image.
    CREATE TABLE annotations (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      action INTEGER REFERENCES actions (id),
      step TEXT NOT NULL CHECK (step IN ('do', 'undo', 'redo')),
      at INTEGER NOT NULL,
      by TEXT NOT NULL,
      how TEXT NOT NULL,
      kind TEXT NOT NULL,
      image INTEGER REFERENCES images (id),
      class INTEGER REFERENCES classes (id),
      value TEXT,
      region TEXT,
      CHECK ((image IS NULL) = (kind = 'class')),
      CHECK (kind <> 'split' OR value IN ('train', 'validation', 'test'))
    ) STRICT;

    INSERT INTO annotations (id, action, step, at, by, how, kind, image, class)
    SELECT id, action, step, at, by, how, iif(image IS NULL, 'class', 'label'), image, iif(image IS NULL, coalesce(class_before, class_after), class_after)
    FROM label_events ORDER BY id;

    -- Each draw of a test set kept what was before and after it; then comes what holds now.
    WITH drawn AS (SELECT id, at, by, splits FROM test_set_events WHERE kind = 'draw'),
    older (turn, part, at, by, kind, image, value) AS (
      SELECT 0, 0, added_at, '', 'group', id, group_name FROM images WHERE group_name IS NOT NULL
      UNION ALL SELECT d.id, 1, d.at, '', 'split', b.value ->> 0, b.value ->> 1 FROM drawn d, json_each(d.splits, '$.before') b
      UNION ALL SELECT d.id, 2, d.at, d.by, 'split', b.value ->> 0, NULL FROM drawn d, json_each(d.splits, '$.before') b
        WHERE b.value ->> 0 NOT IN (SELECT a.value ->> 0 FROM json_each(d.splits, '$.after') a)
      UNION ALL SELECT d.id, 2, d.at, d.by, 'split', a.value ->> 0, a.value ->> 1 FROM drawn d, json_each(d.splits, '$.after') a
      UNION ALL SELECT (SELECT coalesce(max(id), 0) + 1 FROM drawn), 3, coalesce((SELECT min(started_at) FROM runs), added_at), '', 'split', id, split
        FROM images WHERE split IS NOT NULL
    )
    INSERT INTO annotations (id, step, at, by, how, kind, image, value)
    SELECT row_number() OVER (ORDER BY turn, part, image) - 1 - count(*) OVER (), 'do', at, by, 'before-log', kind, image, value FROM older;

    CREATE INDEX annotations_by_image ON annotations (image, kind, id) WHERE image IS NOT NULL AND region IS NULL;
    CREATE INDEX annotations_by_action ON annotations (action, step, kind, image, id) WHERE action IS NOT NULL;
    CREATE TRIGGER annotations_stay BEFORE UPDATE ON annotations BEGIN SELECT RAISE(ABORT, 'annotations are never changed'); END;
    CREATE TRIGGER annotations_last BEFORE DELETE ON annotations BEGIN SELECT RAISE(ABORT, 'annotations are never removed'); END;

    DROP TABLE label_events;
    ALTER TABLE test_set_events DROP COLUMN splits;
    -- The action of a draw, which can be undone; null for those older than this log.
    ALTER TABLE test_set_events ADD COLUMN action INTEGER REFERENCES actions (id);
    ALTER TABLE images ADD COLUMN excluded TEXT CHECK (excluded IN ('training'));
    CREATE INDEX images_excluded ON images (id) WHERE excluded IS NOT NULL;
  `,
};
