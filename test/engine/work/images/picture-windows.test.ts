import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { plainReadings } from '../../../../engine/domain/models/folder-readings.ts';
import type { ImportReport } from '../../../../engine/contract/index.ts';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import { importFolder } from '../../../../engine/work/images/import-folder.ts';
import { histogramSeen, previews } from '../../../../engine/work/images/window-previews.ts';
import { pictureFile, viewThrough } from '../../../../engine/work/images/project-pictures.ts';
import { readSnapshot } from '../../../../engine/work/labels/snapshot.ts';
import type { ImportedImage } from '../../../../engine/store/image-import.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { tiffFile } from '../../../support/pictures.ts';
import { fingerprintOf, projectId, record, temporaryFolder, temporaryProject, who } from '../../../support/project.ts';

let pool: DecodePool;
before(() => {
  pool = new DecodePool();
});
after(() => pool.close());

/** A 16-bit grey picture of values from 100 to `most`, laid out differently for each seed. */
function write(file: string, most: number, seed: number, width = 40): void {
  writeFileSync(
    file,
    tiffFile({
      width,
      height: 30,
      channels: 1,
      bits: 16,
      kind: 'unsigned',
      value: (at) => Math.round(100 + (((at * 7 + seed * 13) % 97) / 96) * (most - 100)),
    }),
  );
}

/** Bright and dim pictures that differ in nothing else. */
function brightAndDim(t: TestContext): string {
  const folder = temporaryFolder(t);
  for (const [name, most] of [
    ['bright', 4000],
    ['dim', 1200],
  ] as const) {
    mkdirSync(join(folder, name));
    for (let seed = 0; seed < 12; seed++) write(join(folder, name, `${seed}.tif`), most + seed, seed);
  }
  return folder;
}

const importInto = (store: ProjectStore, path: string): Promise<ImportReport> =>
  importFolder({
    store,
    pool,
    uploadFolder: undefined,
    by: who.by,
    now: Date.now,
    request: { project: projectId, from: { paths: [path] }, labels: 'folders', copy: false },
    onProgress: () => {},
    onBatch: () => {},
    signal: new AbortController().signal,
  });
const brightness = async (file: string): Promise<number> => {
  const { pixels } = await pool.raster(file);
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
};

test("the first images beyond 8 bits, where they are one instrument's series, keep absolute brightness by one window; undo gives each its own", async (t) => {
  const store = temporaryProject(t);
  const folder = brightAndDim(t);
  const { window } = await importInto(store, folder);
  assert.deepEqual(window, { low: 100, high: 4011, images: 24 });
  const shown = (image: number) => pictureFile(pool, store, image as ImageId, 'view').then(brightness);
  const [bright, dim] = [await shown(1), await shown(13)];
  assert.ok(bright > 110 && dim < 50, `${bright} and ${dim} of 255`);
  const snapshot = readSnapshot(store, 1);
  assert.deepEqual(snapshot.windows.window, { low: 100, high: 4011 });
  assert.equal(new Set(snapshot.images.map(({ hash }) => hash)).size, 24);
  assert.ok(
    snapshot.images.every(({ hash, through }) => through !== undefined && through.content !== hash),
    'features through one window are not taken for those through another',
  );

  store.labels.undo(who);
  assert.ok(Math.abs((await shown(1)) - (await shown(13))) < 8, 'each through its own window');
  assert.ok(readSnapshot(store, 1).images.every(({ through }) => through === undefined));
  assert.ok(
    (await brightness(
      await viewThrough(pool, store, 13 as ImageId, {
        windows: { window: { low: 100, high: 4011 }, folders: [] },
        readings: plainReadings,
      }),
    )) < 50,
    'a run is asked as it was trained, whatever holds now',
  );
});

test('pictures of different kinds keep windows of their own, and later imports take over what was chosen', async (t) => {
  const store = temporaryProject(t);
  const folder = brightAndDim(t);
  write(join(folder, 'dim', 'wider.tif'), 1200, 1, 50);
  assert.equal((await importInto(store, folder)).window, null);
  store.windows.choose({ low: 0, high: 8000 }, who);
  const more = temporaryFolder(t);
  write(join(more, 'more.tif'), 2000, 99);
  assert.equal((await importInto(store, more)).window, null);
  assert.deepEqual(store.images.get(26 as ImageId).window, { low: 0, high: 8000 });
});

