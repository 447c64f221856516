import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { zipSync } from 'fflate';
import type { FailureCode, StudioError } from '../../../../engine/domain/failure.ts';
import { openH5 } from '../../../../engine/models/intake/keras-h5.ts';
import { UnreadableModel } from '../../../../engine/models/intake/model-file.ts';
import { SourceZip } from '../../../../engine/models/intake/source-zip.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { readTorchFile } from '../../../../engine/models/intake/torch-file.ts';
import { changedH5 } from '../../../support/models/h5-elsewhere.ts';
import { kerasModel } from '../../../support/keras-models.ts';
import { torchFile } from '../../../support/models/torch-writer.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function refusedTopology(t: TestContext, topology: string, code: FailureCode, detail: RegExp): Promise<void> {
  const folder = join(temporaryFolder(t), 'model');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'model.json'),
    `{"modelTopology": ${topology}, "weightsManifest": [{"paths": ["weights.bin"], "weights": []}]}`,
  );
  writeFileSync(join(folder, 'weights.bin'), '');
  await assert.rejects(takeInModel(folder, { id: 'x', from: 'x', scaling: 'none' }, join(folder, 'made')), (error: StudioError) => {
    assert.equal(error.code, code, String(error.stack));
    assert.match(String(error.facts.detail), detail);
    return true;
  });
}

const layer = (kind: string, name: string, more: object = {}, from?: readonly string[]): object => ({
  class_name: kind,
  name,
  config: { name, ...more },
  inbound_nodes: from === undefined ? [] : [from.map((each) => [each, 0, 0, {}])],
});
const network = (layers: readonly object[], last: string): string =>
  JSON.stringify({ class_name: 'Model', config: { name: 'm', layers, input_layers: [['in', 0, 0]], output_layers: [[last, 0, 0]] } });
const input = layer('InputLayer', 'in', { batch_input_shape: [null, 8, 8, 3] });

test('a description that is nested a hundred thousand times is refused', async (t) => {
  const nested = `${'['.repeat(100_000)}"in", 0, 0${']'.repeat(100_000)}`;
  await refusedTopology(t, network([input], 'in').replace('[["in",0,0]]', nested), 'source-file-unreadable', /nested too deep/);
});

test('more layers than any network has are refused, and so are more inputs of one', async (t) => {
  const chain = Array.from({ length: 5000 }, (_, at) => layer('ReLU', `r${at}`, {}, [at === 0 ? 'in' : `r${at - 1}`]));
  await refusedTopology(t, network([input, ...chain], 'r4999'), 'source-too-large', /more than 5000 layers/);
  await refusedTopology(
    t,
    network(
      [
        input,
        layer(
          'Add',
          'sum',
          {},
          Array.from({ length: 101 }, () => 'in'),
        ),
      ],
      'sum',
    ),
    'source-unsupported',
    /101 inputs/,
  );
});

test('a dataset that says it holds more than its file is refused before room is made for it', async (t) => {
  const bytes = await changedH5(kerasModel('sequential.h5'), (file) => {
    file
      .create_dataset({
        name: 'packed',
        data: new Float32Array(77),
        shape: [7, 11],
        maxshape: [null, null],
        chunks: [7, 11],
        compression: 'gzip',
      })
      .resize([2 ** 14, 2 ** 13]);
  });
  const file = await openH5(bytes);
  t.after(() => file.close());
  assert.deepEqual(file.shape('packed'), [2 ** 14, 2 ** 13]);
  const before = process.memoryUsage().rss;
  assert.throws(
    () => file.read('packed'),
    (error: Error) => error instanceof UnreadableModel && /holds 536870912 bytes, which the file has not/.test(error.message),
  );
  assert.ok(process.memoryUsage().rss - before < 2 ** 27);
});

test('a zip whose file is said to be longer packed than unpacked is refused from its directory', async (t) => {
  const bytes = Buffer.from(zipSync({ 'weights.bin': new Uint8Array(10) }));
  const directory = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  bytes.writeUInt32LE(2 ** 31, directory + 20);
  const path = join(temporaryFolder(t), 'a.zip');
  writeFileSync(path, bytes);
  await assert.rejects(SourceZip.open(path), /weights\.bin is not what its directory says/);
});

test('a pickle that appends very many values or goes on for ever is refused as damaged', () => {
  const tensors = { a: { shape: [1], numbers: [1] } };
  const remember = Buffer.from([0x71, 0x01]);
  assert.equal(readTorchFile(torchFile(tensors, { more: remember })).size, 1);
  assert.throws(() => readTorchFile(torchFile(tensors, { more: Buffer.alloc(2_200_000, remember) })), UnreadableModel);
  const append = Buffer.concat([Buffer.from([0x5d, 0x28]), Buffer.alloc(300_000, 0x4e), Buffer.from([0x65])]);
  assert.throws(() => readTorchFile(torchFile(tensors, { more: append })), UnreadableModel);
});
