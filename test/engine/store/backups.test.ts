import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { Backups } from '../../../engine/store/backups.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { addImages, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

describe('backups', () => {
  test('are sound copies that open as projects, made while labels are given', async (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 300);
    const cat = store.classes.add('cat', who);
    const made = store.backup();
    store.labels.set(images, cat, who);
    const { path } = await made;
    assert.deepEqual(readdirSync(store.backupsFolder), [path.slice(store.backupsFolder.length + 1)]);
    const folder = join(temporaryFolder(t), 'restored.graft');
    mkdirSync(folder);
    copyFileSync(path, join(folder, 'project.db'));
    const restored = ProjectStore.open(folder);
    t.after(() => restored.close());
    assert.equal(restored.images.counts().images, 300);
    assert.equal(statSync(path).size % 4096, 0);
  });

  test('are made when something has changed, at most every half hour, and thinned by age', async (t) => {
    const store = temporaryProject(t);
    const minute = 60_000;
    const start = Date.UTC(2026, 5, 1);
    assert.equal(await store.backupIfDue(start), null, 'nothing has changed');
    store.classes.add('a', who);
    assert.equal((await store.backupIfDue(start))?.at, start);
    assert.equal(await store.backupIfDue(start + 31 * minute), null);
    store.classes.add('b', who);
    assert.equal(await store.backupIfDue(start + 29 * minute), null);
    assert.equal((await store.backupIfDue(start + 31 * minute))?.at, start + 31 * minute);
    await store.backup(start + 3 * 1440 * minute);
    await store.backup(start + 3000 * 1440 * minute);
    assert.equal(readdirSync(store.backupsFolder).length, 4, 'the few that there are stay for years');
  });

  test('a clock that ran ahead neither stops backups nor makes an old copy the one to go back to', async (t) => {
    const store = temporaryProject(t);
    const now = Date.UTC(2026, 5, 1);
    store.classes.add('a', who);
    const ahead = await store.backup(Date.UTC(2031, 0, 1));
    store.classes.add('b', who);
    const right = await store.backupIfDue(now);
    assert.equal(right?.at, now);
    assert.deepEqual(Backups.mostRecentSound(store.backupsFolder), { path: right.path, readable: 2 });
    writeFileSync(right.path, 'damaged');
    assert.deepEqual(Backups.mostRecentSound(store.backupsFolder), { path: ahead.path, readable: 1 });
  });

  test('before a project is closed what has changed is backed up, however young the last copy is', async (t) => {
    const store = temporaryProject(t);
    const start = Date.UTC(2026, 5, 1);
    assert.equal(await store.backupIfChanged(start), null, 'nothing has changed');
    store.classes.add('a', who);
    const whileOpen = store.backupIfDue(start);
    store.classes.add('b', who);
    assert.equal((await store.backupIfChanged(start + 1000))?.at, start + 1000, 'also while another copy is being made');
    assert.equal((await whileOpen)?.at, start);
    const newest = new Database(join(store.backupsFolder, readdirSync(store.backupsFolder).toSorted().at(-1) ?? ''), { readonly: true });
    assert.equal(newest.prepare('SELECT count(*) FROM classes').pluck().get(), 2);
    newest.close();
    assert.equal(await store.backupIfChanged(start + 2000), null);
  });

  test('a project that is closed while one is read back is left alone: another program may have it open', async (t) => {
    const store = temporaryProject(t);
    addImages(store, 3000);
    const made = store.backupIfDue();
    const copied = (): number => {
      const partial = existsSync(store.backupsFolder) && readdirSync(store.backupsFolder).find((name) => name.endsWith('.db'));
      return partial ? statSync(join(store.backupsFolder, partial)).size : 0;
    };
    const whole = store.setting('page_count') as number;
    while (copied() < whole * 4096) await setImmediate();
    store.close();
    assert.equal(await made, null);
    assert.deepEqual(readdirSync(store.backupsFolder), []);
  });

  test('a project that is closed during one stays sound and leaves no unfinished copy that counts', async (t) => {
    const store = temporaryProject(t);
    addImages(store, 3000);
    const made = store.backupIfDue();
    store.close();
    assert.equal(await made, null);
    const again = ProjectStore.open(store.folder);
    t.after(() => again.close());
    assert.equal(again.images.counts().images, 3000);
    assert.deepEqual(
      readdirSync(again.backupsFolder).filter((name) => name.startsWith('project-')),
      [],
    );
  });
});
