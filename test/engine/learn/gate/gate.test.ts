import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import { passGate } from '../../../../engine/learn/gate/gate.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tinyLayers, writeTinySource } from '../../../support/models/tiny-source.ts';

const failing =
  (code: string, detail: RegExp) =>
  (error: StudioError): boolean => {
    assert.equal(error.code, code, String(error.stack));
    assert.match(String(error.facts.detail), detail);
    return true;
  };

/** Changes the numbers of weights.bin, of which the card then no longer states a hash. */
function withWeights(folder: string, change: (values: Float32Array) => void): string {
  const bytes = new Uint8Array(readFileSync(join(folder, 'weights.bin')));
  change(new Float32Array(bytes.buffer));
  writeFileSync(join(folder, 'weights.bin'), bytes);
  const card = JSON.parse(readFileSync(join(folder, 'source.json'), 'utf8'));
  writeFileSync(join(folder, 'source.json'), JSON.stringify({ ...card, files: undefined }));
  return folder;
}

test('a sound model passes all six checks, with what was seen in each', async (t) => {
  const told: number[] = [];
  const { checks } = await passGate(await writeTinySource(temporaryFolder(t)), { onCheck: (done) => told.push(done) });
  assert.deepEqual(
    checks.map(({ code }) => code),
    ['layers-known', 'sizes-within-limits', 'weights-finite', 'forward', 'gradient', 'features'],
  );
  assert.deepEqual(told, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(checks[4]!.facts, { moved: 12, tensors: 12 });
});

test('weights that are no numbers are refused with the name of their layer', async (t) => {
  for (const value of [NaN, Infinity]) {
    const folder = withWeights(await writeTinySource(temporaryFolder(t)), (values) => {
      values[0] = value;
    });
    await assert.rejects(passGate(folder), failing('source-not-finite', /conv\/kernel/));
  }
});

test('a model whose numbers run over on the way is refused', async (t) => {
  const folder = withWeights(
    await writeTinySource(temporaryFolder(t), {
      layers: tinyLayers
        .filter(({ kind }) => kind !== 'ReLU')
        .map((layer) => (layer.name === 'sum' ? { ...layer, inbound: ['conv_bn', 'project_bn'] } : layer)),
    }),
    (values) => {
      values.fill(1e30);
    },
  );
  await assert.rejects(passGate(folder), failing('source-self-test-failed', /no numbers/));
});

test('a model that answers everything alike is refused', async (t) => {
  const folder = withWeights(await writeTinySource(temporaryFolder(t)), (values) => {
    values.fill(0);
  });
  await assert.rejects(passGate(folder), failing('source-self-test-failed', /same number/));
});

test('a model whose first layer sees nothing does not tell pictures apart', async (t) => {
  const folder = withWeights(await writeTinySource(temporaryFolder(t)), (values) => {
    values.fill(0, 0, 3 * 3 * 3 * 6);
  });
  await assert.rejects(passGate(folder), failing('source-self-test-failed', /does not tell different pictures apart/));
});

test('a cut whose features are not what the card says is refused, also one that is not the usual', async (t) => {
  const cuts = [
    { layer: 'sum', outputShape: [8, 8, 5] },
    { layer: 'pool', outputShape: [6] },
  ];
  await assert.rejects(passGate(await writeTinySource(temporaryFolder(t), { cuts })), failing('source-card-damaged', /12|11/));
});

test('a layer without a known gradient leaves a model that can be reused, and the check says so', async (t) => {
  const layers = tinyLayers.map((layer) =>
    layer.name === 'depth' ? { ...layer, config: { ...layer.config, dilation_rate: [2, 2] } } : layer,
  );
  const { checks } = await passGate(await writeTinySource(temporaryFolder(t), { layers }));
  assert.match(String(checks.find(({ code }) => code === 'gradient')!.facts.notTunable), /with dilation of the layer "depth/);
});
