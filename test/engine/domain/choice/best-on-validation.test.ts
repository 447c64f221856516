import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestOnValidation, type ChosenByValidation } from '../../../../engine/domain/choice/best-on-validation.ts';
import type { RunId } from '../../../../engine/domain/ids.ts';

const run = (number: number, value: number | null, facts: Partial<ChosenByValidation> = {}): ChosenByValidation & { accuracy: number } => ({
  run: number as RunId,
  state: 'done',
  stale: false,
  validation: value === null ? null : { value, low: value - 0.1, high: value + 0.1 },
  accuracy: 1 - (value ?? 0),
  ...facts,
});

test('the best run is the best on the validation images, even where the test scores run the other way', () => {
  const runs = [run(1, 0.8), run(2, 0.9), run(3, 0.7)];
  assert.equal(bestOnValidation(runs), 2);
  assert.equal(runs.toSorted((a, b) => b.accuracy - a.accuracy)[0]!.run, 3, 'a choice by the test would be another');
});

test('stale and unfinished runs are no choice, and of equals the earliest is taken', () => {
  assert.equal(bestOnValidation([run(1, 0.8), run(2, 0.9, { stale: true }), run(3, 0.95, { state: 'failed' }), run(4, 0.8)]), 1);
});

test('with fewer than two there is nothing to choose', () => {
  assert.equal(bestOnValidation([run(1, 0.8), run(2, null)]), null);
  assert.equal(bestOnValidation([]), null);
});
