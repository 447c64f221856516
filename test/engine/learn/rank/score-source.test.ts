import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalRandom, seededRandom, shuffled } from '../../../../engine/domain/statistics/random.ts';
import { buildRanking } from '../../../../engine/domain/ranking/ranking.ts';
import type { Candidate } from '../../../../engine/domain/ranking/ranking-data.ts';
import { principalRows } from '../../../../engine/learn/head/principal-rows.ts';
import { neighboursFor } from '../../../../engine/learn/rank/left-out-neighbours.ts';
import type { JudgedRows } from '../../../../engine/learn/rank/left-out-rows.ts';
import { scoreByRidge, scoreSource, type SourceScores } from '../../../../engine/learn/rank/score-source.ts';
import { sourceEvidence } from '../../../../engine/learn/rank/source-evidence.ts';
import { toUnitLength } from '../../../../engine/learn/head/row-placement.ts';
import { fitLogEvidence } from '../../../../engine/domain/ranking/log-evidence.ts';
import { classClouds, type Clouds } from '../../../support/models/class-clouds.ts';
import { gram, jacobiEigen, logNormalDensity } from '../../../support/models/dense-algebra.ts';

const judgedOf = ({ labels, classIds }: Pick<Clouds, 'labels' | 'classIds'>, groups: number[][] = []): JudgedRows => ({
  labels,
  classes: classIds.length,
  groups,
});
const share = (said: ArrayLike<number>, labels: Int32Array): number =>
  labels.filter((label, at) => said[at] === label).length / labels.length;
const listed = (rows: Float32Array, dimension: number): number[][] =>
  Array.from({ length: rows.length / dimension }, (_, row) => [...rows.subarray(row * dimension, (row + 1) * dimension)]);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

/** Features about their mean, of unit length, in float64. */
function directions({ features, dimension }: Clouds): number[][] {
  const rows = listed(features, dimension);
  const mean = rows[0]!.map((_, at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length);
  return rows.map((row) => {
    const about = row.map((value, at) => value - mean[at]!);
    const length = Math.sqrt(dot(about, about));
    return about.map((value) => value / length);
  });
}

describe('the evidence of a source model', () => {
  for (const [name, perClass, dimension] of [
    ['fewer images than features', [8, 9, 7], 60],
    ['more images than features', [20, 22, 18], 8],
  ] as const) {
    test(`equals the direct log evidence of its features and a constant one to four decimals: ${name}`, () => {
      const { features, labels } = classClouds({ perClass, dimension, spread: 1.5, seed: 6 });
      const principal = principalRows(toUnitLength(features, dimension), dimension);
      const { logEvidence } = sourceEvidence(principal, labels, 3);
      const rows = listed(toUnitLength(features, dimension), dimension);
      const length = Math.sqrt(principal.mean.reduce((sum, value) => sum + value * value, 0));
      const design = rows.map((row) => [...row.map((value, at) => value - principal.mean[at]!), length]);
      principal.dispose();
      const { values, vectors } = jacobiEigen(gram(design));
      const kept = values.flatMap((value, at) => (value > 1e-9 ? [{ value, vector: vectors[at]! }] : []));
      const direct = [0, 1, 2].map((index) => {
        const target = [...labels].map((label) => Number(label === index));
        const { alpha, beta } = fitLogEvidence({
          strengths: kept.map(({ value }) => value),
          alongSquares: kept.map(({ vector }) => dot(vector, target) ** 2),
          targetSquares: dot(target, target),
          rows: target.length,
        });
        return logNormalDensity(
          target,
          gram(design).map((row, i) => row.map((value, j) => value / alpha + (i === j ? 1 / beta : 0))),
        );
      });
      const expected = direct.reduce((sum, one) => sum + one, 0) / 3;
      assert.ok(Math.abs(logEvidence - expected) / labels.length < 5e-5, `${logEvidence / labels.length}, ${expected / labels.length}`);
    });
  }
});

describe('leaving out', () => {
  const clouds = classClouds({ perClass: [9, 12, 10], dimension: 24, spread: 2.2, seed: 8 });
  const groups = [
    [0, 1, 2],
    [9, 10],
    [20, 21, 22, 23],
  ];
  const outOf = (row: number): number[] => groups.find((group) => group.includes(row)) ?? [row];

  test('by the nearest mean is what means without the row and its group give', () => {
    const rows = directions(clouds);
    const said = scoreSource({ rows: clouds.features, dimension: 24 }, judgedOf(clouds, groups)).nearestMean;
    rows.forEach((row, at) => {
      const distances = [0, 1, 2].map((index) => {
        const members = rows.filter((_, other) => clouds.labels[other] === index && !outOf(at).includes(other));
        return row.reduce(
          (sum, value, axis) => sum + (value - members.reduce((total, member) => total + member[axis]!, 0) / members.length) ** 2,
          0,
        );
      });
      assert.equal(said[at], distances.indexOf(Math.min(...distances)), `row ${at}`);
    });
  });

  test('by the nearest neighbours is what the others vote', () => {
    const rows = directions(clouds);
    const said = scoreSource({ rows: clouds.features, dimension: 24 }, judgedOf(clouds, groups)).nearestNeighbours;
    assert.equal(neighboursFor(clouds.labels, 3), 9);
    rows.forEach((row, at) => {
      const others = rows
        .map((other, index) => ({ index, similarity: dot(row, other) }))
        .filter(({ index }) => !outOf(at).includes(index))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 9);
      const votes = [0, 1, 2].map((label) =>
        others.filter(({ index }) => clouds.labels[index] === label).reduce((sum, { similarity }) => sum + Math.exp(similarity / 0.07), 0),
      );
      assert.equal(said[at], votes.indexOf(Math.max(...votes)), `row ${at}`);
    });
  });

  test('as many neighbours as the middle class has others, at most 20 and at least one', () => {
    assert.equal(neighboursFor(Int32Array.from([0, 1]), 2), 1);
    assert.equal(
      neighboursFor(
        Int32Array.from({ length: 90 }, (_, at) => at % 3),
        3,
      ),
      20,
    );
  });

  test('leaked duplicates make every score too good, and groups take that back', () => {
    const half = classClouds({ perClass: [30, 30, 30], dimension: 40, spread: 5, seed: 3 });
    const draw = normalRandom(seededRandom(1));
    const features = new Float32Array(2 * half.features.length);
    half.features.forEach((value, at) => {
      features[at] = value;
      features[half.features.length + at] = value + 0.01 * draw();
    });
    const labels = Int32Array.from([...half.labels, ...half.labels]);
    const pairs = Array.from(half.labels, (_, at) => [at, half.labels.length + at]);
    const [leaked, apart] = [[], pairs].map((groups) => scoreSource({ rows: features, dimension: 40 }, { labels, classes: 3, groups }));
    const honest = scoreSource({ rows: half.features, dimension: 40 }, judgedOf(half));
    for (const score of ['ridge', 'nearestNeighbours', 'nearestMean'] as const) {
      const [tooGood, right, alone] = [share(leaked![score], labels), share(apart![score], labels), share(honest[score], half.labels)];
      assert.ok(tooGood > right + 0.04, `${score}: ${tooGood} with duplicates, ${right} without`);
      assert.ok(Math.abs(right - alone) < 0.12, `${score}: ${right}, and ${alone} of the images alone`);
    }
    assert.ok(share(leaked!.nearestNeighbours, labels) > 0.95);
  });
});

