import assert from 'node:assert/strict';
import { test } from 'node:test';
import { augmentationsFor } from '../../../../engine/domain/models/augmentations.ts';
import { copiesOf } from '../../../../renderer/screens/train/seen-copies.ts';

const variations = (['any', 'mirror', 'matters'] as const).flatMap((orientation) =>
  [true, false].map((framing) => ({ orientation, framing, light: true })),
);

test('the copies that a head is said to learn from are those that it learns from', () => {
  for (const variation of variations) {
    const made = augmentationsFor(variation).map(({ name }) => (name.startsWith('mirror') ? 'mirrored' : 'cropped'));
    assert.deepEqual(copiesOf(variation, 'head'), [...new Set(made)], JSON.stringify(variation));
  }
});

test('a network also learns from rotated copies, and lighter and darker ones', () => {
  assert.deepEqual(copiesOf({ orientation: 'any', framing: true, light: true }, 'network'), ['turned', 'mirrored', 'cropped', 'lit']);
  assert.deepEqual(copiesOf({ orientation: 'any', framing: true, light: true }, 'none'), []);
});
