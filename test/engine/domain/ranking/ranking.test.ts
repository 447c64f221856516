import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildRanking, placesOf } from '../../../../engine/domain/ranking/ranking.ts';
import { groupsPerClass, rankingResamples } from '../../../../engine/domain/ranking/ranking-resamples.ts';
import { candidatesToTry, judgeTrial } from '../../../../engine/domain/ranking/ranking-trial.ts';
import { simulatedRanking } from '../../../support/models/simulated-ranking.ts';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const alike = [
  { source: 'a', accuracy: 0.7, multiplyAdds: 300 },
  { source: 'b', accuracy: 0.7, multiplyAdds: 50 },
  { source: 'c', accuracy: 0.7, multiplyAdds: 150 },
];

describe('a ranking', () => {
  test('puts a planted better source first, wherever it stands in the list', () => {
    for (const seed of seeds) {
      const better = { source: 'planted', accuracy: 0.92 };
      const { sources, advice } = buildRanking(simulatedRanking([alike[0]!, alike[1]!, better, alike[2]!], { seed }));
      assert.equal(sources[0]?.source, 'planted');
      assert.ok(sources[0].probabilityBest > 0.95);
      assert.deepEqual(advice, { code: 'clear-best', source: 'planted' });
    }
  });

  test('calls a source that is listed twice a tie, shares the probability, and advises the smaller', () => {
    const twins = [
      { source: 'large', accuracy: 0.85, multiplyAdds: 300, seed: 5 },
      { source: 'small', accuracy: 0.85, multiplyAdds: 80, seed: 5 },
      { source: 'worse', accuracy: 0.5, multiplyAdds: 10 },
    ];
    const { sources, advice } = buildRanking(simulatedRanking(twins));
    assert.deepEqual(
      sources.map(({ source, tiedWithBest }) => [source, tiedWithBest]),
      [
        ['small', true],
        ['large', true],
        ['worse', false],
      ],
    );
    assert.ok(Math.abs(sources[0]!.probabilityBest - 0.5) < 1e-9);
    assert.deepEqual(sources[0]!.meanRank, sources[1]!.meanRank);
    assert.deepEqual(advice, { code: 'tie-choose-smaller', source: 'small' });
  });

  test('does not advise the smallest of a tie where it hardly ever comes first', () => {
    const close = [
      { source: 'large', accuracy: 0.8, multiplyAdds: 300 },
      { source: 'tiny', accuracy: 0.75, multiplyAdds: 5 },
    ];
    const figures = seeds
      .map((seed) => buildRanking(simulatedRanking(close, { seed })))
      .filter(
        ({ sources: [first, second] }) =>
          first!.source === 'large' && second!.tiedWithBest && second!.probabilityBest < 0.25 * first!.probabilityBest,
      );
    assert.ok(figures.length > 0);
    for (const { advice } of figures) assert.deepEqual(advice, { code: 'tie-choose-smaller', source: 'large' });
  });

  test('goes by weights where multiply-adds are equal or unknown', () => {
    const twins = [
      { source: 'large', accuracy: 0.85, multiplyAdds: null, parameters: 3_000_000, seed: 5 },
      { source: 'small', accuracy: 0.85, multiplyAdds: null, parameters: 2_000_000, seed: 5 },
    ];
    assert.equal(buildRanking(simulatedRanking(twins)).advice.source, 'small');
  });

  test('finds sources that are equally good on average tied, not a clear best', () => {
    const clear = seeds.filter((seed) => buildRanking(simulatedRanking(alike, { seed })).advice.code === 'clear-best');
    assert.ok(clear.length <= 4, `a clear best in ${clear.length} of 20`);
  });

  test('of labels that mean nothing says that no source is better than the baselines, in 19 of 20 at least', () => {
    const said = seeds.map(
      (seed) =>
        buildRanking(simulatedRanking([...alike, { source: 'd', accuracy: 0.9 }, { source: 'e', accuracy: 0.6 }], { seed, shuffle: true }))
          .advice.code,
    );
    assert.ok(said.filter((code) => code === 'no-better-than-baselines').length >= 19, said.join());
  });

  test('is no better than the baselines where one of them is as good', () => {
    assert.equal(buildRanking(simulatedRanking(alike, { baseline: 0.75 })).advice.code, 'no-better-than-baselines');
    assert.notEqual(buildRanking(simulatedRanking(alike, { baseline: 0.4 })).advice.code, 'no-better-than-baselines');
  });

  test('says that there are too few images, and names the smallest source, below 20 or with fewer than 3 in the middle class', () => {
    for (const [perClass, classes] of [
      [4, 4],
      [2, 12],
    ] as const) {
      assert.deepEqual(buildRanking(simulatedRanking(alike, { perClass, classes })).advice, { code: 'too-few-images', source: 'b' });
    }
    // Twenty images of ten specimens are ten.
    assert.equal(buildRanking(simulatedRanking(alike, { perClass: 10, classes: 2, groupSize: 2 })).advice.code, 'too-few-images');
    assert.notEqual(buildRanking(simulatedRanking(alike, { perClass: 10, classes: 2 })).advice.code, 'too-few-images');
  });

  test('is the same for the same seed, and other resamples come of another', () => {
    const data = simulatedRanking([...alike, { source: 'd', accuracy: 0.72 }]);
    assert.deepEqual(buildRanking(data), buildRanking(data));
    assert.notDeepEqual(buildRanking(data).sources, buildRanking({ ...data, seed: 2 }).sources);
  });

  test('has probabilities that add up to 1, places between first and last, and intervals around their values', () => {
    const { sources, baselines } = buildRanking(simulatedRanking([...alike, { source: 'd', accuracy: 0.72 }], { perClass: 10 }));
    assert.ok(Math.abs(sources.reduce((sum, { probabilityBest }) => sum + probabilityBest, 0) - 1) < 1e-9);
    for (const { meanRank, scores } of sources) {
      assert.ok(meanRank.low >= 1 && meanRank.high <= 4);
      for (const { value, low, high } of [meanRank, scores.ridge, scores.nearestNeighbours, scores.nearestMean])
        assert.ok(low <= value && value <= high);
    }
    assert.deepEqual(
      baselines.map(({ name }) => name),
      ['random-start', 'colour-and-texture', 'majority-class'],
    );
    assert.equal(baselines[2]!.accuracy.value, 0.25);
  });

  test('refuses answers for another number of images, and evidence that is no number', () => {
    const data = simulatedRanking(alike);
    const [first, ...others] = data.candidates;
    assert.throws(
      () => buildRanking({ ...data, candidates: [{ ...first!, ridge: new Uint16Array(3) }, ...others] }),
      /3 answers for 160 images/,
    );
    assert.throws(() => buildRanking({ ...data, candidates: [{ ...first!, logEvidence: NaN }] }), /not finite/);
    assert.throws(() => buildRanking({ ...data, candidates: [] }), /0 candidates/);
  });

  test('equal scores share the mean of their places', () => {
    assert.deepEqual(placesOf([0.5, 0.9, 0.5, 0.1]), [2.5, 1, 2.5, 4]);
    assert.deepEqual(placesOf([1, 1, 1]), [2, 2, 2]);
  });
});

