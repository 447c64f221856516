import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { ProjectFolder } from '../../../engine/store/project-folder.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { keptVersions, presentFile, presentVersion, restoreVersion } from '../../../engine/store/restore.ts';
import { addImages, headRun, temporaryProject, who } from '../../support/project.ts';

const at = Date.UTC(2026, 5, 1);

/** A closed project with 30 labels, and a backup with 10. */
async function project(t: TestContext): Promise<{ places: ProjectFolder; backup: string }> {
  const store = temporaryProject(t);
  const images = addImages(store, 40),
    cat = store.classes.add('cat', who);
  store.labels.set(images.slice(0, 10), cat, who);
  const { path } = await store.backup(Date.UTC(2026, 0, 1));
  store.labels.set(images.slice(10, 30), cat, who);
  store.close();
  return { places: new ProjectFolder(store.folder), backup: path.slice(store.backupsFolder.length + 1) };
}
const labelled = ({ path }: ProjectFolder): number => {
  const store = ProjectStore.open(path);
  try {
    return store.images.counts().labelled;
  } finally {
    store.close();
  }
};
const listed = async (places: ProjectFolder) =>
  (await keptVersions(places)).map((version) => [version.file, version.kind, version.sound, version.labelled]);

describe('restoring a backup', () => {
  test('puts it in the place of what is there, which is kept and can be restored in the same way', async (t) => {
    const { places, backup } = await project(t);
    assert.deepEqual(await listed(places), [[backup, 'backup', true, 10]]);
    restoreVersion(places, backup, at);
    assert.equal(labelled(places), 10);
    const replaced = 'replaced-2026-06-01T00-00-00-000Z.db';
    assert.deepEqual(await listed(places), [
      [replaced, 'replaced', true, 30],
      [backup, 'backup', true, 10],
    ]);
    restoreVersion(places, replaced, at + 1000);
    assert.equal(labelled(places), 30);
    assert.deepEqual(
      (await listed(places)).map(([, , , labels]) => labels),
      [10, 30, 10],
    );
    assert.deepEqual(
      readdirSync(places.path).filter((name) => name.includes('restoring')),
      [],
    );
  });

  test('works where the database is damaged, empty or gone; a damaged one is kept as it was, with its log', async (t) => {
    const { places, backup } = await project(t);
    for (const [index, content] of [Buffer.from('damaged '.repeat(999)), Buffer.alloc(0), null].entries()) {
      if (content === null) rmSync(places.database);
      else writeFileSync(places.database, content);
      writeFileSync(`${places.database}-wal`, 'its log');
      assert.deepEqual(presentVersion(places), content === null ? null : { sound: false, images: null, labelled: null, behind: false });
      restoreVersion(places, backup, at + index * 1000);
      assert.equal(labelled(places), 10);
      const kept = join(places.backups, `replaced-2026-06-01T00-00-0${index}-000Z.db`);
      assert.deepEqual(existsSync(kept) ? readFileSync(kept) : null, content);
      if (content !== null) assert.equal(readFileSync(`${kept}-wal`, 'utf8'), 'its log');
    }
    assert.deepEqual(
      (await listed(places)).map(([, kind, sound]) => [kind, sound]),
      [
        ['replaced', false],
        ['replaced', false],
        ['backup', true],
      ],
    );
  });

  test('of a project that is behind goes on with what is left, if that is chosen', async (t) => {
    const { places } = await project(t);
    writeFileSync(places.saved, readFileSync(places.saved, 'utf8').replace(/"annotations":\d+/, '"annotations":9999'));
    assert.throws(() => ProjectStore.open(places.path), { code: 'project-behind' });
    assert.equal(presentVersion(places)?.behind, true);
    restoreVersion(places, presentFile, at);
    assert.equal(labelled(places), 30);
    assert.equal(presentVersion(places)?.behind, false);
  });

  test('gives no new run the number of one whose folder is still there', async (t) => {
    const { places, backup } = await project(t);
    mkdirSync(places.run(7 as never), { recursive: true });
    restoreVersion(places, backup, at);
    const store = ProjectStore.open(places.path);
    t.after(() => store.close());
    const source = { id: 's', title: 's', hash: '0'.repeat(64) as never };
    const counts = { trainImages: 0, validationImages: 0, testImages: 0 };
    assert.equal(
      store.runs.start({
        method: 'head',
        source,
        cut: 'c',
        seed: 1,
        classes: [],
        ...counts,
        dataVersion: 0,
        software: 'test',
        at: 1,
        ...headRun,
      }),
      8,
    );
  });

  test('refuses what is no backup, a damaged one, and a project that is open, and changes nothing', async (t) => {
    const { places, backup } = await project(t);
    const before = readFileSync(places.database);
    for (const file of ['none.db', '../project.db', 'replaced-2026-06-01T00-00-00-000Z.db', '']) {
      assert.throws(
        () => {
          restoreVersion(places, file, at);
        },
        { code: 'backup-not-found' },
        file,
      );
    }
    const copy = join(places.backups, backup),
      sound = readFileSync(copy);
    writeFileSync(copy, Buffer.from(sound).fill(0xa5, 4096, 4096 * 30));
    assert.throws(
      () => {
        restoreVersion(places, backup, at);
      },
      { code: 'backup-damaged' },
    );
    writeFileSync(copy, sound);
    const open = ProjectStore.open(places.path);
    assert.throws(
      () => {
        restoreVersion(places, backup, at);
      },
      { code: 'project-in-use' },
    );
    open.close();
    assert.deepEqual([readFileSync(places.database), readdirSync(places.backups)], [before, [backup]]);
    assert.throws(
      () => {
        restoreVersion(new ProjectFolder(`${places.path}.none`), backup, at);
      },
      { code: 'project-not-found' },
    );
  });

  test('that is broken off leaves a project that is as before or refused, never one that opens with fewer labels', async (t) => {
    const { places, backup } = await project(t);
    // As it is when the log of the old database is removed and the new one not yet in its place.
    writeFileSync(
      places.saved,
      readFileSync(places.saved, 'utf8').replace(/"annotations":(\d+)/, (_, last: string) => `"annotations":${Number(last) + 1}`),
    );
    writeFileSync(`${places.database}.restoring`, 'half');
    assert.throws(() => ProjectStore.open(places.path), { code: 'project-behind' });
    restoreVersion(places, backup, at);
    assert.equal(labelled(places), 10);
  });
});
