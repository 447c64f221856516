import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Handlers, Job, JobResult } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { ContentHash, ImageId } from '../../../../engine/domain/ids.ts';
import { plainReading, type Reading } from '../../../../engine/domain/models/reading.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { importFolder } from '../../../../engine/work/images/import-folder.ts';
import { readingHandlers } from '../../../../engine/work/images/picture-readings.ts';
import { pictureFile, viewThrough } from '../../../../engine/work/images/project-pictures.ts';
import { thumbnailsAtHand } from '../../../../engine/work/images/thumbnails.ts';
import { readSnapshot } from '../../../../engine/work/labels/snapshot.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { projectId, record, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';
import { tiffOfPages } from '../../../support/tiff-pages.ts';

let pool: DecodePool;
before(() => {
  pool = new DecodePool();
});
after(() => pool.close());

const side = 40;
/** Pages of different brightness, with blobs where the seed puts them. */
const pages = (values: readonly number[], seed = 0): Buffer =>
  tiffOfPages(
    values.map((value, page) => ({
      width: side,
      height: side,
      bits: 8,
      values: Array.from({ length: side * side }, (_, at) => (at === 0 ? seed : blob(at, seed * 3 + page) ? value : Math.floor(value / 4))),
    })),
  );
const blob = (at: number, seed: number): boolean =>
  Math.hypot((at % side) - ((seed * 5) % side), Math.floor(at / side) - ((seed * 7) % side)) < 2 + (seed % 4);
const maximum: Reading = { pages: 'maximum', channels: null },
  middle: Reading = { pages: 'middle', channels: null };

/** Stacks of three pages, one per class and number; the brightness of the pages tells them apart. */
function stacks(t: TestContext, perClass = 3): string {
  const folder = temporaryFolder(t);
  for (const [at, name] of ['dull', 'sharp'].entries()) {
    mkdirSync(join(folder, name));
    for (let number = 0; number < perClass; number++)
      writeFileSync(join(folder, name, `${number}.tif`), pages([20 + 4 * at, 110 + 40 * at, 200 + 20 * at], 2 * number + at));
  }
  return folder;
}

const hashOfBytes = (content: Buffer): ContentHash => createHash('sha256').update(content).digest('hex') as ContentHash;

interface Bench {
  readonly store: ProjectStore;
  readonly folder: string;
  /** Files decoded so far. */
  readonly read: () => number;
  readonly handlers: Pick<Handlers, 'images.readings' | 'images.previewReading'>;
  importAll(path?: string): Promise<unknown>;
  start(reading: Reading, folder?: string): Promise<Job>;
  set(reading: Reading, folder?: string): Promise<Extract<JobResult, { kind: 'reading' }>['report']>;
  stop(job: Job): void;
  /** The mean of an image's view. */
  brightness(image: number): Promise<number>;
}

async function bench(t: TestContext, perClass = 3): Promise<Bench> {
  const store = temporaryProject(t),
    folder = stacks(t, perClass);
  let read = 0;
  const counting = {
    workers: pool.workers,
    hash: (file: string) => pool.hash(file),
    prepare: (...order: Parameters<DecodePool['prepare']>) => {
      read += 1;
      return pool.prepare(...order);
    },
  };
  const jobs = new Map<string, Job>();
  const queue = new JobQueue((job) => jobs.set(job.id, job));
  t.after(() => queue.stopAll());
  const handlers = readingHandlers({
    projects: { get: () => store, who: () => who, changed: () => {} },
    pool: counting,
    queue,
  } as unknown as StudioParts);
  const start: Bench['start'] = async (reading, within) => {
    const { job } = await handlers['images.setReading']({ project: projectId, reading, ...(within && { folder: within }) });
    return jobs.get(job)!;
  };
  const importAll = (path = folder): Promise<unknown> =>
    importFolder({
      store,
      pool: { ...counting, cutOut: () => Promise.reject(new Error('no boxes')) },
      uploadFolder: undefined,
      by: who.by,
      now: Date.now,
      request: { project: projectId, from: { paths: [path] }, labels: 'folders', copy: false },
      onProgress: () => {},
      onBatch: () => {},
      signal: new AbortController().signal,
    });
  await importAll();
  return {
    store,
    folder,
    read: () => read,
    handlers,
    importAll,
    start,
    stop: (job) => queue.stop(job.id),
    set: async (...order) => {
      const ended = await queue.ended((await start(...order)).id);
      if (ended.result?.kind !== 'reading') throw new StudioError(ended.failure?.code ?? 'unexpected');
      return ended.result.report;
    },
    brightness: async (image) => {
      const { pixels } = await pool.raster(await pictureFile(pool, store, image as ImageId, 'view'));
      return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    },
  };
}

