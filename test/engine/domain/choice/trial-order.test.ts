import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inTrialOrder, type RankedPlace } from '../../../../engine/domain/choice/trial-order.ts';

const candidates = [
  { source: 'small', cost: 1 },
  { source: 'middle', cost: 5 },
  { source: 'large', cost: 9 },
  { source: 'new', cost: 3 },
  { source: 'newer', cost: 2 },
];
const order = (ranked: readonly RankedPlace[]): string =>
  inTrialOrder(candidates, ranked)
    .map(({ source }) => source)
    .join(' ');
const place = (source: string, tiedWithBest = false): RankedPlace => ({ source, tiedWithBest });

describe('the order in which source models are tried', () => {
  test('is the cheapest first without a ranking', () => {
    assert.equal(order([]), 'small newer new middle large');
  });

  test('is that of the ranking, whatever they cost, and those that it does not know come last', () => {
    assert.equal(order([place('large', true), place('middle'), place('small')]), 'large middle small newer new');
  });

  test('of those that the ranking cannot tell apart from the best, the cheapest comes first', () => {
    assert.equal(order([place('large', true), place('small'), place('middle', true)]), 'middle large small newer new');
  });

  test('a source model that is gone since, or is tried already, leaves no gap', () => {
    assert.equal(order([place('gone', true), place('large'), place('middle')]), 'large middle small newer new');
  });
});
