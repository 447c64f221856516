import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOutOfMemory } from '../../../../engine/learn/tensorflow/out-of-memory.ts';

const limited = () => true;
const unlimited = () => false;
const primitive = new Error(
  'Session fail to run with error: Operation received an exception:Status: 5, message: could not execute a primitive',
);

test('what TensorFlow reports of a failed allocation is want of memory', () => {
  for (const message of [
    'OOM when allocating tensor with shape[1,2]',
    'RESOURCE_EXHAUSTED: no',
    'Array buffer allocation failed',
    'std::bad_alloc',
  ])
    assert.ok(isOutOfMemory(new Error(message), unlimited), message);
  assert.equal(isOutOfMemory(new Error('No such node'), limited), false);
});

test('a step of the matrix library that failed without a reason is want of memory only where memory is limited', () => {
  assert.deepEqual([isOutOfMemory(primitive, limited), isOutOfMemory(primitive, unlimited)], [true, false]);
});