describe('resamples', () => {
  const images = [
    { image: 1, class: 1, group: 'leaf' },
    { image: 2, class: 1, group: 'leaf' },
    { image: 3, class: 1, group: null },
    { image: 4, class: 1, group: null },
    { image: 5, class: 2, group: null },
    { image: 6, class: 2, group: null },
    { image: 7, class: 3, group: null },
  ];

  test('draw whole groups within their class, keep the only one of a class, and are the same for every candidate', () => {
    const weights = rankingResamples(images, 300, 4);
    assert.deepEqual(weights, rankingResamples(images, 300, 4));
    for (const one of weights) {
      assert.equal(one[0], one[1]);
      assert.ok(Math.abs(one[0]! + one[2]! + one[3]! - 3) < 1e-9, 'three groups of the first class');
      assert.ok(Math.abs(one[4]! + one[5]! - 2) < 1e-9);
      assert.equal(one[6], 1);
    }
    const mean = (at: number): number => weights.reduce((sum, one) => sum + one[at]!, 0) / weights.length;
    for (const at of images.keys()) assert.ok(Math.abs(mean(at) - 1) < 0.2, `image ${at}: ${mean(at)}`);
    assert.deepEqual(groupsPerClass(images), [3, 2, 1]);
  });

  test('spread as a mean of so few does, which draws of as many as there are would understate', () => {
    const five = Array.from({ length: 5 }, (_, at) => ({ image: at, class: 1, group: null }));
    const values = [0, 0, 1, 1, 1];
    const means = rankingResamples(five, 4000, 1).map((weights) => values.reduce((sum, value, at) => sum + value * weights[at]!, 0) / 5);
    const centre = means.reduce((sum, value) => sum + value, 0) / means.length;
    const variance = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / means.length;
    const unbiased = ((5 / 4) * 0.6 * 0.4) / 5;
    assert.ok(Math.abs(variance / unbiased - 1) < 0.1, `${variance / unbiased}`);
  });
});