describe('the scores of source models', () => {
  const ranked = (sources: Readonly<Record<string, Clouds>>, labels?: Int32Array) => {
    const [first] = Object.values(sources);
    const judged = { ...judgedOf(first!), ...(labels ? { labels } : {}) };
    const candidates = Object.entries(sources).map(([source, { features, dimension }]): Candidate => ({
      source,
      title: source,
      parameters: 1e6,
      multiplyAdds: dimension,
      ...scoreSource({ rows: features, dimension }, judged),
    }));
    const saidBy = ({ features, dimension }: Clouds): ArrayLike<number> =>
      scoreByRidge({ rows: features, dimension }, judged, 'unit-length');
    const weak = Object.values(sources).at(-1)!;
    return buildRanking({
      seed: 1,
      bootstraps: 200,
      classes: first!.classIds,
      images: Array.from(judged.labels, (label, at) => ({ image: at + 1, class: first!.classIds[label]!, group: null })),
      candidates,
      baselines: [
        { name: 'random-start', source: null, said: saidBy(weak) },
        { name: 'colour-and-texture', source: null, said: saidBy(cloud(30, 9)) },
      ],
    });
  };
  const perClass = [25, 25, 25, 25];
  const cloud = (spread: number, seed: number, world = 1): Clouds => classClouds({ perClass, dimension: 96, spread, seed, world });

  test('put a planted better source first', () => {
    const { sources, advice } = ranked({ poor: cloud(9, 1), good: cloud(3.5, 2), middling: cloud(7, 3), chance: cloud(60, 4) });
    assert.equal(sources[0]?.source, 'good');
    assert.deepEqual(advice, { code: 'clear-best', source: 'good' });
    assert.deepEqual(
      sources.map(({ source }) => source),
      ['good', 'middling', 'poor', 'chance'],
    );
  });

  test('of shuffled labels hardly ever is a source better than the baselines; of true ones one always is', () => {
    const all = { a: cloud(3, 1), b: cloud(4, 2), c: cloud(5, 3), d: cloud(50, 4) };
    const said = Array.from(
      { length: 60 },
      (_, seed) => ranked(all, Int32Array.from(shuffled(all.a.labels, seededRandom(seed + 1)))).advice.code,
    );
    assert.ok(said.filter((code) => code === 'no-better-than-baselines').length >= 57, said.join());
    assert.notEqual(ranked(all).advice.code, 'no-better-than-baselines');
  });

  test('the same features under two names are a tie', () => {
    const { sources } = ranked({ one: cloud(5, 1), other: cloud(5, 1), worse: cloud(20, 2) });
    assert.deepEqual(
      sources.map(({ tiedWithBest }) => tiedWithBest),
      [true, true, false],
    );
    assert.deepEqual(sources[0]!.scores, sources[1]!.scores);
  });

  test('are finite for features that say nothing, and for classes with one image', () => {
    const scores: SourceScores[] = [
      scoreSource(
        { rows: new Float32Array(20 * 6).fill(1), dimension: 6 },
        { labels: Int32Array.from({ length: 20 }, (_, at) => at % 2), classes: 2, groups: [] },
      ),
      scoreSource(
        { rows: new Float32Array(20 * 6), dimension: 6 },
        { labels: Int32Array.from({ length: 20 }, (_, at) => at % 2), classes: 2, groups: [] },
      ),
      scoreSource(
        { rows: classClouds({ perClass: [1, 4], dimension: 6, spread: 1, seed: 1 }).features, dimension: 6 },
        { labels: Int32Array.from([0, 1, 1, 1, 1]), classes: 2, groups: [] },
      ),
    ];
    for (const { logEvidence, influence } of scores) assert.ok(Number.isFinite(logEvidence) && influence.every(Number.isFinite));
    assert.equal(scores[2]!.nearestMean[0], 1);
  });
});
