import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzyEdges } from '../../../../engine/domain/map/fuzzy-edges.ts';

test('a row is sure of its nearest neighbour, and an edge counts as what at least one of its ends says', () => {
  // On a line at 0, 1, 3 and 10: the last is nobody's nearest.
  const edges = fuzzyEdges({
    k: 2,
    rows: Int32Array.of(1, 2, 0, 2, 1, 0, 2, 1),
    distances: Float32Array.of(1, 3, 1, 2, 2, 3, 7, 9),
  });
  const weights = new Map([...edges.from].map((from, at) => [`${from} ${edges.to[at]}`, edges.weights[at]!]));
  assert.deepEqual([...weights.keys()].sort(), ['0 1', '0 2', '1 2', '3 1', '3 2']);
  assert.equal(weights.get('0 1'), 1);
  assert.equal(weights.get('1 2'), 1, 'nearest for one end is enough');
  assert.equal(weights.get('3 2'), 1);
  assert.ok(weights.get('3 1')! < 0.01, 'with two neighbours, all certainty is used up by the nearest one');
  for (const weight of weights.values()) assert.ok(weight >= 0 && weight <= 1);
});

test('the neighbours of a row together count as the logarithm of their number, however far they are', () => {
  const k = 8;
  for (const scale of [1e-3, 1, 1e3]) {
    const distances = Float32Array.from({ length: k }, (_, at) => scale * (1 + at));
    // Row 0 knows the others, which know none: its edges are all there are.
    const rows = Int32Array.from({ length: 9 * k }, (_, at) => (at < k ? at + 1 : Math.floor(at / k) === 8 ? 7 : 8));
    const all = Float32Array.from({ length: 9 * k }, (_, at) => (at < k ? distances[at]! : scale));
    const { from, weights } = fuzzyEdges({ k, rows, distances: all });
    const own = [...weights].filter((_, at) => from[at] === 0);
    assert.equal(own.length, k);
    assert.ok(Math.abs(own.reduce((sum, weight) => sum + weight, 0) - Math.log2(k)) < 1e-3, String(scale));
  }
});