describe('a trial', () => {
  const ranked = ['first', 'second', 'third', 'general', 'small general'].map((source, at) => ({
    source,
    title: source,
    parameters: 1e6,
    multiplyAdds: [50, 60, 70, 300, 20][at]!,
  }));
  const isGeneral = ({ source }: { source: string }): boolean => source.includes('general');
  const tried = (top: number, ofAll = ranked): string[] => candidatesToTry(ofAll, isGeneral, top).map(({ source }) => source);
  const single = new Array<null>(100).fill(null);
  const judge = (tried: Parameters<typeof judgeTrial>[0], groups: readonly (string | null)[] = single) => judgeTrial(tried, groups);
  const right = (source: string, hits: number, from = 0) => ({
    source,
    right: Array.from({ length: 100 }, (_, at) => at >= from && at < from + hits),
  });

  test('takes the first, and the largest general one in the last place', () => {
    assert.deepEqual(tried(3), ['first', 'second', 'general']);
    assert.deepEqual(tried(2), ['first', 'general']);
    assert.deepEqual(tried(4), ['first', 'second', 'third', 'general']);
    assert.deepEqual(tried(10), ['first', 'second', 'third', 'general', 'small general']);
    assert.deepEqual(tried(2, ranked.slice(0, 3)), ['first', 'second']);
  });

  test('finds the ranking right when the first is best or no worse than chance explains, and wrong when it is worse', () => {
    assert.deepEqual(judge([right('a', 90), right('b', 60)]), { predicted: 'a', best: 'a', right: true, tied: false });
    assert.deepEqual(judge([right('a', 80), right('b', 81, 2)]), { predicted: 'a', best: 'b', right: true, tied: true });
    assert.deepEqual(judge([right('a', 60), right('b', 90)]), { predicted: 'a', best: 'b', right: false, tied: false });
    assert.deepEqual(judge([right('a', 60), right('b', 90), right('c', 89)]), { predicted: 'a', best: 'b', right: false, tied: true });
    assert.deepEqual(judge([right('a', 70), right('b', 70)]), { predicted: 'a', best: 'a', right: true, tied: true });
  });

  test('counts near-duplicates once: a lead within one burst is none', () => {
    const [worse, better] = [right('a', 80), right('b', 90)];
    assert.equal(judge([worse, better]).right, false);
    const inBursts = single.map((_, at) => (at >= 80 && at < 90 ? 'one burst' : null));
    assert.deepEqual(judge([worse, better], inBursts), { predicted: 'a', best: 'b', right: true, tied: true });
  });

  test('compares only answers about the same images', () => {
    assert.throws(() => judge([right('a', 60), { source: 'b', right: [true] }]), /not the same validation images/);
  });
});
