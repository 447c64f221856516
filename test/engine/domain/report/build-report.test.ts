import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildCurves, buildReport, seedAccuracy } from '../../../../engine/domain/report/build-report.ts';
import { chanceAt } from '../../../../engine/domain/report/chance.ts';
import { significant } from '../../../../engine/domain/statistics/paired-tests.ts';
import { ReportAnswers } from '../../../../engine/domain/report/report-answers.ts';
import { slopeAgainst } from '../../../../engine/domain/report/slope.ts';
import type { ArmName, TransferData, TransferFigures, TransferPoint } from '../../../../engine/domain/report/transfer-benefit.ts';
import {
  climbing,
  equalArms,
  harmfulSource,
  helpfulSource,
  simulatedReport,
  type SimulatedReport,
} from '../../../support/models/simulated-report.ts';

const resamples = 100;
const answers = ({ verdict }: TransferFigures): Record<string, string | undefined> => ({
  start: verdict?.start.answer,
  slope: verdict?.slope.answer,
  asymptote: verdict?.asymptote.answer,
  overall: verdict?.overall.answer,
});
/** Right where it was wrong, wrong where it was right. */
const changedAnswer = (index: number, image: TransferData['test'][number] | undefined): number =>
  image && index === image.class - 1 ? (index + 1) % 3 : (image?.class ?? 1) - 1;
const changed = (data: TransferData, change: (point: TransferPoint, at: number) => TransferPoint): TransferData => ({
  ...data,
  points: data.points.map(change),
});

