import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { CheckedInput } from '../../../../engine/contract/index.ts';
import type { ContentHash } from '../../../../engine/domain/ids.ts';
import { ClassifiedFolders, type ClassifiedFolder } from '../../../../engine/work/use/classified-folders.ts';
import { ClassifiedPictures } from '../../../../engine/work/use/classified-pictures.ts';
import { classifiedHandlers } from '../../../../engine/work/use/classified-requests.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { hashOf, projectId, temporaryFolder, temporaryProject } from '../../../support/project.ts';
import { deepPictureContent, DrawnPool, pictureContent } from '../../../support/screens/drawn-pool.ts';

const id = '00000000-0000-4000-8000-0000000000aa';
const run = 1 as ClassifiedFolder['run'];

/** A folder of ten files of two classes, the later the less certain. */
function classifiedIn(folder: string): ClassifiedFolder {
  mkdirSync(join(folder, 'photos'), { recursive: true });
  const files = Array.from({ length: 10 }, (_, at) => {
    writeFileSync(join(folder, 'photos', `${at}.jpg`), pictureContent(at, 0));
    const probability = 0.95 - at / 100;
    return {
      name: `${at}.jpg`,
      hash: hashOf(pictureContent(at, 0)),
      class: at % 2,
      probability,
      second: { class: 1 - (at % 2), probability: 1 - probability },
    };
  });
  writeFileSync(join(folder, 'said.csv'), 'a table');
  return {
    id,
    run,
    folder: join(folder, 'photos'),
    table: join(folder, 'said.csv'),
    at: 5,
    seconds: 1,
    classes: ['cat', 'dog'],
    window: null,
    folderWindows: [],
    readings: { reading: null, folders: [] },
    files,
    refused: [{ file: 'bad.jpg', code: 'damaged', facts: {} }],
  };
}

interface Bench {
  readonly folder: string;
  readonly home: string;
  readonly folders: ClassifiedFolders;
  readonly kept: ClassifiedFolder;
}
function bench(t: TestContext): Bench {
  const folder = temporaryFolder(t),
    home = join(folder, 'home');
  const folders = new ClassifiedFolders(home),
    kept = classifiedIn(folder);
  folders.keep(projectId, kept);
  return { folder, home, folders, kept };
}

test('what was said of a folder outlasts the studio, and counts as long as its table is there', (t) => {
  const { home, kept } = bench(t);
  assert.deepEqual(new ClassifiedFolders(home).latest(projectId), kept);
  assert.throws(() => new ClassifiedFolders(home).get(projectId, id.replace('aa', 'bb')), { code: 'classification-not-found' });
  rmSync(kept.table);
  assert.equal(new ClassifiedFolders(home).latest(projectId), null);
});

test('a kept file that names anything outside of its folder is not believed', (t) => {
  const { home, kept } = bench(t);
  const file = join(home, 'classified', `${projectId}.json`);
  for (const name of ['../secret.jpg', '/etc/passwd', 'a/../../b.jpg', 'C:\\secret.jpg', '..\\b.jpg', '']) {
    writeFileSync(file, JSON.stringify({ ...kept, files: [{ ...kept.files[0], name }] }));
    assert.equal(new ClassifiedFolders(home).latest(projectId), null, name);
    assert.ok(existsSync(`${file}.damaged`));
  }
});

test('only pictures that the classification has seen are given, and they leave nothing behind', async (t) => {
  const { folder, folders, kept } = bench(t);
  const caches: string[] = [];
  const drawn = new DrawnPool(() => Promise.resolve());
  const pictures = new ClassifiedPictures(
    {
      prepare: (file, options) => {
        caches.push(options.cache);
        return drawn.prepare(file, options);
      },
    },
    folders,
  );
  const [first, second] = kept.files as [ClassifiedFolder['files'][number], ClassifiedFolder['files'][number]];
  const thumbnail = await pictures.read(projectId, first.hash, 'thumbnail');
  assert.deepEqual([...thumbnail.subarray(0, 2)], [0xff, 0xd8]);
  assert.equal(await pictures.read(projectId, first.hash, 'thumbnail'), thumbnail, 'made once');
  assert.equal(
    Buffer.from(await pictures.read(projectId, first.hash, 'full')).toString(),
    readFileSync(join(kept.folder, first.name), 'utf8'),
  );
  assert.deepEqual(
    caches.filter((cache) => existsSync(cache)),
    [],
  );

  writeFileSync(join(folder, 'other.jpg'), pictureContent(77, 0));
  await assert.rejects(pictures.read(projectId, hashOf(pictureContent(77, 0)), 'thumbnail'), { code: 'image-not-found' });
  writeFileSync(join(kept.folder, second.name), pictureContent(77, 0));
  for (const which of ['thumbnail', 'view', 'full'] as const)
    await assert.rejects(pictures.read(projectId, second.hash, which), { code: 'image-file-missing' }, which);
  rmSync(kept.table);
  await assert.rejects(pictures.read(projectId, first.hash, 'full'), { code: 'image-not-found' });
});

