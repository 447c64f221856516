import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Input, Output } from '../../../../engine/contract/index.ts';
import { starterSource } from '../../../../engine/domain/models/source-ids.ts';
import type { PictureWindow } from '../../../../engine/domain/models/picture-window.ts';
import { thumbPath, viewPath } from '../../../../engine/images/cache-paths.ts';
import { BlobPacks } from '../../../../engine/files/blob-packs.ts';
import { pictureKey } from '../../../../engine/images/picture-key.ts';
import type { ImportedImage } from '../../../../engine/store/image-import.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { cacheHandlers } from '../../../../engine/work/images/empty-cache.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { wellEnded } from '../../../support/benches/transfer-set.ts';
import { writeScene } from '../../../support/pictures.ts';
import { hashOf, headRun, projectId, record, temporaryFolder, temporaryProject } from '../../../support/project.ts';
import { DrawnPool, pictureContent } from '../../../support/screens/drawn-pool.ts';
import { ServedStudio } from '../../../support/served-studio.ts';

type Project = Input<'projects.get'>['project'];

function put(path: string, content: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** All files below a folder with a hash of each, links not followed. */
function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path).replaceAll('\\', '/'), createHash('sha256').update(readFileSync(path)).digest('hex')] as const;
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

interface Bench {
  readonly store: ProjectStore;
  readonly folder: string;
  readonly empty: () => Promise<Output<'projects.emptyCache'>>;
  readonly size: () => Promise<Output<'projects.cache'>>;
  busy: boolean;
}

function bench(t: TestContext): Bench {
  const folder = temporaryFolder(t);
  const store = temporaryProject(t, folder);
  const state = { busy: false };
  const handlers = cacheHandlers({
    projects: { get: () => store },
    queue: { busy: () => state.busy },
    pool: new DrawnPool(() => Promise.resolve()),
  } as unknown as StudioParts);
  return Object.assign(state, {
    store,
    folder,
    empty: async () => handlers['projects.emptyCache']({ project: projectId }),
    size: async () => handlers['projects.cache']({ project: projectId }),
  });
}

/** An image with its file, and its view (7 bytes) and thumbnail (5 bytes) in the cache. */
function addImage(
  { store, folder }: Bench,
  number: number,
  facts: Partial<ImportedImage> = {},
): { readonly file: string; readonly view: string; readonly thumb: string } {
  const content = pictureContent(number, 0),
    hash = hashOf(content);
  const file = put(join(folder, 'pictures', `${number}.jpg`), content);
  store.images.addBatch([record(file, { hash, bytes: content.length, ...facts })], { at: 1, by: 'tester' });
  return { file, view: put(viewPath(store.cacheFolder, hash), 'a view.'), thumb: put(thumbPath(store.cacheFolder, hash), 'thumb') };
}

test('what can be made again goes; pictures that might not come out the same stay, and so does every other file', async (t) => {
  const here = bench(t);
  const { store } = here;
  const sound = addImage(here, 1);
  const kept = [addImage(here, 2), addImage(here, 3), addImage(here, 4, { format: 'tiff' })];
  rmSync(kept[0]!.file);
  writeFileSync(kept[1]!.file, pictureContent(99, 0));
  const rows = [
    put(join(store.preparedFolder, '224-8bit-v1', 'pictures'), 'rows'),
    put(join(store.featuresFolder, 'source-pool-v1', 'vectors.f32'), 'rows'),
  ];
  const others = [
    put(join(store.cacheFolder, 'notes.txt'), 'mine'),
    put(join(store.backupsFolder, 'old.db'), 'a backup'),
    put(join(store.imagesFolder, 'a', 'b.jpg'), 'an image'),
    put(join(store.runFolder(1 as never), 'head.json'), 'a head'),
  ];
  const told = { files: 4, bytes: 7 + 5 + 4 + 4, kept: { images: 3, bytes: 36 } };
  const before = filesOf(here.folder);
  assert.deepEqual(await here.size(), told);
  assert.deepEqual(filesOf(here.folder), before, 'counting removes nothing');
  assert.deepEqual(await here.empty(), told);
  assert.deepEqual(
    [...before.keys()].filter((name) => !filesOf(here.folder).has(name)).toSorted(),
    [sound.view, sound.thumb, ...rows].map((path) => relative(here.folder, path).replaceAll('\\', '/')).toSorted(),
  );
  for (const path of [...kept.flatMap(({ view, thumb }) => [view, thumb]), ...others]) assert.ok(existsSync(path), path);
  assert.equal((await here.empty()).bytes, 0);
});

