import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { ProjectFolder } from '../../../engine/store/project-folder.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { presentVersion } from '../../../engine/store/restore.ts';
import { SavedMark } from '../../../engine/store/saved-mark.ts';
import { projectHandlers } from '../../../engine/work/projects/projects.ts';
import { testShelf } from '../../support/models/shelf.ts';
import { addImages, projectId, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

/** Every file of a folder, by name. */
const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)).toString('base64')]),
  );

/** A project as a program leaves it that is killed: the newest labels are in the log alone. */
async function killedProject(t: TestContext): Promise<string> {
  const store = temporaryProject(t);
  const images = addImages(store, 40);
  const cat = store.classes.add('cat', who);
  store.labels.set(images.slice(0, 10), cat, who);
  await store.backup(Date.UTC(2026, 0, 1));
  store.close();
  const again = ProjectStore.open(store.folder);
  for (const image of images.slice(10)) again.labels.set([image], cat, who);
  const folder = join(temporaryFolder(t), 'killed.graft');
  cpSync(store.folder, folder, { recursive: true });
  again.close();
  assert.ok(readFileSync(join(folder, 'project.db-wal')).length > 0);
  return folder;
}

/** What a header of a database says at an offset of four bytes. */
function writeHeader(folder: string, offset: number, value: number): void {
  const path = join(folder, 'project.db'),
    bytes = readFileSync(path);
  bytes.writeUInt32BE(value, offset);
  writeFileSync(path, bytes);
}

const faults: readonly (readonly [string, string, (folder: string) => void])[] = [
  [
    'its log is gone',
    'project-behind',
    (folder) => {
      rmSync(join(folder, 'project.db-wal'));
    },
  ],
  [
    'its log is cut short',
    'project-behind',
    (folder) => {
      truncateSync(join(folder, 'project.db-wal'), 30_000);
    },
  ],
  [
    'its log is damaged',
    'project-behind',
    (folder) => {
      writeFileSync(join(folder, 'project.db-wal'), readFileSync(join(folder, 'project.db-wal')).fill(0xa5, 9000, 9100));
    },
  ],
  [
    'its log is empty',
    'project-behind',
    (folder) => {
      truncateSync(join(folder, 'project.db-wal'), 0);
    },
  ],
  [
    'pages are damaged',
    'project-damaged',
    (folder) => {
      writeFileSync(join(folder, 'project.db'), readFileSync(join(folder, 'project.db')).fill(0xa5, 4096, 4096 * 30));
      rmSync(join(folder, 'project.db-wal'));
    },
  ],
  [
    'it is cut short',
    'project-damaged',
    (folder) => {
      truncateSync(join(folder, 'project.db'), 4096 * 9);
    },
  ],
  [
    'it is gone',
    'project-damaged',
    (folder) => {
      rmSync(join(folder, 'project.db'));
    },
  ],
  [
    'it is no database',
    'project-damaged',
    (folder) => {
      writeFileSync(join(folder, 'project.db'), 'nothing at all '.repeat(999));
    },
  ],
  [
    'it is of a newer form',
    'project-newer',
    (folder) => {
      rmSync(join(folder, 'project.db-wal'));
      writeHeader(folder, 60, 999);
    },
  ],
  [
    'it is the database of another program',
    'not-a-project',
    (folder) => {
      rmSync(join(folder, 'project.db-wal'));
      writeHeader(folder, 68, 7);
    },
  ],
];

describe('a project that is refused stays as it was, to the last byte, and so does its log', () => {
  for (const [what, code, spoil] of faults) {
    test(what, async (t) => {
      const folder = await killedProject(t);
      spoil(folder);
      const before = contentOf(folder);
      assert.throws(() => ProjectStore.open(folder), { code });
      assert.deepEqual(contentOf(folder), before, 'opening');
      const { shelf, home } = testShelf(t);
      mkdirSync(home, { recursive: true });
      writeFileSync(
        join(home, 'projects.json'),
        JSON.stringify([{ path: folder, name: 'x', id: projectId, images: 1, labelled: 1, classes: 1, openedAt: 1 }]),
      );
      assert.equal((await projectHandlers(shelf)['projects.list']({})).projects.length, 1);
      await shelf.versions(folder);
      assert.deepEqual(contentOf(folder), before, 'listing projects and backups');
    });
  }
});