describe('verdicts', () => {
  test('a source whose knowledge helps is found to help, in start, slope, asymptote and overall', () => {
    const figures = buildReport(simulatedReport({ accuracy: helpfulSource }), resamples);
    assert.deepEqual(answers(figures), { start: 'helps', slope: 'helps', asymptote: 'helps', overall: 'helps' });
    const { start, slope, overall } = figures.verdict ?? assert.fail();
    assert.ok((start.effect?.low ?? 0) > 0 && (start.p ?? 1) < 0.05 && start.seeds === 6 && start.perClass === 1 && start.images === 4);
    assert.ok((slope.effect?.value ?? 0) > 2 && (slope.effect?.low ?? 0) > 1);
    assert.deepEqual(
      [start, slope].map(({ rivals }) => rivals.map(({ arm }) => arm)),
      [['scratch'], ['scratch', 'scratch', 'scratch', 'scratch', 'scratch']],
    );
    assert.ok(overall.rivals.length === 5 && (figures.area?.ratio.low ?? 0) > 0);
  });

  test('a source whose knowledge is in the way is found to hurt', () => {
    const figures = buildReport(simulatedReport({ accuracy: harmfulSource, testPerClass: 100 }), resamples);
    assert.deepEqual(answers(figures), { start: 'hurts', slope: 'hurts', asymptote: 'hurts', overall: 'hurts' });
  });

  test('three seeds of the networks are enough where the effect is large', () => {
    const { verdict } = buildReport(
      simulatedReport({ accuracy: helpfulSource, testPerClass: 30, seeds: { scratch: 3, 'small-network': 3 } }),
      resamples,
    );
    assert.deepEqual(
      [verdict?.start.seeds, verdict?.overall.seeds, verdict?.asymptote.answer, verdict?.overall.answer],
      [3, 3, 'helps', 'helps'],
    );
  });

  test('interval, p and answer of every verdict agree, also of the first', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const accuracy = [helpfulSource, harmfulSource, equalArms, 'guesses' as const][seed % 4]!;
      const { verdict } = buildReport(
        simulatedReport({ accuracy, seed, testPerClass: 8, seeds: { scratch: 1 + (seed % 6), 'small-network': 3 } }),
        60,
      );
      for (const [benefit, { answer, reason, effect, p, rivals }] of Object.entries(verdict ?? assert.fail())) {
        if (p === null || effect === null) {
          assert.ok(answer === 'not measured' && reason !== null && p === null && (effect === null) === (rivals.length === 0));
          continue;
        }
        const none = benefit === 'slope' ? 1 : 0;
        assert.equal(p < significant, effect.low > none || effect.high < none, `${benefit}, seed ${seed}`);
        if (answer === 'helps' || answer === 'hurts') assert.ok(p < significant && reason === null);
        if (answer === 'no evidence' && p < significant) assert.notEqual(reason, null);
      }
    }
  });

  test('with labels that mean nothing no verdict claims anything, in at least 19 of 20 reports, whatever the numbers of seeds and classes', () => {
    const claims = (given: Partial<SimulatedReport>): number =>
      Array.from({ length: 20 }, (_, at) => buildReport(simulatedReport({ accuracy: 'guesses', seed: at + 1, ...given }), 60)).filter(
        ({ verdict }) => Object.values(verdict ?? assert.fail()).some(({ answer }) => answer === 'helps' || answer === 'hurts'),
      ).length;
    for (const given of [
      {},
      { seeds: { scratch: 3, 'small-network': 3 } },
      { classes: 2, testPerClass: 40 },
      { classes: 8, testPerClass: 12 },
    ]) {
      assert.ok(claims(given) <= 1, `${claims(given)} of 20 with ${JSON.stringify(given)}`);
    }
  });

  test('with equal arms the first verdict rarely claims anything, the choice of the best rival included', () => {
    const reports = Array.from(
      { length: 60 },
      (_, at) => buildReport(simulatedReport({ accuracy: equalArms, seed: at + 1 }), 40).verdict ?? assert.fail(),
    );
    const claims = reports.filter(({ overall }) => overall.answer !== 'no evidence').length;
    assert.ok(claims <= 3, `${claims} of 60 claim something`);
  });

  test('better than scratch is not enough where another way without transfer does better still: it is named', () => {
    const accuracy =
      (colour: number) =>
      (arm: ArmName, perClass: number): number =>
        (arm === 'transfer' ? climbing(0.4, 0.65) : arm === 'colour-texture' ? climbing(colour, colour + 0.25) : climbing(0.25, 0.4))(
          perClass,
        );
    const hurts =
      buildReport(simulatedReport({ accuracy: accuracy(0.62), testPerClass: 60, validationPerClass: 60 }), resamples).verdict
      ?? assert.fail();
    assert.deepEqual(
      [hurts.asymptote.answer, hurts.overall.answer, new Set(hurts.overall.rivals.map(({ arm }) => arm))],
      ['helps', 'hurts', new Set(['colour-texture'])],
    );
    const close =
      buildReport(simulatedReport({ accuracy: accuracy(0.41), testPerClass: 60, validationPerClass: 60 }), resamples).verdict
      ?? assert.fail();
    assert.deepEqual([close.asymptote.answer, close.overall.answer, close.overall.reason], ['helps', 'no evidence', null]);
    const behind =
      buildReport(simulatedReport({ accuracy: accuracy(0.2), testPerClass: 60, validationPerClass: 60 }), resamples).verdict
      ?? assert.fail();
    assert.equal(behind.overall.answer, 'helps');
  });

  test('arms that agree on every image have an interval with width: so few images cannot show that nothing differs', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const right = data.test.map((image) => image.class - 1);
    const { arms, verdict } = buildReport(
      changed(data, (point) => ({ ...point, predicted: right })),
      resamples,
    );
    assert.deepEqual([verdict?.start.answer, verdict?.start.p], ['no evidence', 1]);
    assert.ok((verdict?.start.effect?.low ?? 0) < -0.03 && (verdict?.start.effect?.high ?? 0) > 0.03);
    const score = arms[0]?.points[0]?.score;
    assert.ok(score?.value === 1 && score.high === 1 && score.low < 0.97);
  });
});

test('the smallest report there can be, one image per class to train on and to test on, claims nothing and breaks nothing', () => {
  const data = simulatedReport({ accuracy: helpfulSource, classes: 2, trainPerClass: 1, testPerClass: 1, validationPerClass: 1 });
  const { verdict, arms } = buildReport(data, 20);
  for (const { answer, effect, p } of Object.values(verdict ?? assert.fail())) {
    assert.ok(answer === 'no evidence' || answer === 'not measured');
    for (const figure of [effect?.low ?? 0, effect?.high ?? 0, p ?? 0]) assert.ok(Number.isFinite(figure));
  }
  assert.ok(arms.every(({ points }) => points.every(({ score }) => score.low >= 0 && score.high <= 1)));
  const alike =
    buildReport(
      changed(data, (point) => ({ ...point, predicted: [0, 1] })),
      20,
    ).verdict ?? assert.fail();
  assert.deepEqual([alike.overall.answer, alike.overall.p], ['no evidence', 1]);
});

