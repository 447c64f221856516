import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test from 'node:test';
import type { StudioError } from '../../../engine/domain/failure.ts';
import { tensorFlow } from '../../../engine/learn/backend.ts';
import { FrozenPart } from '../../../engine/learn/frozen-part.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../support/tiny-source.ts';

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
  await assert.rejects(FrozenPart.load(folder), (error: StudioError) => error.code === 'source-card-damaged' && /gives \[6\] and not 7/.test(String(error.facts.detail)));
});

test('a cut that the card does not name is refused', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  await assert.rejects(FrozenPart.load(folder, 'depth'), (error: StudioError) => error.code === 'cut-not-found');
});
