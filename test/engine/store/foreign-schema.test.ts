import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { Backups } from '../../../engine/store/backups.ts';
import { migrations } from '../../../engine/store/migrations/all.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { asOlderForm } from '../../support/older-form.ts';
import { addImages, temporaryProject, who } from '../../support/project.ts';

const changes: readonly (readonly [string, string, Record<string, string>])[] = [
  [
    'a trigger that changes labels',
    'CREATE TRIGGER theirs AFTER INSERT ON annotations BEGIN UPDATE images SET class = NULL; END',
    { kind: 'trigger', name: 'theirs', found: 'added' },
  ],
  ['a view', 'CREATE VIEW theirs AS SELECT * FROM images', { kind: 'view', name: 'theirs', found: 'added' }],
  ['a table', 'CREATE TABLE theirs (x)', { kind: 'table', name: 'theirs', found: 'added' }],
  ['an index', 'CREATE INDEX theirs ON images (hash)', { kind: 'index', name: 'theirs', found: 'added' }],
  [
    'a view in the place of a table',
    'ALTER TABLE refusals RENAME TO kept; CREATE VIEW refusals AS SELECT * FROM kept',
    { kind: 'table', name: 'kept', found: 'added' },
  ],
  ['a further column', 'ALTER TABLE images ADD COLUMN theirs TEXT', { kind: 'table', name: 'images', found: 'changed' }],
  ['no guard of the log', 'DROP TRIGGER annotations_stay', { kind: 'trigger', name: 'annotations_stay', found: 'missing' }],
];

describe('a database whose schema is not what Graft makes is refused and left as it is', () => {
  for (const [what, sql, facts] of changes) {
    test(what, async (t) => {
      const store = temporaryProject(t);
      store.labels.set(addImages(store, 3), store.classes.add('cat', who), who);
      const { path: backup } = await store.backup(Date.UTC(2026, 0, 1));
      store.close();
      for (const path of [join(store.folder, 'project.db'), backup]) {
        const sqlite = new Database(path);
        sqlite.exec(sql);
        sqlite.close();
      }
      const before = readFileSync(join(store.folder, 'project.db'));
      assert.throws(() => ProjectStore.open(store.folder), {
        code: 'project-altered',
        facts: { path: store.folder, ...facts, backup: '', backups: 0 },
      });
      assert.deepEqual(readFileSync(join(store.folder, 'project.db')), before);
      assert.equal(Backups.mostRecentSound(store.backupsFolder), null, 'nor is such a backup one to go back to');
    });
  }

  test('every older form is known as it was, and statistics of SQLite do no harm', (t) => {
    for (let version = 1; version <= migrations.length; version += 1) {
      const store = temporaryProject(t);
      addImages(store, 3);
      store.close();
      asOlderForm(store.folder, version);
      const sqlite = new Database(join(store.folder, 'project.db'));
      sqlite.exec('ANALYZE');
      sqlite.close();
      const again = ProjectStore.open(store.folder);
      assert.equal(again.images.counts().images, 3);
      again.close();
    }
  });
});
