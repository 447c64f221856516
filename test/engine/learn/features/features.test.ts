import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import type { ContentHash } from '../../../../engine/domain/ids.ts';
import type { Raster } from '../../../../engine/domain/raster.ts';
import { FeatureStore } from '../../../../engine/models/forward/feature-store.ts';
import { extractFeatures } from '../../../../engine/learn/features/features.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex') as ContentHash;
const space = { source: hashOf('source'), cut: 'block/1', dimension: 3 };
const vector = (first: number) => [first, first + 0.25, first + 0.5];

/** Stands for a frozen part: the features of a picture are three numbers that follow from its width. */
const frozen = {
  dimension: 3,
  asked: 0,
  features(pictures: readonly Raster[]) {
    this.asked += pictures.length;
    return Float32Array.from(pictures.flatMap(({ width }) => vector(width)));
  },
};
const images = (count: number) => Array.from({ length: count }, (_, index) => ({ hash: hashOf(`${index}`), view: String(index + 1) }));
const readRaster = (view: string): Promise<Raster> =>
  Promise.resolve({ width: Number(view), height: 1, pixels: new Uint8Array(Number(view) * 3) });

test('features are computed once for each content, kept, and given in the order of the images', async (t) => {
  const folder = temporaryFolder(t);
  const store = new FeatureStore(folder, space);
  const wanted = [...images(40), images(1)[0]!];
  const part = { ...frozen };
  const steps: number[] = [];
  const first = await extractFeatures({ frozen: part, images: wanted, store, readRaster, onProgress: (done) => steps.push(done) });
  assert.deepEqual(
    [...first],
    wanted.flatMap(({ view }) => vector(Number(view))),
  );
  assert.equal(part.asked, 40);
  assert.deepEqual(steps, [1, 17, 33, 41]);
  store.close();
  const again = new FeatureStore(folder, space);
  const second = await extractFeatures({
    frozen: part,
    images: wanted.toReversed(),
    store: again,
    readRaster: () => Promise.reject(new Error('not asked')),
  });
  assert.deepEqual(
    [...second],
    wanted.toReversed().flatMap(({ view }) => vector(Number(view))),
  );
  assert.equal(part.asked, 40);
  again.close();
});

test('a stopped extraction says so, keeps the finished batches and goes on from there', async (t) => {
  const store = new FeatureStore(temporaryFolder(t), space);
  t.after(() => store.close());
  const stop = new AbortController();
  const job = { frozen: { ...frozen }, images: images(64), store, readRaster };
  const onProgress = (done: number) => {
    if (done === 32) stop.abort();
  };
  await assert.rejects(extractFeatures({ ...job, onProgress, signal: stop.signal }), (error: StudioError) => error.code === 'stopped');
  assert.equal(store.size, 32);
  await extractFeatures(job);
  assert.equal(job.frozen.asked, 64);
});

test('a picture that cannot be read fails the extraction with its own failure', async (t) => {
  const store = new FeatureStore(temporaryFolder(t), space);
  t.after(() => store.close());
  const failing = (view: string) => (view === '20' ? Promise.reject(new Error('gone')) : readRaster(view));
  await assert.rejects(extractFeatures({ frozen: { ...frozen }, images: images(64), store, readRaster: failing }), /gone/);
  assert.equal(store.size, 16);
});

test('a torn end of either file never gives a wrong vector', (t) => {
  for (const tear of ['vectors.f32', 'keys']) {
    for (const missing of [1, 13, 40]) {
      const folder = temporaryFolder(t);
      const store = new FeatureStore(folder, space);
      store.append(
        images(5).map(({ hash }) => hash),
        Float32Array.from([1, 2, 3, 4, 5].flatMap(vector)),
      );
      store.close();
      const size = readFileSync(join(store.folder, tear)).length;
      truncateSync(join(store.folder, tear), size - missing);
      const again = new FeatureStore(folder, space);
      const kept = images(5).filter(({ hash }) => again.has(hash));
      assert.ok(kept.length < 5 && kept.length > 0);
      again.append(
        images(5).map(({ hash }) => hash),
        Float32Array.from([1, 2, 3, 4, 5].flatMap(vector)),
      );
      assert.deepEqual([...again.read(images(5).map(({ hash }) => hash))], [1, 2, 3, 4, 5].flatMap(vector));
      again.close();
    }
  }
});

test('a vector whose key was never written does not count, as after a kill between the two writes', (t) => {
  const folder = temporaryFolder(t);
  const store = new FeatureStore(folder, space);
  store.append([hashOf('a')], Float32Array.from(vector(1)));
  store.close();
  appendFileSync(join(store.folder, 'vectors.f32'), new Uint8Array(Float32Array.from(vector(9)).buffer));
  const again = new FeatureStore(folder, space);
  again.append([hashOf('b')], Float32Array.from(vector(2)));
  assert.deepEqual([...again.read([hashOf('b'), hashOf('a')])], [...vector(2), ...vector(1)]);
  again.close();
});

test('a store of another length of features, or with a damaged description, is begun anew', (t) => {
  const folder = temporaryFolder(t);
  const store = new FeatureStore(folder, space);
  store.append([hashOf('a')], Float32Array.from(vector(1)));
  store.close();
  const wider = new FeatureStore(folder, { ...space, dimension: 4 });
  assert.equal(wider.size, 0);
  wider.append([hashOf('a')], Float32Array.of(1, 2, 3, 4));
  wider.close();
  writeFileSync(join(wider.folder, 'meta.json'), '{');
  const anew = new FeatureStore(folder, { ...space, dimension: 4 });
  assert.equal(anew.size, 0);
  assert.throws(() => anew.read([hashOf('a')]), RangeError);
  anew.close();
});