describe('the best of all ways without transfer', () => {
  /** Of the simulated validation scores, those of some arms at one size are replaced. */
  const validated = (data: TransferData, perClass: number, scores: Partial<Record<ArmName, number>>): TransferData =>
    changed(data, (point) => ({
      ...point,
      validationScore: (point.perClass === perClass ? scores[point.arm] : undefined) ?? point.validationScore,
    }));
  const rivalsOf = (data: TransferData): ArmName[] => buildReport(data, 20).verdict?.overall.rivals.map(({ arm }) => arm) ?? assert.fail();

  test('is chosen at each size by the validation images', () => {
    const data = validated(
      validated(simulatedReport({ accuracy: equalArms, classes: 2, testPerClass: 8 }), 1, { 'raw-pixels': 0.99 }),
      20,
      { 'small-network': 0.995 },
    );
    const rivals = rivalsOf(data);
    assert.deepEqual([rivals.length, rivals[0], rivals[4]], [5, 'raw-pixels', 'small-network']);
  });

  test('does not change with anything that is said of a test image: a choice by the test would be found out', () => {
    const data = simulatedReport({ accuracy: helpfulSource, testPerClass: 8 });
    const right = data.test.map((image) => image.class - 1);
    const tempting = changed(data, (point) => (point.arm === 'raw-pixels' ? { ...point, predicted: right } : point));
    assert.deepEqual(rivalsOf(tempting), rivalsOf(data));
    const byTest = changed(tempting, (point) => ({ ...point, validationScore: seedAccuracy(point, tempting) }));
    assert.deepEqual(new Set(rivalsOf(byTest)), new Set(['raw-pixels']));
    assert.notDeepEqual(rivalsOf(data), rivalsOf(byTest));
  });

  test('is neither transfer nor a fine-tune, however well these validate', () => {
    const data = simulatedReport({ accuracy: helpfulSource, testPerClass: 8, seeds: { 'fine-tune': 3 } });
    const best = changed(data, (point) =>
      point.arm === 'transfer' || point.arm === 'fine-tune' ? { ...point, validationScore: 1 } : point,
    );
    assert.ok(rivalsOf(best).every((arm) => arm !== 'transfer' && arm !== 'fine-tune'));
  });

  test('of two that validate alike one that is finished goes first', () => {
    const data = changed(simulatedReport({ accuracy: helpfulSource, classes: 2, testPerClass: 8 }), (point) => ({
      ...point,
      validationScore: 0.5,
    }));
    assert.deepEqual(new Set(rivalsOf(data)), new Set(['small-network']));
    assert.deepEqual(
      new Set(rivalsOf(changed(data, (point) => ({ ...point, finished: point.arm !== 'small-network' })))),
      new Set(['scratch']),
    );
  });
});

describe('a network that was still getting better when its budget ended', () => {
  const unfinished = (data: TransferData, arm: ArmName, sizes: readonly number[]): TransferData =>
    changed(data, (point) =>
      point.arm === arm && sizes.includes(point.perClass) && point.seed === 0 ? { ...point, finished: false } : point,
    );
  const onlyScratch = { 'small-network': 0, 'colour-texture': 0, 'raw-pixels': 0 };

  test('has nothing claimed against it, at the sizes where it is, in the first verdict as well; ignoring that would claim', () => {
    const data = simulatedReport({ accuracy: helpfulSource, seeds: onlyScratch, testPerClass: 30 });
    assert.deepEqual(answers(buildReport(data, resamples)), { start: 'helps', slope: 'helps', asymptote: 'helps', overall: 'helps' });
    const { verdict, area } = buildReport(unfinished(data, 'scratch', [20]), resamples);
    assert.deepEqual(answers({ verdict } as TransferFigures), {
      start: 'helps',
      slope: 'no evidence',
      asymptote: 'no evidence',
      overall: 'no evidence',
    });
    assert.deepEqual(
      [verdict?.start.reason, verdict?.slope.reason, verdict?.asymptote.reason, verdict?.overall.reason],
      [null, 'not-finished', 'not-finished', 'not-finished'],
    );
    assert.ok((verdict?.asymptote.p ?? 1) < significant && verdict?.asymptote.rivals[0]?.unfinished === 1);
    assert.equal(area, null);
  });

  test('that is not the best there does not keep the first verdict from a claim', () => {
    const data = simulatedReport({ accuracy: helpfulSource, testPerClass: 30 });
    const behind = changed(unfinished(data, 'scratch', [1, 2, 5, 10, 20]), (point) =>
      point.arm === 'scratch' ? { ...point, validationScore: 0.1 } : point,
    );
    const { verdict } = buildReport(behind, resamples);
    assert.deepEqual([verdict?.overall.answer, verdict?.asymptote.reason], ['helps', 'not-finished']);
  });

  test('and does better all the same is better', () => {
    const data = simulatedReport({ accuracy: harmfulSource, seeds: onlyScratch, testPerClass: 30 });
    const { verdict } = buildReport(unfinished(data, 'scratch', [1, 2, 5, 10, 20]), resamples);
    assert.deepEqual([verdict?.asymptote.answer, verdict?.overall.answer], ['hurts', 'hurts']);
  });
});