test('choosing other pages reads the files once, changes all images in one action, and undo needs no file', async (t) => {
  const { store, folder, set, brightness, read, handlers } = await bench(t);
  const seen = await handlers['images.readings']({ project: projectId });
  assert.deepEqual([seen.images, seen.pagesMost, seen.channelsMost, seen.differ], [6, 3, 1, 0]);
  assert.deepEqual(seen.chosen, [{ reading: null, images: 6 }]);
  const first = await brightness(1),
    before = store.images.fingerprints();
  const asImported = read();
  assert.deepEqual(await set(maximum), { changed: 6, lacking: 0, unread: 0 });
  assert.equal(read() - asImported, 6);
  assert.ok((await brightness(1)) > first * 4, 'the picture shows the brightest page');
  assert.ok((await thumbnailsAtHand(store, [1 as ImageId]))[0], 'its thumbnail is there');
  assert.notDeepEqual(store.images.fingerprints(), before, 'what tells near-duplicates follows');
  assert.deepEqual(store.images.get(1 as ImageId).reading, maximum);
  assert.deepEqual(store.labels.pending().undo, { kind: 'reading', images: 6, detail: '["maximum",null]' });
  rmSync(folder, { recursive: true });
  store.labels.undo(who);
  assert.equal(await brightness(1), first);
  assert.deepEqual(store.images.fingerprints(), before);
  store.labels.redo(who);
  assert.ok((await brightness(1)) > first * 4);
  assert.equal(read() - asImported, 6, 'nothing was read again');
});

test('what is trained on is the picture that is shown, with its reading, and a model asks for it the same way', async (t) => {
  const { store, set, brightness } = await bench(t, 6);
  await set(maximum);
  const shown = await brightness(1);
  const { images, readings } = readSnapshot(store, 1);
  assert.deepEqual(readings, { reading: maximum, folders: [] });
  assert.deepEqual(
    images.map(({ through }) => through?.reading),
    images.map(() => maximum),
  );
  assert.equal(new Set(images.map(({ hash }) => hash)).size, images.length);
  await set(plainReading);
  assert.ok((await brightness(1)) < shown / 4);
  const asRun = await viewThrough(pool, store, 1 as ImageId, { windows: { window: null, folders: [] }, readings });
  assert.equal((await pool.raster(asRun)).pixels.reduce((sum, value) => sum + value, 0) / (side * side * 3), shown);
});

test('new images are read as was chosen for all or for their folder; others are left alone', async (t) => {
  const { store, folder, set, importAll, handlers } = await bench(t);
  assert.deepEqual(await set(maximum, join(folder, 'sharp')), { changed: 3, lacking: 0, unread: 0 });
  const readingsNow = (): (Reading | null)[] => store.readings.images().map(({ reading }) => reading);
  assert.deepEqual(readingsNow(), [null, null, null, maximum, maximum, maximum]);
  const { folders } = await handlers['images.readings']({ project: projectId });
  assert.deepEqual(
    folders.map(({ name, isSet }) => [name, isSet]),
    [
      ['dull', false],
      ['sharp', true],
    ],
  );
  writeFileSync(join(folder, 'sharp', 'new.tif'), pages([30, 60, 90], 90));
  writeFileSync(join(folder, 'sharp', 'one page.tif'), pages([77], 91));
  writeFileSync(join(folder, 'dull', 'new.tif'), pages([31, 61, 91], 92));
  await importAll();
  assert.deepEqual(readingsNow().slice(6), [null, maximum, null], 'a file of one page has no maximum of its own');
  assert.equal((await handlers['images.readings']({ project: projectId })).differ, 0);
  assert.deepEqual(readSnapshot(store, 1).readings, { reading: null, folders: [{ folder: 'sharp', reading: maximum }] });
  assert.equal((await set(middle)).changed, 8, 'one for all replaces that of the folder');
  assert.equal((await set({ pages: 3, channels: null })).lacking, 1);
});

test('an image whose file cannot be read keeps its picture, is told, and is not trained on together with the others', async (t) => {
  const { store, folder, set } = await bench(t, 6);
  renameSync(join(folder, 'dull', '0.tif'), join(folder, 'away.tif'));
  assert.deepEqual(await set(maximum), { changed: 11, lacking: 0, unread: 1 });
  assert.throws(
    () => readSnapshot(store, 1),
    (error) => error instanceof StudioError && error.code === 'readings-differ' && error.facts.images === 1,
  );
  renameSync(join(folder, 'away.tif'), join(folder, 'dull', '0.tif'));
  assert.deepEqual(await set(maximum), { changed: 1, lacking: 0, unread: 0 });
  assert.equal(readSnapshot(store, 1).images.length, 12);
});

test('a stop changes nothing, and the next try reads only what is left', async (t) => {
  const { store, start, stop, set, read } = await bench(t, 64);
  const before = read();
  const job = await start(maximum);
  while (read() - before < 102) await new Promise((resolve) => setTimeout(resolve, 5));
  stop(job);
  while (store.readings.known(maximum).size < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(store.readings.images().every(({ reading }) => reading === null));
  const stoppedAt = read();
  assert.deepEqual(await set(maximum), { changed: 128, lacking: 0, unread: 0 });
  assert.ok(read() - stoppedAt <= 28, `${read() - stoppedAt} files were read again`);
});

test('a project of an earlier version learns what its files hold when pages are chosen', async (t) => {
  const { store, folder, set, handlers } = await bench(t);
  const file = join(folder, 'dull', 'earlier.tif'),
    content = pages([10, 100, 200], 95);
  writeFileSync(file, content);
  const earlier = { ...record(file, { className: 'dull', width: side, height: side }), hash: hashOfBytes(content), frames: 3 };
  store.images.addBatch([earlier], who);
  const seen = await handlers['images.readings']({ project: projectId });
  assert.deepEqual([seen.images, store.images.get(7 as ImageId).planes], [7, null], 'several frames were known before');
  assert.deepEqual(await set(middle), { changed: 7, lacking: 0, unread: 0 });
  assert.equal(store.images.get(7 as ImageId).planes?.pages, 3);
});
