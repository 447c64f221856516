import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ContentHash, ImageId } from '../../../../engine/domain/ids.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { findFiles } from '../../../../engine/work/images/find-files.ts';
import { ProjectShelf } from '../../../../engine/work/projects/open-project.ts';
import { hashOf, record, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

const sha256 = (file: string): ContentHash => createHash('sha256').update(readFileSync(file)).digest('hex') as ContentHash;

function put(path: string, content: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A project with labelled images of these contents, all of the same size, in files of the same names. */
function project(t: TestContext, names: readonly string[]): { store: ProjectStore; root: string; images: ImageId[] } {
  const root = temporaryFolder(t);
  const store = temporaryProject(t, root);
  const records = names.map((name) => {
    const path = put(join(root, 'camera', `${name}.jpg`), name);
    return record(path, { content: name, bytes: name.length, className: 'moth' });
  });
  return { store, root, images: store.images.addBatch(records, who).map(({ image }) => image) };
}

const look = (store: ProjectStore, folder: string, signal = new AbortController().signal, read: string[] = []) =>
  findFiles({
    store,
    folder,
    hashOf: (file) => {
      read.push(file);
      return Promise.resolve({ hash: sha256(file), bytes: statSync(file).size });
    },
    now: () => who.at,
    onProgress: () => {},
    signal,
  });

const missing = (store: ProjectStore): number => {
  store.lookForFiles(null, 100);
  return store.images.counts().missing;
};

test('files that were moved and renamed are found by their content and keep their labels; nothing else is taken for them', async (t) => {
  const { store, root, images } = project(t, ['a-1', 'b-2', 'c-3', 'd-4']);
  renameSync(join(root, 'camera'), join(root, 'archive'));
  assert.equal(missing(store), 4);
  renameSync(join(root, 'archive/a-1.jpg'), join(root, 'archive/night 1.jpeg'));
  // Another content in a file of that name, and one of no name or size of the project.
  put(join(root, 'archive/c-3.jpg'), 'e-5');
  put(join(root, 'archive/far/other.jpg'), 'something longer');
  rmSync(join(root, 'archive/d-4.jpg'));

  const read: string[] = [];
  assert.deepEqual(await look(store, join(root, 'archive'), undefined, read), { wanted: 4, found: 2, files: 4, differing: 1 });
  assert.equal(read.length, 3, 'a file of another size is not read');
  assert.deepEqual(
    images.map((image) => store.images.locate(image)),
    [join(root, 'archive/night 1.jpeg'), join(root, 'archive/b-2.jpg'), null, null],
  );
  assert.deepEqual(
    store.images.get(images[0]!).files.map(({ path }) => path),
    [join(root, 'archive/night 1.jpeg')],
    'the place where the file was is forgotten',
  );
  assert.deepEqual([store.images.counts().missing, store.images.counts().labelled], [2, 4]);

  put(join(root, 'found/again.png'), 'd-4');
  assert.deepEqual(await look(store, root), { wanted: 2, found: 1, files: 5, differing: 1 });
});

test('a file that held another image before is taken from that one', async (t) => {
  const { store, root, images } = project(t, ['a-1', 'b-2']);
  renameSync(join(root, 'camera/a-1.jpg'), join(root, 'camera/b-2.jpg'));
  assert.equal(missing(store), 1, 'of the same size, so that nobody noticed');
  assert.deepEqual(await look(store, join(root, 'camera')), { wanted: 1, found: 1, files: 1, differing: 0 });
  assert.deepEqual(
    images.map((image) => store.images.locate(image) !== null),
    [true, false],
  );
  assert.equal(store.images.counts().missing, 1);
});

test('images cut out of a photograph have their file again when the photograph is found', async (t) => {
  const root = temporaryFolder(t);
  const store = temporaryProject(t, root);
  const path = put(join(root, 'trap/1.jpg'), 'a photograph');
  const photograph = { hash: hashOf('a photograph'), width: 300, height: 200, bytes: 12 };
  const cuts = [0, 50].map((x) => {
    const region = { x, y: 0, width: 40, height: 40 };
    return record(path, {
      content: `cut at ${x}`,
      bytes: 12,
      cut: { photograph, region: { cut: region, box: region }, name: `cut at ${x}` },
    });
  });
  const images = store.images.addBatch(cuts, who).map(({ image }) => image);
  renameSync(join(root, 'trap'), join(root, 'drive'));
  assert.equal(missing(store), 2);
  assert.deepEqual(await look(store, join(root, 'drive')), { wanted: 2, found: 2, files: 1, differing: 0 });
  assert.deepEqual(
    images.map((image) => store.images.locate(image)),
    [join(root, 'drive/1.jpg'), join(root, 'drive/1.jpg')],
  );
});

test('a search that is stopped keeps what it found; one in a folder that is not there says so', async (t) => {
  const names = Array.from({ length: 20 }, (_, at) => `moth ${String(at).padStart(2, '0')}`);
  const { store, root } = project(t, names);
  renameSync(join(root, 'camera'), join(root, 'archive'));
  assert.equal(missing(store), 20);
  const stop = new AbortController();
  const found = findFiles({
    store,
    folder: join(root, 'archive'),
    hashOf: (file) => {
      if (file.endsWith('09.jpg')) stop.abort();
      return Promise.resolve({ hash: sha256(file), bytes: 7 });
    },
    now: () => who.at,
    onProgress: () => {},
    signal: stop.signal,
  });
  await assert.rejects(found, { code: 'stopped' });
  assert.equal(store.images.counts().missing, 4);
  await assert.rejects(look(store, join(root, 'camera')), { code: 'folder-not-found' });
});

test('a drive that is removed while the project is open is noticed, and its return, too', async (t) => {
  const { store, root } = project(t, ['a-1', 'b-2', 'c-3']);
  store.close();
  let told = 0;
  const shelf = new ProjectShelf({
    home: join(root, 'home'),
    folder: root,
    by: () => 'Ada',
    onChanged: () => {
      told += 1;
    },
    onProblem: ({ code }) => assert.fail(code),
  });
  t.after(() => {
    shelf.closeAll();
  });
  const open = shelf.open(store.folder);
  const missingNow = async (): Promise<number> => {
    await shelf.lookAgain();
    await shelf.filesLookedFor(open.id);
    return open.images.counts().missing;
  };
  assert.equal(await missingNow(), 0);
  renameSync(join(root, 'camera'), join(root, 'unplugged'));
  assert.equal(await missingNow(), 3);
  renameSync(join(root, 'unplugged'), join(root, 'camera'));
  assert.equal(await missingNow(), 0);
  await new Promise((done) => setTimeout(done, 300));
  assert.ok(told >= 1, 'the screens are told');
});