test('what a picture beyond 8 bits became through a window stays while its file is gone or a TIFF, and goes where it can be made again', async (t) => {
  const here = bench(t);
  const { store } = here;
  const now = { low: 0, high: 4000 },
    ofRun = { low: 0, high: 900 };
  const deep = [1, 2, 3].map((number) =>
    addImage(here, number, { tone: { low: 0, high: 500 }, bitDepth: 16, format: number === 3 ? 'tiff' : 'png', window: now }),
  );
  rmSync(deep[1]!.file);
  store.runs.start({
    method: 'head',
    source: { id: 's', title: 's', hash: hashOf('s') },
    cut: 'pool',
    seed: 1,
    classes: [],
    trainImages: 3,
    validationImages: 0,
    testImages: 0,
    dataVersion: store.labels.dataVersion,
    software: 'test',
    at: 1,
    ...headRun,
    settings: { window: ofRun },
  });
  const through = (number: number, window: PictureWindow) =>
    put(viewPath(store.cacheFolder, pictureKey(hashOf(pictureContent(number, 0)), { window, reading: null })), 'a view.');
  const views = [1, 2, 3].map((number) => [through(number, now), through(number, ofRun), through(number, { low: 7, high: 8 })] as const);
  assert.deepEqual((await here.empty()).kept, { images: 2, bytes: 2 * (7 + 5 + 7 + 7) });
  assert.deepEqual(
    views.map((each) => each.map((view) => existsSync(view))),
    [
      [false, false, false],
      [true, true, false],
      [true, true, false],
    ],
    'a window that nothing goes by is no reason to keep',
  );
});

test('thumbnails in packs go and stay as views do', async (t) => {
  const here = bench(t);
  const { store } = here;
  const images = [1, 2, 3, 4].map((number) => addImage(here, number, number === 3 ? { format: 'tiff' } : {}));
  rmSync(images[1]!.file);
  for (const { thumb } of images) rmSync(thumb);
  const keys = [1, 2, 3, 4].map((number) => hashOf(pictureContent(number, 0)));
  const bytes = Buffer.from('thumbnail');
  await store.thumbnails.add(keys.map((key) => ({ key, bytes })));
  const told = { files: 2 + 2, bytes: 2 * (7 + 9), kept: { images: 2, bytes: 2 * (7 + 9) } };
  assert.deepEqual(await here.size(), told);
  assert.deepEqual(await here.empty(), told);
  const there = async () => (await store.thumbnails.read(keys)).map((found) => found !== null);
  assert.deepEqual(await there(), [false, true, true, false]);
  assert.deepEqual(await here.empty(), { ...told, files: 0, bytes: 0 });
  assert.deepEqual(await there(), [false, true, true, false], 'and stay the next time');
  for (const { file } of images) rmSync(file, { force: true });
  store.thumbnails.close();
  assert.deepEqual(await there(), [false, true, true, false], 'also for the next program');
});

