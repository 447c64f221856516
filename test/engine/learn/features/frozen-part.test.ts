import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test, { type TestContext } from 'node:test';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { FrozenPart } from '../../../../engine/learn/features/frozen-part.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../../support/models/tiny-source.ts';

const liveTensors = () => (tensorFlow().backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();
const graphFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('graft-graph-')).length;

test('features do not depend on the other pictures of a batch or on their number', async (t) => {
  const frozen = await FrozenPart.load(await writeTinySource(temporaryFolder(t)), 'sum');
  t.after(() => frozen.dispose());
  assert.equal(frozen.dimension, 6);
  const pictures = noisePictures(...Array.from({ length: 19 }, (_, index) => [5 + index * 3, 40 - index] as const));
  const together = frozen.features(pictures);
  assert.equal(together.length, 19 * 6);
  for (const [index, picture] of pictures.entries()) {
    const alone = frozen.features([picture]);
    alone.forEach((value, d) => assert.ok(Math.abs(value - (together[index * 6 + d] ?? NaN)) < 1e-5));
  }
  assert.notDeepEqual(together.slice(0, 6), together.slice(6, 12));
  assert.equal(frozen.features([]).length, 0);
});

test('no tensor, session or folder is left after features were computed', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  // Of its own: other processes make and remove such folders in the usual one.
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = temporaryFolder(t);
  t.after(() => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  });
  const before = { tensors: liveTensors(), known: tensorFlow().memory().numTensors, folders: graphFolders() };
  for (let round = 0; round < 3; round++) {
    const frozen = await FrozenPart.load(folder);
    for (let again = 0; again < 5; again++) frozen.features(noisePictures([20, 30], [16, 16]));
    frozen.dispose();
    frozen.dispose();
    assert.throws(() => frozen.features(noisePictures([4, 4])), /closed/);
  }
  assert.ok(graphFolders() <= before.folders);
  assert.deepEqual({ tensors: liveTensors(), known: tensorFlow().memory().numTensors }, { tensors: before.tensors, known: before.known });
});

test('a card that states another number of features than the model gives is refused', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t), { cuts: [{ layer: 'pool', outputShape: [7] }] });
  await assert.rejects(
    FrozenPart.load(folder),
    (error: StudioError) => error.code === 'source-card-damaged' && /gives \[6\] and not 7/.test(String(error.facts.detail)),
  );
});

test('a cut that the card does not name is refused', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  await assert.rejects(FrozenPart.load(folder, 'depth'), (error: StudioError) => error.code === 'cut-not-found');
});

test('a joined cut gives the features of its layers side by side in the order of the network, however they are named', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  const pictures = noisePictures([20, 30], [16, 16], [9, 5]);
  const alone = await Promise.all(['conv_bn', 'pool'].map(async (cut) => featuresAt(t, folder, cut, pictures)));
  for (const cut of ['conv_bn+pool', 'pool+conv_bn']) {
    const joined = await FrozenPart.load(folder, cut);
    t.after(() => joined.dispose());
    assert.equal(joined.dimension, 12);
    assert.equal(joined.cut, 'conv_bn+pool');
    joined.features(pictures).forEach((value, at) => {
      const part = alone[at % 12 < 6 ? 0 : 1]!;
      assert.ok(Math.abs(value - part[Math.floor(at / 12) * 6 + (at % 6)]!) < 1e-5);
    });
  }
});

test('a joined cut may end before a normalisation that another part goes through', async (t) => {
  const cuts = [
    { layer: 'conv', outputShape: [8, 8, 6] },
    { layer: 'pool', outputShape: [6] },
  ];
  const folder = await writeTinySource(temporaryFolder(t), { cuts });
  const pictures = noisePictures([20, 30]);
  const joined = await featuresAt(t, folder, 'conv+pool', pictures);
  for (const [at, cut] of ['conv', 'pool'].entries()) {
    (await featuresAt(t, folder, cut, pictures)).forEach((value, d) => assert.ok(Math.abs(value - joined[at * 6 + d]!) < 1e-5));
  }
});

test('a joined cut with an unknown layer, with one twice or with none is refused', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  for (const cut of ['pool+depth', 'pool+pool', 'pool+', '+', '']) {
    await assert.rejects(FrozenPart.load(folder, cut), (error: StudioError) => error.code === 'cut-not-found', cut);
  }
});

async function featuresAt(t: TestContext, folder: string, cut: string, pictures: ReturnType<typeof noisePictures>): Promise<Float32Array> {
  const frozen = await FrozenPart.load(folder, cut);
  t.after(() => frozen.dispose());
  return frozen.features(pictures);
}
