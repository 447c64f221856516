import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceBlock } from '../../../../../engine/contract/index.ts';
import { blocksUpTo, positionOf, positionsOf } from '../../../../../renderer/screens/train/reuse/dial.ts';

const block = (name: string, parameters: number, cut: string | null): SourceBlock => ({
  name,
  parameters,
  cut,
  shape: [4, 4, 8],
  multiplyAdds: null,
  layers: [{ name: `${name}_conv`, kind: 'Conv2D', shape: [4, 4, 8], parameters }],
});
const blocks = [block('stem', 10, null), block('block_1', 20, 'block_1_add'), block('block_2', 40, 'block_2_add'), block('top', 5, 'pool')];

test('a cut ends the blocks that are used; of joined cuts the last; an unknown one keeps them all', () => {
  const names = (cut: string): string[] => blocksUpTo(blocks, cut).map(({ name }) => name);
  assert.deepEqual(names('block_1_add'), ['stem', 'block_1']);
  assert.deepEqual(names('block_2_conv'), ['stem', 'block_1', 'block_2']);
  assert.deepEqual(names('block_1_add+pool'), ['stem', 'block_1', 'block_2', 'top']);
  assert.equal(names('elsewhere').length, 4);
});

test('every position tells what is tuned and what is reused; together they are all weights', () => {
  const positions = positionsOf(blocks);
  assert.deepEqual(
    positions.map(({ tuneFrom, tuned, reused }) => [tuneFrom, tuned, reused]),
    [
      ['all', 75, 0],
      ['block_1', 65, 10],
      ['block_2', 45, 30],
      ['top', 5, 70],
      [null, 0, 75],
    ],
  );
  assert.equal(positionOf(positions, 'block_2').first, 2);
  assert.equal(positionOf(positions, null).first, 4);
  assert.equal(positionOf(positions, 'gone').tuneFrom, null);
});