test('no link is followed: neither one in the cache, nor the cache itself, nor one in the place of a file', async (t) => {
  const here = bench(t);
  const { store, folder } = here;
  addImage(here, 1);
  const outside = join(folder, 'outside');
  const mine = [put(join(outside, 'prepared', '224', 'pictures'), 'mine'), put(join(outside, '224', 'keys'), 'mine')];
  mkdirSync(store.featuresFolder, { recursive: true });
  symlinkSync(join(outside, '224'), join(store.featuresFolder, '224'), 'dir');
  symlinkSync(outside, join(store.cacheFolder, 'prepared'), 'dir');
  mkdirSync(join(store.featuresFolder, 'source'));
  symlinkSync(mine[0]!, join(store.featuresFolder, 'source', 'keys'));
  assert.deepEqual((await here.empty()).files, 2);
  for (const path of mine) assert.equal(readFileSync(path, 'utf8'), 'mine');

  renameSync(store.cacheFolder, join(folder, 'elsewhere'));
  addImage(here, 2);
  renameSync(store.cacheFolder, join(folder, 'moved'));
  symlinkSync(join(folder, 'moved'), store.cacheFolder, 'dir');
  assert.equal((await here.empty()).files, 0);
  assert.equal([...filesOf(join(folder, 'moved')).keys()].length, 2);
});

test('it is refused while work of the project is under way, also work that begins meanwhile', async (t) => {
  const here = bench(t);
  const { view } = addImage(here, 1);
  here.busy = true;
  await assert.rejects(here.empty(), { code: 'cache-in-use' });
  here.busy = false;
  const emptying = here.empty();
  here.busy = true;
  await assert.rejects(emptying, { code: 'cache-in-use' });
  assert.ok(existsSync(view));
});

test('after emptying, views and thumbnails come back byte for byte, and a training gives the same model', async (t) => {
  const folder = temporaryFolder(t);
  for (let seed = 0; seed < 24; seed++) await writeScene(join(folder, 'images', seed % 2 === 0 ? 'ash' : 'elm', `${seed}.jpg`), seed);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const { id: project, path } = await studio.ask('projects.create', { name: 'trees' });
  wellEnded(
    await studio.ended(
      (await studio.ask('images.import', { project, from: { paths: [join(folder, 'images')] }, labels: 'folders', copy: false })).job,
    ),
  );
  const first = await trained(studio, project);
  const cached = [filesOf(join(path, 'cache')), filesOf(join(path, 'features'))];
  const pictures = await picturesOf(path);
  const backups = filesOf(join(path, 'runs'));

  const { files, bytes, kept } = await studio.ask('projects.cache', { project });
  assert.deepEqual([files, kept], [cached[0]!.size + cached[1]!.size, { images: 0, bytes: 0 }]);
  assert.equal((await studio.ask('projects.emptyCache', { project })).bytes, bytes);
  assert.deepEqual([filesOf(join(path, 'cache')).size, filesOf(join(path, 'features')).size], [0, 0]);
  assert.deepEqual(filesOf(join(path, 'runs')), backups);

  const second = await trained(studio, project);
  assert.deepEqual([await picturesOf(path), filesOf(join(path, 'features'))], [pictures, cached[1]]);
  assert.deepEqual(second.test, first.test);
  assert.deepEqual(filesOf(join(path, 'runs', String(second.run))), filesOf(join(path, 'runs', String(first.run))));
});

/** All files of the cache; thumbnails one by one, because their order in the packs is that in which they were decoded. */
async function picturesOf(path: string): Promise<(readonly [string, string])[]> {
  const packs = new BlobPacks(join(path, 'cache', 'thumbnails'), { isReadOnly: true });
  const keys = (await packs.entries()).map(({ key }) => key).toSorted();
  const thumbnails = (await packs.read(keys)).map((bytes) => createHash('sha256').update(bytes!).digest('hex'));
  packs.close();
  assert.equal(keys.length, 24);
  const files = [...filesOf(join(path, 'cache'))].filter(([name]) => !name.startsWith('thumbnails/'));
  return [...files, ...keys.map((key, at) => [key, thumbnails[at]!] as const)];
}

async function trained(studio: ServedStudio, project: Project): Promise<Output<'runs.evaluation'>> {
  const { job, run } = await studio.ask('runs.start', { project, source: starterSource, seed: 1 });
  wellEnded(await studio.ended(job));
  return studio.ask('runs.evaluation', { project, run });
}