describe('what scratch was not trained at is not measured', () => {
  test('at the largest size alone there is an asymptote, no start, and a bound in place of the slope', () => {
    const { verdict, area } = buildReport(
      simulatedReport({ accuracy: helpfulSource, testPerClass: 30, validationPerClass: 30, sizes: { scratch: [20] } }),
      resamples,
    );
    assert.deepEqual(answers({ verdict } as TransferFigures), {
      start: 'not measured',
      slope: 'not measured',
      asymptote: 'helps',
      overall: 'helps',
    });
    const { start, slope } = verdict ?? assert.fail();
    assert.deepEqual([start.reason, start.effect, start.p, start.rivals], ['left-out', null, null, []]);
    assert.deepEqual(
      [slope.reason, slope.p, slope.rivals.map(({ arm }) => arm)],
      ['left-out', null, Array<string>(5).fill('colour-texture')],
    );
    assert.ok((slope.effect?.low ?? 0) > 1);
    assert.equal(area, null);
  });

  test('left out as a whole it leaves all three out, and the first verdict stands', () => {
    const { verdict } = buildReport(simulatedReport({ accuracy: helpfulSource, testPerClass: 30, seeds: { scratch: 0 } }), resamples);
    assert.deepEqual(answers({ verdict } as TransferFigures), {
      start: 'not measured',
      slope: 'not measured',
      asymptote: 'not measured',
      overall: 'helps',
    });
  });

  test('a report of one size has no slope', () => {
    const { verdict } = buildReport(simulatedReport({ accuracy: helpfulSource, trainPerClass: 1, testPerClass: 30 }), resamples);
    assert.deepEqual([verdict?.slope.answer, verdict?.slope.reason, verdict?.start.answer], ['not measured', 'one-size', 'helps']);
  });
});

describe('a slope', () => {
  const guess = 0.25;
  const flat = (arm: ArmName, perClass: number): number =>
    (arm === 'transfer' ? climbing(0.4, 0.9) : arm === 'scratch' ? () => guess : climbing(0.3, 0.55))(perClass);

  test('is judged only at a score that is clearly better than a guess: else a naive arm gives a bound', () => {
    const { verdict } = buildReport(simulatedReport({ accuracy: flat, testPerClass: 30, validationPerClass: 30 }), resamples);
    const { slope } = verdict ?? assert.fail();
    assert.deepEqual([slope.answer, slope.reason, slope.p], ['not measured', 'at-chance', null]);
    assert.ok(slope.rivals.every(({ arm }) => arm === slope.rivals[0]?.arm && arm !== 'scratch'));
    assert.ok((slope.scores?.transfer ?? 0) > 0.4 && (slope.effect?.low ?? 0) > 1);
  });

  test('at the score of a guess would look like a benefit: that is what the rule keeps out', () => {
    const data = simulatedReport({ accuracy: flat, testPerClass: 30 });
    const report = { data, answers: new ReportAnswers(data), arms: buildCurves(data).arms, resamples };
    const judged = slopeAgainst(report, 'scratch') ?? assert.fail();
    assert.ok(judged.test.p < significant && judged.test.effect.low > 0, 'a claim all the same');
    assert.ok(judged.score.low <= guess);
  });

  test('has not even a bound where nothing but transfer is better than a guess', () => {
    const { verdict } = buildReport(
      simulatedReport({ accuracy: (arm, perClass) => (arm === 'transfer' ? climbing(0.4, 0.9)(perClass) : guess), testPerClass: 30 }),
      resamples,
    );
    assert.deepEqual([verdict?.slope.answer, verdict?.slope.effect, verdict?.slope.rivals], ['not measured', null, []]);
    assert.equal(verdict?.asymptote.answer, 'helps');
  });
});

