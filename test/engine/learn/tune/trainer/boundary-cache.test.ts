import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { usualVariation } from '../../../../../engine/domain/models/usual-variation.ts';
import { readSource } from '../../../../../engine/models/library/source-models.ts';
import { BoundaryCache, placeOfActivations, versionsKept } from '../../../../../engine/learn/tune/trainer/boundary-cache.ts';
import { PictureChanger } from '../../../../../engine/learn/tune/trainer/picture-changer.ts';
import { picturesInMemory } from '../../../../../engine/learn/tune/trainer/prepared-pictures.ts';
import { Trainer } from '../../../../../engine/learn/tune/trainer/trainer.ts';
import { changeOf, unchanged } from '../../../../../engine/learn/tune/trainer/variations.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../../../support/models/tiny-source.ts';
import { trainerSpec } from '../../../../support/models/trainers.ts';

const side = 16;
const count = 5;
const seed = 7;
const pixels = Uint8Array.from(
  noisePictures(...Array.from({ length: count }, () => [side, side] as const)).flatMap((picture) => [...picture.pixels]),
);

test('four passes show an image as it is and in three variations, each as it would be computed; on the disk to 16 bits', async (t) => {
  const folder = temporaryFolder(t);
  const source = await readSource(await writeTinySource(join(folder, 'tiny')));
  const trainer = await Trainer.load({ ...trainerSpec(source), tuneFrom: 'part_2', input: 'boundary' });
  const changer = new PictureChanger(side);
  t.after(() => {
    trainer.dispose();
    changer.dispose();
  });
  const pictures = picturesInMemory(side, pixels);
  const file = join(folder, 'activations');
  const job = { trainer, changer, pictures, variation: usualVariation, seed, batchSize: 3, pause: () => Promise.resolve() };
  const inMemory = await BoundaryCache.of({ ...job, file: null });
  const onDisk = await BoundaryCache.of({ ...job, file });
  assert.ok(existsSync(file));

  const image = 2;
  const version = (number: number): Float32Array =>
    trainer.boundary(changer.change(pictures.read([image]), [number === 0 ? unchanged : changeOf(usualVariation, seed, number, image)]));
  const distance = (a: Float32Array, b: Float32Array): number => Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));
  const expected = Array.from({ length: versionsKept }, (_, number) => version(number));
  const seen = new Set<number>();
  for (let epoch = 0; epoch < versionsKept; epoch++) {
    const batch = { places: [image], epochs: [epoch] };
    const found = inMemory.batch(batch);
    const number = expected.findIndex((each) => distance(each, found) < 1e-5);
    assert.ok(number >= 0, `pass ${epoch}`);
    seen.add(number);
    const rough = onDisk.batch(batch);
    assert.ok(
      rough.every((value, at) => Math.abs(value - found[at]!) <= Math.abs(found[at]!) * 2 ** -10),
      'half precision',
    );
  }
  assert.equal(seen.size, versionsKept);
  assert.deepEqual(inMemory.batch({ places: [image], epochs: [1] }), inMemory.batch({ places: [image], epochs: [1 + versionsKept] }));
  inMemory.close();
  onDisk.close();
  assert.equal(existsSync(file), false);
});

test('activations go where they fit by a rule that knows only the data', () => {
  const room = { memoryBytes: 1600, diskBytes: 2400, file: 'activations' };
  assert.equal(placeOfActivations(10, 10, room), 'in-memory');
  assert.equal(placeOfActivations(30, 10, room), 'on-disk');
  assert.equal(placeOfActivations(31, 10, room), 'computed-each-step');
  assert.equal(placeOfActivations(30, 10, { ...room, file: null }), 'computed-each-step');
});
