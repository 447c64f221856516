import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ContentHash } from '../../../../../engine/domain/ids.ts';
import type { Raster } from '../../../../../engine/domain/raster.ts';
import { FrozenPart } from '../../../../../engine/learn/features/frozen-part.ts';
import { readSource } from '../../../../../engine/models/library/source-models.ts';
import { chosenPictures, FinePictures, PreparedPictures } from '../../../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { Trainer } from '../../../../../engine/learn/tune/trainer/trainer.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../../../support/models/tiny-source.ts';
import { trainerSpec } from '../../../../support/models/trainers.ts';

const rasters = noisePictures([30, 20], [16, 16], [9, 40], [64, 48]);
const images = rasters.map((_, at) => ({ hash: String(at).padStart(64, 'a') as ContentHash, view: String(at) }));
function reader(): { readRaster: (view: string) => Promise<Raster>; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    readRaster: (view) => {
      asked.push(view);
      return Promise.resolve(rasters[Number(view)]!);
    },
  };
}
function opened<T extends { close(): void }>(t: TestContext, store: T): T {
  t.after(() => {
    try {
      store.close();
    } catch {
      /* closed by the test */
    }
  });
  return store;
}

test('pictures of the size that is wanted stay exactly as they are', async (t) => {
  const folder = temporaryFolder(t);
  const prepared = await opened(t, new PreparedPictures(folder, 16)).of({ images, ...reader() });
  assert.deepEqual(prepared.read([1]), rasters[1]!.pixels);
  const fine = await opened(t, new FinePictures(folder, 16)).of({ images, ...reader() });
  assert.deepEqual([...fine.read([1])], [...rasters[1]!.pixels]);
});

test('scores on fine pictures are those of features; 8 bits come close to them', async (t) => {
  const folder = temporaryFolder(t);
  const source = await readSource(await writeTinySource(join(folder, 'tiny')));
  const frozen = await FrozenPart.load(source);
  const trainer = await Trainer.load({ ...trainerSpec(source), tuneFrom: 'part_2' });
  t.after(() => {
    frozen.dispose();
    trainer.dispose();
  });
  const expected = frozen.features(rasters);
  const worst = (found: Float32Array): number => Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)));
  const places = images.map((_, at) => at);
  const fine = await opened(t, new FinePictures(folder, 16)).of({ images, ...reader() });
  const coarse = await opened(t, new PreparedPictures(folder, 16)).of({ images, ...reader() });
  const [exact, rounded] = [worst(trainer.features(fine.read(places))), worst(trainer.features(Float32Array.from(coarse.read(places))))];
  assert.ok(exact < 1e-5, String(exact));
  assert.ok(rounded > exact && rounded < 0.01, String(rounded));
});

test('each content is read once, kept, and given in the order that is asked for', async (t) => {
  const folder = temporaryFolder(t);
  const first = reader();
  const store = new PreparedPictures(folder, 16);
  const all = await store.of({ images: [...images, images[0]!], ...first });
  assert.deepEqual(first.asked.toSorted(), ['0', '1', '2', '3']);
  const row = (rows: Uint8Array, at: number): Uint8Array => rows.subarray(at * 768, (at + 1) * 768);
  const rows = all.read([3, 0, 4]);
  assert.deepEqual(row(rows, 1), row(rows, 2));
  assert.deepEqual(chosenPictures(all, [3, 1]).read([1, 0]), all.read([1, 3]));
  store.close();

  truncateSync(join(folder, '16-8bit-v1', 'pictures'), 768 * 2 + 5);
  const again = reader();
  const reopened = await opened(t, new PreparedPictures(folder, 16)).of({ images, ...again });
  assert.deepEqual(again.asked, ['2', '3'], 'what a torn write lost is read again');
  assert.deepEqual(reopened.read([3, 0]), rows.subarray(0, 768 * 2));
});