test('a page has what was asked for, the least certain first; images are taken in without a label, and nothing is noted of what the model said', async (t) => {
  const { folder, folders } = bench(t);
  const store = temporaryProject(t, join(folder, 'home'));
  for (const name of ['cat', 'dog']) store.classes.add(name, { at: 1, by: 'tester' });
  const queue = new JobQueue(() => {});
  const parts = {
    projects: { get: () => store, now: () => 7, by: () => 'tester', changed: () => {} },
    queue,
    pool: new DrawnPool(() => Promise.resolve()),
    uploads: {},
  } as unknown as StudioParts;
  const handlers = classifiedHandlers(parts, folders);
  const { classified } = await handlers['predictions.latest']({ project: projectId });
  assert.deepEqual(
    [classified?.images, classified?.classes, classified?.refused.files],
    [
      10,
      [
        { name: 'cat', images: 5 },
        { name: 'dog', images: 5 },
      ],
      1,
    ],
  );
  const page = async (asked: Partial<CheckedInput<'predictions.page'>>) =>
    handlers['predictions.page']({ project: projectId, id, order: 'doubt', offset: 0, limit: 3, ...asked });
  assert.deepEqual(
    (await page({})).images.map(({ name }) => name),
    ['9.jpg', '8.jpg', '7.jpg'],
  );
  const dogs = await page({ class: 'dog', offset: 3 });
  assert.deepEqual(
    [dogs.total, dogs.images.map(({ name, class: said, inProject }) => [name, said, inProject])],
    [
      5,
      [
        ['3.jpg', 'dog', false],
        ['1.jpg', 'dog', false],
      ],
    ],
  );

  const take = async (which: CheckedInput<'predictions.take'>['which']): Promise<string[]> => {
    const before = store.images.ids({}, 'added').length;
    const { failure } = await queue.ended((await handlers['predictions.take']({ project: projectId, id, which, copy: false })).job);
    assert.equal(failure, null);
    return store.images
      .ids({}, 'added')
      .slice(before)
      .map((image) => store.images.get(image).name);
  };
  assert.deepEqual(await take({ least: 2 }), ['9.jpg', '8.jpg']);
  assert.deepEqual(await take({ places: [0, 99] }), ['0.jpg']);
  assert.deepEqual(await take({ class: 'dog' }), ['1.jpg', '3.jpg', '5.jpg', '7.jpg']);
  assert.deepEqual(await take({ all: true }), ['2.jpg', '4.jpg', '6.jpg']);
  for (const image of store.images.ids({}, 'added'))
    assert.deepEqual([store.images.get(image).class, store.images.get(image).history], [null, []]);
  assert.ok((await page({})).images.every(({ inProject }) => inProject));
  assert.deepEqual(store.images.ids({ since: 8 }, 'added'), []);
  assert.equal(store.images.ids({ since: 7 }, 'added').length, 10);
  assert.throws(
    () => handlers['predictions.page']({ project: projectId, id: id.replace('aa', 'bb'), order: 'name', offset: 0, limit: 3 }),
    { code: 'classification-not-found' },
  );
  await assert.rejects(async () => handlers['predictions.take']({ project: projectId, id, which: { class: 'bird' }, copy: false }), {
    code: 'no-images',
  });
});

test('a picture beyond 8 bits is shown as the run saw it, also where the same content is classified again through another window', async (t) => {
  const { folders, kept } = bench(t);
  const asked: unknown[] = [];
  const drawn = new DrawnPool(() => Promise.resolve());
  const pictures = new ClassifiedPictures(
    {
      prepare: (file, options) => {
        asked.push(options.window);
        return drawn.prepare(file, options);
      },
    },
    folders,
  );
  const content = deepPictureContent(3);
  writeFileSync(join(kept.folder, 'deep.tif'), content);
  const files = [{ ...kept.files[0]!, name: 'deep.tif', hash: hashOf(content) }];
  for (const window of [{ low: 0, high: 900 }, { low: 0, high: 4000 }, null]) {
    folders.keep(projectId, { ...kept, files, window });
    for (let time = 0; time < 2; time += 1) await pictures.read(projectId, hashOf(content), 'thumbnail');
  }
  assert.deepEqual(asked, [{ low: 0, high: 900 }, { low: 0, high: 4000 }, null], 'each made once');
});

test('what is no hash is no picture', async (t) => {
  const { folders } = bench(t);
  const pictures = new ClassifiedPictures(new DrawnPool(() => Promise.resolve()), folders);
  for (const hash of ['', '../../etc/passwd', 'constructor'])
    await assert.rejects(pictures.read(projectId, hash as ContentHash, 'full'), { code: 'image-not-found' });
});
