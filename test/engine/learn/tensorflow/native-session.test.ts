import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';

interface Binding {
  readonly TF_FLOAT: number;
  createTensor(shape: number[], dtype: number, values: Float32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array;
}

test('TensorFlow gets a copy of what it is fed: a thread of its own that lets go of a JavaScript array would end the process', () => {
  const { binding } = tensorFlow().backend() as unknown as { binding: Binding };
  // Where memory begins at a multiple of 64 bytes TensorFlow could take it as it is: one in sixteen of these does.
  const room = new Float32Array(1 << 12);
  const ids: number[] = [];
  for (let at = 0; at < 16; at++) {
    const values = room.subarray(at * 65, at * 65 + 64).fill(1);
    ids.push(binding.createTensor([64], binding.TF_FLOAT, values));
  }
  room.fill(2);
  for (const id of ids) {
    assert.deepEqual(
      [...binding.tensorDataSync(id)],
      Array.from({ length: 64 }, () => 1),
    );
    binding.deleteTensor(id);
  }
});
