import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { Backups } from '../../../engine/store/backups.ts';
import { migrations } from '../../../engine/store/migrations/all.ts';
import { bringUpToDate } from '../../../engine/store/project-database.ts';
import { ProjectFolder } from '../../../engine/store/project-folder.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { addImages, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

const next = (sql: string) => [...migrations, { version: migrations.length + 1, name: 'next', sql }];

/** A closed project with rows, as a later program would find it. */
function olderProject(t: TestContext) {
  const store = temporaryProject(t);
  store.labels.set(addImages(store, 50), store.classes.add('cat', who), who);
  store.close();
  const places = new ProjectFolder(store.folder);
  const sqlite = new Database(places.database);
  t.after(() => sqlite.close());
  return { places, sqlite, backups: new Backups(sqlite, places.backups) };
}

describe('taking a project to a newer form', () => {
  test('keeps the rows, and a sound backup of the older form that still opens', (t) => {
    const { places, sqlite, backups } = olderProject(t);
    bringUpToDate(sqlite, places, backups, next("ALTER TABLE images ADD COLUMN note TEXT NOT NULL DEFAULT 'none'"));
    assert.deepEqual(
      [sqlite.pragma('user_version', { simple: true }), sqlite.prepare("SELECT count(*) FROM images WHERE note = 'none'").pluck().get()],
      [migrations.length + 1, 50],
    );
    const [backup] = readdirSync(places.backups);
    assert.ok(backup);
    const folder = join(temporaryFolder(t), 'older.graft');
    mkdirSync(folder);
    copyFileSync(join(places.backups, backup), join(folder, 'project.db'));
    const older = ProjectStore.open(folder);
    t.after(() => older.close());
    assert.equal(older.images.counts().labelled, 50);
  });

  test('that fails half way leaves the project in its older form', (t) => {
    const { places, sqlite, backups } = olderProject(t);
    assert.throws(() =>
      bringUpToDate(sqlite, places, backups, next('DELETE FROM refusals; DROP TABLE runs; SELECT no_such_column FROM images')),
    );
    sqlite.close();
    const store = ProjectStore.open(places.path);
    t.after(() => store.close());
    assert.deepEqual([store.runs.count(), store.images.counts().labelled], [0, 50]);
  });

  test('is not begun when the project is of the newest form: no backup is made', (t) => {
    const { places, sqlite, backups } = olderProject(t);
    bringUpToDate(sqlite, places, backups);
    assert.throws(() => readdirSync(places.backups), { code: 'ENOENT' });
  });
});
