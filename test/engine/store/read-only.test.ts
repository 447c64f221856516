import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { restoreVersion } from '../../../engine/store/restore.ts';
import { ProjectFolder } from '../../../engine/store/project-folder.ts';
import { asReader } from '../../support/as-reader.ts';
import { asOlderForm } from '../../support/older-form.ts';
import { addImages, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

const readOnly = { code: 'project-read-only' };

const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)).toString('base64')]),
  );
const skip = process.platform === 'win32' && 'folders are not protected in this way there';

/** As a killed program leaves it: with a log, and with or without the file that says who has it open. */
function labelledProject(t: TestContext): string {
  const store = temporaryProject(t);
  store.labels.set(addImages(store, 20).slice(0, 9), store.classes.add('cat', who), who);
  const folder = join(temporaryFolder(t), 'read.graft');
  cpSync(store.folder, folder, { recursive: true });
  mkdirSync(join(folder, 'cache'));
  return folder;
}

for (const [what, prepare] of [
  ['with its log', () => {}],
  [
    'closed well',
    (folder: string) => {
      ProjectStore.open(folder).close();
    },
  ],
  [
    'without a lock',
    (folder: string) => {
      rmSync(join(folder, 'project.lock'));
    },
  ],
  [
    'of an older form',
    (folder: string) => {
      ProjectStore.open(folder).close();
      rmSync(join(folder, 'saved.json'));
      asOlderForm(folder, 5);
    },
  ],
] as const) {
  test(`a project that can't be written is opened to be read, ${what}; nothing is written in it`, { skip }, (t) => {
    const folder = labelledProject(t);
    prepare(folder);
    const before = contentOf(folder);
    const store = asReader(folder, () => ProjectStore.open(folder));
    t.after(() => store.close());
    assert.equal(store.isReadOnly, true);
    assert.deepEqual(
      [store.images.counts().images, store.images.counts().labelled, store.classes.list().map(({ name }) => name)],
      [20, 9, ['cat']],
    );
    assert.throws(() => store.classes.add('dog', who), readOnly);
    assert.throws(() => addImages(store, 1), readOnly);
    assert.throws(() => {
      store.choices.set({} as never);
    }, readOnly);
    assert.deepEqual(store.lookForFiles(null, 100), { last: 20, isNews: true });
    assert.equal(store.images.counts().missing, 20, 'which files are gone is known until it is closed');
    assert.throws(() => store.classes.add('dog', who), readOnly);
    assert.ok(!store.cacheFolder.startsWith(folder) && !store.featuresFolder.startsWith(folder));
    assert.equal(store.finishedCacheFolder, join(folder, 'cache'));
    assert.deepEqual(contentOf(folder), before);
    const copy = join(store.cacheFolder, '..');
    assert.ok(existsSync(copy));
    store.close();
    assert.ok(!existsSync(copy), 'the copy goes with it');
  });
}

test("one that can't be written is backed up and restored nowhere", { skip }, async (t) => {
  const folder = labelledProject(t);
  mkdirSync(join(folder, 'backups'));
  writeFileSync(join(folder, 'backups', 'project-2026-01-01T00-00-00-000Z.db'), readFileSync(join(folder, 'project.db')));
  const store = asReader(folder, () => ProjectStore.open(folder));
  t.after(() => store.close());
  assert.deepEqual([await store.backupIfDue(), await store.backupIfChanged()], [null, null]);
  await assert.rejects(store.backup(), readOnly);
  assert.throws(
    () =>
      asReader(folder, () => {
        restoreVersion(new ProjectFolder(folder), 'project-2026-01-01T00-00-00-000Z.db', 1);
      }),
    { code: 'folder-read-only' },
  );
});

test('one that is damaged is refused as any other', { skip }, (t) => {
  const folder = labelledProject(t);
  writeFileSync(join(folder, 'project.db'), 'damaged '.repeat(999));
  assert.throws(() => asReader(folder, () => ProjectStore.open(folder)), { code: 'project-damaged' });
});
