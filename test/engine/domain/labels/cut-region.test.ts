import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutRegion, type GivenBox } from '../../../../engine/domain/labels/cut-region.ts';

const picture = { width: 400, height: 200, orientation: 1 };
const rules = { widen: 0, leastSide: 10 };
const box = (x: number, y: number, width: number, height: number, facts: Partial<GivenBox> = {}): GivenBox => ({
  x,
  y,
  width,
  height,
  unit: 'pixel',
  of: null,
  ...facts,
});

describe('the region to cut out for a box', () => {
  test('is the box in whole pixels, from pixels or from shares', () => {
    const expected = { x: 10, y: 20, width: 100, height: 50 };
    assert.deepEqual(cutRegion(box(10.2, 19.8, 100, 50.1), picture, rules), { box: expected, cut: expected });
    assert.deepEqual(cutRegion(box(0.025, 0.1, 0.25, 0.25, { unit: 'share' }), picture, rules), { box: expected, cut: expected });
  });

  test('is widened by a share of its size, and never beyond the picture', () => {
    assert.deepEqual(cutRegion(box(100, 50, 100, 40), picture, { ...rules, widen: 0.5 }), {
      box: { x: 100, y: 50, width: 100, height: 40 },
      cut: { x: 75, y: 40, width: 150, height: 60 },
    });
    assert.deepEqual(cutRegion(box(350, 0, 100, 40), picture, { ...rules, widen: 0.5 }), {
      box: { x: 350, y: 0, width: 50, height: 40 },
      cut: { x: 338, y: 0, width: 62, height: 50 },
    });
  });

  test('does not exist outside the picture, without area, or for a box that is too small', () => {
    assert.equal(cutRegion(box(400, 0, 50, 50), picture, rules), 'box-outside');
    assert.equal(cutRegion(box(-60, 0, 50, 50), picture, rules), 'box-outside');
    assert.equal(cutRegion(box(10, 10, 0, 50), picture, rules), 'box-outside');
    assert.equal(cutRegion(box(NaN, 10, 20, 50), picture, rules), 'box-outside');
    assert.equal(cutRegion(box(10, 10, 9, 50), picture, rules), 'box-too-small');
    assert.equal(cutRegion(box(392, 10, 30, 50), picture, rules), 'box-too-small', 'what lies outside does not count');
  });

  test('follows a picture that was shrunk for labelling', () => {
    const small = cutRegion(box(10, 20, 50, 25, { of: { width: 200, height: 100 } }), picture, rules);
    assert.deepEqual(small, cutRegion(box(20, 40, 100, 50), picture, rules));
    assert.equal(cutRegion(box(10, 20, 50, 25, { of: { width: 200, height: 200 } }), picture, rules), 'box-of-another-picture');
  });

  test('follows a picture that was labelled without its orientation', () => {
    // The stored picture is 200 x 400; its mark at x 150 to 190, y 20 to 60 is upright at these places.
    const stored = box(150, 20, 40, 40, { of: { width: 200, height: 400 } });
    const places = { 5: [20, 150], 6: [340, 150], 7: [340, 10], 8: [20, 10] };
    for (const [orientation, [x, y]] of Object.entries(places)) {
      const cut = { x, y, width: 40, height: 40 };
      assert.deepEqual(cutRegion(stored, { ...picture, orientation: Number(orientation) }, rules), { box: cut, cut }, orientation);
    }
    assert.equal(cutRegion(stored, picture, rules), 'box-of-another-picture');
  });
});
