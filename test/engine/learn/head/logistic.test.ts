import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { linearScores } from '../../../../engine/learn/head/logistic-loss.ts';
import { solveLogistic } from '../../../../engine/learn/head/logistic.ts';
import type { LogisticRows } from '../../../../engine/learn/head/logistic-problem.ts';
import { principalRows } from '../../../../engine/learn/head/principal-rows.ts';
import { softmaxInPlace } from '../../../../engine/learn/head/softmax.ts';

interface Fixture {
  dimension: number;
  classes: number;
  labels: number[];
  features: number[];
  optima: { C: number; objective: number; probabilities: number[] }[];
}
const fixture = JSON.parse(readFileSync(new URL('../../../fixtures/heads/logistic.json', import.meta.url), 'utf8')) as Fixture;
const labels = Int32Array.from(fixture.labels);
const { classes } = fixture;
const exact = { tolerance: 1e-9, iterations: 1000 };
const noPause = (): Promise<void> => Promise.resolve();

function withRows<T>(work: (rows: LogisticRows) => Promise<T>): Promise<T> {
  const principal = principalRows(Float32Array.from(fixture.features), fixture.dimension);
  const rows: LogisticRows = {
    coordinates: principal.coordinates,
    labels,
    classes,
    meanSquares: principal.strengths.map((strength) => strength / labels.length),
  };
  return work(rows).finally(() => principal.dispose());
}

const startOf = (rows: LogisticRows): Float64Array => new Float64Array(classes * (rows.coordinates.columns + 1));

function probabilitiesOf(rows: LogisticRows, point: Float64Array, row: number): number[] {
  const probabilities = linearScores(rows, [point]).slice(row * classes, (row + 1) * classes);
  softmaxInPlace(probabilities, classes);
  return [...probabilities];
}

test('the optimum is that of scikit-learn at the same C', () =>
  withRows(async (rows) => {
    const problems = fixture.optima.map(({ C }) => ({ penalty: 1 / (C * labels.length), learns: null, start: startOf(rows) }));
    const solved = await solveLogistic(rows, problems, exact, noPause);
    fixture.optima.forEach(({ C, objective, probabilities }, at) => {
      assert.ok(Math.abs(solved[at]!.value - objective) < 1e-5, `C ${C}: ${solved[at]!.value}, scikit-learn ${objective}`);
      const own = [0, 1, 2].flatMap((row) => probabilitiesOf(rows, solved[at]!.point, row));
      own.forEach((value, index) => assert.ok(Math.abs(value - probabilities[index]!) < 1e-3, `C ${C}: ${value}, ${probabilities[index]}`));
    });
  }));

test('the comparison with scikit-learn notices another penalty', () =>
  withRows(async (rows) => {
    const { C, objective } = fixture.optima[2]!;
    const [solved] = await solveLogistic(rows, [{ penalty: 2 / (C * labels.length), learns: null, start: startOf(rows) }], exact, noPause);
    assert.ok(Math.abs(solved!.value - objective) > 1e-3);
  }));

test('problems solved together give what each gives alone', () =>
  withRows(async (rows) => {
    const problems = [0.1, 0.001].map((penalty) => ({ penalty, learns: null, start: startOf(rows) }));
    const together = await solveLogistic(rows, problems, exact, noPause);
    const alone = [
      await solveLogistic(rows, [problems[0]!], exact, noPause),
      await solveLogistic(rows, [problems[1]!], exact, noPause),
    ].flat();
    together.forEach(({ value }, at) => assert.ok(Math.abs(value - alone[at]!.value) < 1e-6));
  }));

test('rows that are held out change nothing', () =>
  withRows(async (rows) => {
    const learns = Uint8Array.from(labels, (_, row) => (row % 3 === 0 ? 0 : 1));
    const problem = { penalty: 0.01, learns, start: startOf(rows) };
    const [solved] = await solveLogistic(rows, [problem], exact, noPause);
    const other = labels.map((label, row) => (learns[row] === 0 ? (label + 1) % classes : label));
    const [changed] = await solveLogistic({ ...rows, labels: other }, [problem], exact, noPause);
    assert.deepEqual(solved, changed);
  }));

test('a pause that throws ends the work and leaves no tensor behind', async () => {
  const before = tensorFlow().memory().numTensors;
  await assert.rejects(
    withRows((rows) =>
      solveLogistic(rows, [{ penalty: 0.1, learns: null, start: startOf(rows) }], exact, () => Promise.reject(new Error('stop'))),
    ),
  );
  assert.equal(tensorFlow().memory().numTensors, before);
});