describe('a guess', () => {
  test('knows the labels of the training images: all classes with few labels per class, the largest with all', () => {
    const images = (counts: readonly number[]) =>
      counts.flatMap((count, at) =>
        Array.from({ length: count }, (_, number) => ({ image: at * 1000 + number, class: at + 1, group: null })),
      );
    const data = { classes: [1, 2, 3], train: images([60, 10, 10]), test: images([18, 6, 6]) };
    assert.ok(Math.abs(chanceAt(data, 1) - 1 / 3) < 1e-12 && Math.abs(chanceAt(data, 10) - 1 / 3) < 1e-12);
    assert.equal(chanceAt(data, 60), 0.6);
    assert.ok(Math.abs(chanceAt({ ...data, train: images([10, 60, 10]) }, 60) - 1 / 3) < 1e-12, 'never below one in three');
  });

  test('and a difference of two arms that are no better is claimed neither way', () => {
    const { verdict } = buildReport(
      simulatedReport({ accuracy: (arm) => (arm === 'transfer' ? 0.26 : 0.08), testPerClass: 40 }),
      resamples,
    );
    assert.deepEqual(
      [verdict?.asymptote.answer, verdict?.asymptote.reason, (verdict?.asymptote.p ?? 1) < significant],
      ['no evidence', 'at-chance', true],
    );
  });

  test('one seed shows no luck, and claims nothing', () => {
    const { verdict } = buildReport(simulatedReport({ accuracy: helpfulSource, testPerClass: 30, seeds: { scratch: 1 } }), resamples);
    assert.deepEqual(
      [verdict?.start.answer, verdict?.start.reason, verdict?.start.seeds, verdict?.slope.reason],
      ['no evidence', 'one-seed', 1, 'one-seed'],
    );
  });
});

describe('figures', () => {
  test('are the same to the last bit again, in whatever order the points come', () => {
    const data = simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 10 });
    const first = JSON.stringify(buildReport(data, resamples));
    assert.equal(JSON.stringify(buildReport({ ...data, points: data.points.toReversed() }, resamples)), first);
    assert.notEqual(JSON.stringify(buildReport({ ...data, seed: 2 }, resamples)), first);
  });

  test('one prediction more or less changes them', () => {
    const data = simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 10 });
    const other = changed(data, (point, at) =>
      at === 7
        ? { ...point, predicted: Array.from(point.predicted, (index, image) => (image === 3 ? changedAnswer(index, data.test[3]) : index)) }
        : point,
    );
    assert.notDeepEqual(buildReport(other, resamples), buildReport(data, resamples));
  });

  test('each point tells its images, seeds and what each seed was given', () => {
    const { arms } = buildReport(
      simulatedReport({ accuracy: helpfulSource, seeds: { 'fine-tune': 3, 'raw-pixels': 0 }, sizes: { 'fine-tune': [5, 20] } }),
      20,
    );
    const all = ['1: 4, 6', '2: 8, 6', '5: 20, 6', '10: 40, 6', '20: 80, 6'];
    assert.deepEqual(
      arms.map(({ arm, points }) => [arm, points.map(({ perClass, images, seeds }) => `${perClass}: ${images}, ${seeds}`)]),
      [
        ['transfer', all],
        ['fine-tune', ['5: 20, 3', '20: 80, 3']],
        ['small-network', all],
        ['scratch', all],
        ['random-frozen', all],
        ['colour-texture', all],
      ],
    );
    const [, , small] = arms;
    assert.deepEqual(
      [small?.points[2]?.imagePasses, small?.points[2]?.trials, small?.points[2]?.seconds, arms[0]?.points[2]?.imagePasses],
      [600, 4, 1.5, 0],
    );
  });

  test('what differs between the seeds of a point is told as their mean; networks that were not finished are counted', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const uneven = changed(data, (point) =>
      point.arm === 'scratch' && point.perClass === 5
        ? {
            ...point,
            imagePasses: 100 * (1 + point.seed),
            trials: 2 + point.seed,
            validationScore: point.seed / 10,
            finished: point.seed > 1,
          }
        : point,
    );
    const [scratch] = buildCurves(uneven).arms.filter(({ arm }) => arm === 'scratch');
    const { imagePasses, trials, validationScore, unfinished } = scratch?.points[2] ?? assert.fail();
    assert.deepEqual([imagePasses, trials, validationScore, unfinished], [350, 5, 0.25, 2]);
    assert.deepEqual(
      scratch?.points.map((point) => point.unfinished),
      [0, 0, 2, 0, 0],
    );
  });

  test('a report that goes on has the points so far and no verdict yet', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const some = { ...data, points: data.points.slice(0, -1) };
    const figures = buildReport(some, 100);
    assert.deepEqual([figures.verdict, figures.area, figures.forecast, figures.arms.length], [null, null, null, 6]);
    assert.deepEqual(
      buildReport({ ...data, points: [] }, 100).arms.flatMap(({ points }) => points),
      [],
    );
  });

  test('images of one group are resampled together', () => {
    const data = simulatedReport({ accuracy: equalArms });
    const grouped = { ...data, test: data.test.map((image, at) => ({ ...image, group: `specimen ${at % 6}` })) };
    assert.deepEqual(buildReport(grouped, 200).arms[0]?.points[0]?.score.value, buildReport(data, 200).arms[0]?.points[0]?.score.value);
    assert.notDeepEqual(buildReport(grouped, 200).arms[0]?.points[0]?.score, buildReport(data, 200).arms[0]?.points[0]?.score);
  });

  test('steps to the score that scratch ends at: how many times fewer a fine-tune needs', () => {
    const data = simulatedReport({ accuracy: helpfulSource, seeds: { 'fine-tune': 3 }, sizes: { 'fine-tune': [20] } });
    assert.equal(buildReport(data, 100).stepsRatio, null);
    const curves = {
      scratch: [0, 100, 200, 400].map((step) => ({ step, score: 0.2 + step / 1000 })),
      'fine-tune': [0, 100, 200, 400].map((step) => ({ step, score: Math.min(0.9, 0.2 + step / 250) })),
    };
    const stepped = changed(data, (point) => ({
      ...point,
      curve: point.arm === 'scratch' || point.arm === 'fine-tune' ? curves[point.arm] : [],
    }));
    const ratio = buildReport(stepped, 100).stepsRatio ?? assert.fail();
    assert.ok(Math.abs(ratio.value - 4) < 1e-9 && ratio.low === ratio.value, JSON.stringify(ratio));
  });
});