describe('how far a project was saved', () => {
  test('a killed program loses nothing: its log is still there', async (t) => {
    const store = ProjectStore.open(await killedProject(t));
    t.after(() => store.close());
    assert.equal(store.images.counts().labelled, 40);
  });

  test('whatever part of the log is lost, the project opens whole or is refused with what is missing', async (t) => {
    const whole = await killedProject(t);
    const size = readFileSync(join(whole, 'project.db-wal')).length;
    const found: string[] = [];
    for (let point = 0; point < 24; point += 1) {
      const folder = join(temporaryFolder(t), 'p.graft');
      cpSync(whole, folder, { recursive: true });
      const wal = join(folder, 'project.db-wal');
      if (point % 2 === 0) truncateSync(wal, Math.floor((size * point) / 24));
      else
        writeFileSync(
          wal,
          readFileSync(wal).map((byte, index) => (index === Math.floor((size * point) / 24) ? byte ^ 0xff : byte)),
        );
      try {
        const store = ProjectStore.open(folder);
        assert.equal(store.images.counts().labelled, 40, `${point}: opened silently with fewer labels`);
        store.close();
        found.push('whole');
      } catch (error) {
        const { code, facts } = error as { code: string; facts: Record<string, unknown> };
        assert.equal(code, 'project-behind');
        assert.ok(Number(facts['statements']) > 0 && Number(facts['statements']) <= 30);
        assert.match(String(facts['backup']), /project-2026-01-01/);
        found.push(code);
      }
    }
    assert.ok(found.filter((one) => one === 'project-behind').length >= 20, String(found));
  });

  test('a mark that is behind, cut short, of another project or missing hinders nothing, and is brought up to date', (t) => {
    const store = temporaryProject(t);
    const { saved } = new ProjectFolder(store.folder);
    const behind = readFileSync(saved);
    addImages(store, 3);
    store.close();
    const right = readFileSync(saved);
    assert.notDeepEqual(right, behind);
    const other = String(right).replace(projectId, '00000000-0000-4000-8000-00000000000f').replace('"images":3', '"images":9');
    for (const content of [behind, right.subarray(0, 40), Buffer.from(other), Buffer.alloc(0), null]) {
      if (content === null) rmSync(saved);
      else writeFileSync(saved, content);
      ProjectStore.open(store.folder).close();
      assert.deepEqual(SavedMark.read(saved, projectId)?.['images'], 3);
    }
    writeFileSync(saved, String(right).replace('"images":3', '"images":4'));
    assert.throws(() => ProjectStore.open(store.folder), {
      code: 'project-behind',
      facts: { path: store.folder, statements: 0, images: 1, runs: 0, reports: 0, backup: '', backups: 0 },
    });
    assert.deepEqual(presentVersion(new ProjectFolder(store.folder)), { sound: true, images: 3, labelled: 0, behind: true });
  });

  test('what is undone, merged or removed leaves no project behind', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 5);
    const [cat, dog] = [store.classes.add('cat', who), store.classes.add('dog', who)];
    store.labels.set(images, cat, who);
    store.classes.merge([cat], dog, who);
    store.labels.undo(who);
    store.labels.undo(who);
    store.close();
    ProjectStore.open(store.folder).close();
  });

  test('a file that cannot be written stops no work', (t) => {
    const store = temporaryProject(t);
    store.close();
    const places = new ProjectFolder(store.folder);
    const sqlite = new Database(':memory:');
    t.after(() => sqlite.close());
    sqlite.exec('CREATE TABLE images (id INTEGER PRIMARY KEY AUTOINCREMENT)');
    const mark = new SavedMark(places.saved, sqlite, projectId);
    mark.close();
    mark.note();
    assert.ok(existsSync(places.saved));
  });
});
