import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceInfluence, fitLogEvidence, type EvidenceFit } from '../../../../engine/domain/ranking/log-evidence.ts';
import { normalRandom, randomInteger, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { gram, jacobiEigen, logNormalDensity } from '../../../support/models/dense-algebra.ts';

interface Drawn {
  readonly rows: number[][];
  readonly target: number[];
}

/** Rows of which the first `telling` features say something of the target. */
function drawn(count: number, dimension: number, seed: number, telling = 3): Drawn {
  const draw = normalRandom(seededRandom(seed));
  const rows = Array.from({ length: count }, () => Array.from({ length: dimension }, () => draw()));
  return { rows, target: rows.map((row) => (row.slice(0, telling).reduce((sum, value) => sum + value, 0) + draw() > 0 ? 1 : 0)) };
}

interface Decomposed {
  readonly fit: EvidenceFit;
  readonly strengths: number[];
  readonly vectors: number[][];
  readonly rank: number;
}

/** With weights: each row and its target counts so many times. */
function decomposed({ rows, target }: Drawn, weights = rows.map(() => 1)): Decomposed {
  const scaled = rows.map((row, at) => row.map((value) => value * Math.sqrt(weights[at]!)));
  const said = target.map((value, at) => value * Math.sqrt(weights[at]!));
  const { values, vectors } = jacobiEigen(gram(scaled));
  const kept = values.map((value, at) => ({ value, vector: vectors[at]! })).filter(({ value }) => value > 1e-9);
  const strengths = kept.map(({ value }) => value);
  const fit = fitLogEvidence({
    strengths,
    alongSquares: kept.map(({ vector }) => vector.reduce((sum, value, at) => sum + value * said[at]!, 0) ** 2),
    targetSquares: said.reduce((sum, value) => sum + value * value, 0),
    rows: weights.reduce((sum, value) => sum + value, 0),
  });
  return { fit, strengths, vectors: kept.map(({ vector }) => vector), rank: kept.length };
}

/** The log density of the target when weights and noise are normal with these precisions: what the evidence is by definition. */
function direct({ rows, target }: Drawn, { alpha, beta }: EvidenceFit): number {
  return logNormalDensity(
    target,
    gram(rows).map((row, i) => row.map((value, j) => value / alpha + (i === j ? 1 / beta : 0))),
  );
}

/** The influence of every row from the decomposition. */
function influences({ rows, target }: Drawn, { fit: { alpha, beta }, strengths, vectors }: Decomposed): number[] {
  const along = vectors.map((vector) => vector.reduce((sum, value, at) => sum + value * target[at]!, 0));
  return rows.map((_, row) => {
    let [leverage, said] = [0, 0];
    vectors.forEach((vector, at) => {
      const kept = (beta * strengths[at]!) / (alpha + beta * strengths[at]!);
      leverage += vector[row]! ** 2 * kept;
      said += vector[row]! * kept * along[at]!;
    });
    return evidenceInfluence(beta, leverage, target[row]! - said);
  });
}

describe('log evidence', () => {
  for (const [name, count, dimension] of [
    ['fewer rows than features', 24, 60],
    ['more rows than features', 60, 7],
    ['as many', 30, 30],
  ] as const) {
    test(`is the log density of the target under the model, and no other precisions give a higher one: ${name}`, () => {
      const data = drawn(count, dimension, 3);
      const { fit } = decomposed(data);
      assert.ok(Math.abs(fit.logEvidence - direct(data, fit)) < 5e-5 * count, `${fit.logEvidence}, ${direct(data, fit)}`);
      for (const [a, b] of [
        [1.2, 1],
        [0.8, 1],
        [1, 1.1],
        [1, 0.9],
      ] as const) {
        assert.ok(direct(data, { ...fit, alpha: fit.alpha * a, beta: fit.beta * b }) <= fit.logEvidence + 1e-6);
      }
    });
  }

  test('does not grow with features of mere noise; with the number of features in the place of the rank, as published, it does', () => {
    const few = drawn(40, 20, 5);
    const draw = normalRandom(seededRandom(9));
    const many = { ...few, rows: few.rows.map((row) => [...row, ...Array.from({ length: 600 }, () => draw())]) };
    const published = (data: Drawn): number => {
      const { fit, rank } = decomposed(data);
      return (fit.logEvidence + 0.5 * (data.rows[0]!.length - rank) * Math.log(fit.alpha)) / data.rows.length;
    };
    const own = (data: Drawn): number => decomposed(data).fit.logEvidence / data.rows.length;
    assert.ok(own(many) < own(few), `${own(few)} to ${own(many)}`);
    assert.ok(published(many) > published(few) + 1, `${published(few)} to ${published(many)}`);
  });

  test('is found for features that say nothing, and for none at all', () => {
    const { rows, target } = drawn(30, 4, 2);
    const { fit } = decomposed({ rows, target: target.map((_, at) => at % 2) });
    assert.ok(Number.isFinite(fit.logEvidence) && fit.alpha > 0 && fit.beta > 0);
    assert.ok(Number.isFinite(fitLogEvidence({ strengths: [], alongSquares: [], targetSquares: 15, rows: 30 }).logEvidence));
    assert.ok(Number.isFinite(fitLogEvidence({ strengths: [30], alongSquares: [30], targetSquares: 30, rows: 30 }).logEvidence));
  });
});

describe('the influence of a row', () => {
  for (const [name, count, dimension] of [
    ['fewer rows than features', 18, 40],
    ['more rows than features', 40, 5],
  ] as const) {
    test(`is the slope of the refitted evidence in the weight of the row: ${name}`, () => {
      const data = drawn(count, dimension, 7);
      const found = influences(data, decomposed(data));
      const step = 1e-4;
      for (const row of [0, 5, 11]) {
        const at = (weight: number): number =>
          decomposed(
            data,
            data.rows.map((_, other) => (other === row ? weight : 1)),
          ).fit.logEvidence;
        const slope = (at(1 + step) - at(1 - step)) / (2 * step);
        assert.ok(Math.abs(slope - found[row]!) < 2e-3, `row ${row}: ${slope}, ${found[row]}`);
      }
    });
  }

  test('gives resamples the spread that refits give where rows are many, and where they are few that of new data', () => {
    const deviation = (values: readonly number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    };
    const resampled = (count: number, seed: number): number[][] => {
      const random = seededRandom(seed);
      return Array.from({ length: 60 }, () => {
        const weights = new Array<number>(count).fill(0);
        for (let draw = 0; draw < count; draw++) weights[randomInteger(count, random)]! += 1;
        return weights;
      });
    };
    const linear = (data: Drawn, weights: readonly number[][]): number[] => {
      const whole = decomposed(data);
      const slopes = influences(data, whole);
      return weights.map((one) => whole.fit.logEvidence + one.reduce((sum, weight, at) => sum + (weight - 1) * slopes[at]!, 0));
    };
    const many = drawn(70, 3, 11);
    const draws = resampled(70, 1);
    const ratio = deviation(linear(many, draws)) / deviation(draws.map((one) => decomposed(many, one).fit.logEvidence));
    assert.ok(ratio > 0.8 && ratio < 1.25, `against refits ${ratio}`);

    const spreads = [1, 2, 3, 4, 5].map((seed) => deviation(linear(drawn(30, 50, 100 + seed), resampled(30, seed))));
    const fresh = deviation(Array.from({ length: 60 }, (_, at) => decomposed(drawn(30, 50, 200 + at)).fit.logEvidence));
    const typical = spreads.reduce((sum, one) => sum + one, 0) / spreads.length;
    assert.ok(typical / fresh > 0.6 && typical / fresh < 1.7, `${typical} against ${fresh} of new data`);
    // Copies of a row are taken for new ones: a refit of a resample is far too sure.
    const few = drawn(30, 50, 101);
    const refits = resampled(30, 3).map((one) => decomposed(few, one).fit.logEvidence);
    assert.ok(refits.reduce((sum, one) => sum + one, 0) / refits.length > decomposed(few).fit.logEvidence + fresh);
  });
});