describe('points that allow no honest comparison are refused', () => {
  const data = simulatedReport({ accuracy: helpfulSource, classes: 2, testPerClass: 5 });
  const refused = (change: (point: TransferPoint) => Partial<TransferPoint>, message: RegExp, which = 40): void =>
    assert.throws(
      () =>
        buildReport(
          changed(data, (point, at) => (at === which ? { ...point, ...change(point) } : point)),
          20,
        ),
      message,
    );

  test('a test image among the training images', () => {
    refused(({ trainImages }) => ({ trainImages: [...trainImages.slice(1), data.test[0]?.image ?? 0] }), /is a test image/);
  });

  test('a near-duplicate of a test image among the training images', () => {
    const group = (list: TransferData['test']): TransferData['test'] =>
      list.map((image, at) => (at === 0 ? { ...image, group: 'same leaf' } : image));
    assert.throws(() => buildReport({ ...data, train: group(data.train), test: group(data.test) }, 20), /shares its group with one/);
  });

  test('other training images than those of the other arms, or not nested ones', () => {
    refused(
      (point) => ({
        trainImages: [...point.trainImages.slice(1), data.train.find(({ image }) => !point.trainImages.includes(image))?.image ?? 0],
      }),
      /not trained on the images of/,
    );
    const large = data.points.filter(({ perClass }) => perClass === 5)[0]?.trainImages ?? [];
    const moved = changed(data, (point) => (point.perClass === 5 && point.seed === 1 ? { ...point, trainImages: large } : point));
    assert.throws(() => buildReport(moved, 20), /lacks images of/);
  });

  test('predictions that do not fit, points twice or never planned', () => {
    refused(({ predicted }) => ({ predicted: Array.from(predicted).slice(1) }), /9 predictions for 10 test images/);
    refused(({ predicted }) => ({ predicted: [2, ...Array.from(predicted).slice(1)] }), /class 2 is not below 2/);
    refused(() => ({ seed: 6 }), /not planned/);
    refused(() => ({ perClass: 3 }), /not planned/);
    assert.throws(() => buildReport({ ...data, points: [...data.points, data.points[0] ?? assert.fail()] }, 20), /is there twice/);
    const plan = (arms: typeof data.plan.arms): TransferData => ({ ...data, plan: { ...data.plan, arms } });
    assert.throws(() => buildReport(plan([...data.plan.arms, data.plan.arms[0] ?? assert.fail()]), 20), /planned twice/);
    assert.throws(
      () => buildReport(plan([...data.plan.arms, { arm: 'largest-class', sizes: [3], seeds: 1 }]), 20),
      /largest-class: has sizes that the report has not/,
    );
  });
});