test('images with windows set for their folders are trained on together, and predicted as their folders say', async (t) => {
  const store = temporaryProject(t);
  const folder = temporaryFolder(t);
  for (const [of, site] of ['one', 'two'].entries()) {
    for (const [at, name] of ['bright', 'dim'].entries()) {
      mkdirSync(join(folder, site, name), { recursive: true });
      for (let seed = 0; seed < 4; seed++)
        write(join(folder, site, name, `${seed}.tif`), [4000, 1200][at]! * [1, 3][of]!, seed + 10 * at + 20 * of);
    }
  }
  await importInto(store, folder);
  const [narrow, wide] = [
    { low: 0, high: 4000 },
    { low: 0, high: 12_000 },
  ];
  store.windows.choose(narrow, who);
  store.windows.choose(wide, who, { folder: join(folder, 'two') });
  const { windows, images } = readSnapshot(store, 1);
  assert.deepEqual(windows, { window: narrow, folders: [{ folder: 'two', window: wide }] });
  for (const { id, through } of images) {
    assert.deepEqual(through?.window, store.windows.windowIn(windows, store.images.get(id)), 'seen in training as a run shows it');
  }
  const shown = async (image: number) => brightness(await viewThrough(pool, store, image as ImageId, { windows, readings: plainReadings }));
  assert.ok(Math.abs((await shown(1)) - (await shown(9))) < 3, 'both sites look alike');

  const more = join(folder, 'two', 'late.tif');
  write(more, 5000, 77);
  await importInto(store, join(folder, 'two'));
  assert.deepEqual(store.images.get(store.images.findFile(more)!.image).window, wide);
  store.annotations.record(null, 'do', [{ kind: 'window', image: 1 as ImageId, value: null }], { ...who, how: 'by-hand' });
  assert.throws(() => readSnapshot(store, 1), 'an image that is not as its folder says');
});

test('a window is shown on some images before it is set, and leaves nothing behind', async (t) => {
  const store = temporaryProject(t);
  const folder = brightAndDim(t);
  await importInto(store, folder);
  const before = readdirSync(store.cacheFolder, { recursive: true }).length;
  const seen = async (wish: Parameters<typeof previews>[2]) => {
    const { pictures } = await previews(pool, store, wish);
    const means = pictures.map(async ({ jpeg }) => (await sharp(Buffer.from(jpeg, 'base64')).stats()).channels[0]!.mean);
    return { names: pictures.map(({ name }) => name), means: await Promise.all(means) };
  };
  const dim = join(folder, 'dim');
  const all = await seen({ window: 'shared' });
  assert.deepEqual(all.names, ['0.tif', '6.tif', '0.tif', '6.tif']);
  assert.ok(all.means[0]! > 100 && all.means[3]! < 60, all.means.join());
  assert.ok((await seen({ window: 'own' })).means[3]! > 100);
  assert.ok((await seen({ window: 'shared', folder: dim })).means[3]! > 100, 'one that fits the folder');
  assert.ok((await seen({ window: { low: 0, high: 60_000 }, folder: dim })).means.every((mean) => mean < 10));
  assert.deepEqual((await seen({ window: 'own', folder: join(folder, 'none') })).names, []);
  assert.equal(readdirSync(store.cacheFolder, { recursive: true }).length, before);
  const spread = await histogramSeen(pool, store, dim);
  assert.deepEqual([spread.of, spread.histogram?.images, spread.histogram?.high], [12, 12, 1211]);
  rmSync(dim, { recursive: true });
  assert.deepEqual(await previews(pool, store, { window: 'own', folder: dim }), { pictures: [] });
  assert.deepEqual(await histogramSeen(pool, store, dim), { of: 12, histogram: null });
});

test('images that go through different windows are not trained on together', (t) => {
  const store = temporaryProject(t);
  let number = 0;
  const of = (name: string, facts: Partial<ImportedImage>) =>
    record(`/deep/${name}.tif`, {
      format: 'tiff',
      bitDepth: 16,
      tone: { low: 0, high: 900 },
      fingerprint: fingerprintOf(number++),
      ...facts,
    });
  store.images.addBatch(
    ['a', 'b', 'c', 'd'].flatMap((name) => [
      of(`${name}1`, { className: name < 'c' ? 'x' : 'y' }),
      of(`${name}2`, { className: name < 'c' ? 'x' : 'y' }),
    ]),
    who,
  );
  assert.equal(readSnapshot(store, 1).windows.window, null);
  store.images.addBatch([of('late', { className: 'x', window: { low: 0, high: 5000 } })], who);
  assert.throws(
    () => readSnapshot(store, 1),
    (error) => error instanceof StudioError && error.code === 'windows-differ',
  );
  store.windows.choose({ low: 0, high: 5000 }, who);
  assert.deepEqual(readSnapshot(store, 1).windows.window, { low: 0, high: 5000 });
});
