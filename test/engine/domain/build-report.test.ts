import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildCurves, buildReport } from '../../../engine/domain/build-report.ts';
import type { ArmName, TransferData, TransferFigures, TransferPoint } from '../../../engine/domain/transfer-benefit.ts';
import { climbing, equalArms, guessing, harmfulSource, helpfulSource, simulatedReport } from '../../support/simulated-report.ts';

const resamples = 300;
const answers = ({ verdict }: TransferFigures): Record<string, string | undefined> =>
  ({ start: verdict?.start.answer, slope: verdict?.slope.answer, asymptote: verdict?.asymptote.answer, overall: verdict?.overall.answer });
/** Right where it was wrong, wrong where it was right. */
const changedAnswer = (index: number, image: TransferData['test'][number] | undefined): number => (image && index === image.class - 1 ? (index + 1) % 3 : (image?.class ?? 1) - 1);
const changed = (data: TransferData, change: (point: TransferPoint, at: number) => TransferPoint): TransferData => ({ ...data, points: data.points.map(change) });

describe('verdicts', () => {
  test('a source whose knowledge helps is found to help, in start, slope, asymptote and overall', () => {
    const figures = buildReport(simulatedReport({ accuracy: helpfulSource }), resamples);
    assert.deepEqual(answers(figures), { start: 'helps', slope: 'helps', asymptote: 'helps', overall: 'helps' });
    const { start, slope, overall } = figures.verdict ?? assert.fail();
    assert.ok(start.effect.low > 0 && start.p === 2 / 64 && start.seeds === 6 && start.perClass === 1 && start.images === 4);
    assert.ok(slope.effect.value > 2 && slope.effect.low > 1);
    assert.equal(overall.against, 'scratch');
    assert.ok(Math.abs((figures.area?.transfer.value ?? 0) - (figures.area?.scratch.value ?? 0) - overall.effect.value) < 1e-12);
    assert.ok((figures.area?.ratio.low ?? 0) > 0);
  });

  test('a source whose knowledge is in the way is found to hurt', () => {
    const figures = buildReport(simulatedReport({ accuracy: harmfulSource }), resamples);
    assert.deepEqual(answers(figures), { start: 'hurts', slope: 'hurts', asymptote: 'hurts', overall: 'hurts' });
  });

  test('with labels that mean nothing there is no evidence, in at least 19 of 20 reports', () => {
    const none = Array.from({ length: 20 }, (_, at) => buildReport(simulatedReport({ accuracy: guessing(4), seed: at + 1 }), resamples))
      .filter(({ verdict }) => verdict?.overall.answer === 'no evidence');
    assert.ok(none.length >= 19, `${none.length} of 20`);
  });

  test('with equal arms there is no evidence; an effect without interval or without test would claim more', () => {
    const reports = Array.from({ length: 60 }, (_, at) => buildReport(simulatedReport({ accuracy: equalArms, seed: at + 1 }), 200).verdict ?? assert.fail());
    const claims = reports.filter(({ overall }) => overall.answer !== 'no evidence').length;
    assert.ok(claims <= 3, `${claims} of 60 claim something overall`);
    // All seeds have the same images at the largest size, so the test alone takes the luck of one test set for an effect.
    const byTestAlone = reports.filter(({ asymptote }) => asymptote.p < 0.05).length;
    const byBoth = reports.filter(({ asymptote }) => asymptote.answer !== 'no evidence').length;
    assert.ok(byTestAlone > 2 * byBoth && byTestAlone >= 6, `${byTestAlone} by the test alone, ${byBoth} by both`);
  });

  test('fewer than six seeds say their direction and are never more than indicative', () => {
    const figures = buildReport(simulatedReport({ accuracy: helpfulSource, seeds: { scratch: 5 } }), resamples);
    const { start, overall } = figures.verdict ?? assert.fail();
    assert.deepEqual([start.answer, start.indicative, start.seeds], ['no evidence', true, 5]);
    assert.deepEqual([overall.answer, overall.indicative], ['no evidence', true]);
    assert.ok(overall.effect.low > 0);
  });

  test('better than scratch is not enough where a trivial arm does better still', () => {
    const accuracy = (baseline: number) => (arm: ArmName, perClass: number): number =>
      (arm === 'transfer' ? climbing(0.4, 0.65) : arm === 'colour-texture' ? climbing(baseline, baseline + 0.25) : climbing(0.25, 0.4))(perClass);
    const hurts = buildReport(simulatedReport({ accuracy: accuracy(0.6), testPerClass: 40 }), resamples).verdict ?? assert.fail();
    assert.deepEqual([hurts.asymptote.answer, hurts.overall.answer, hurts.overall.against], ['helps', 'hurts', 'colour-texture']);
    const close = buildReport(simulatedReport({ accuracy: accuracy(0.41), testPerClass: 40 }), resamples).verdict ?? assert.fail();
    assert.deepEqual([close.overall.answer, close.overall.against], ['no evidence', 'colour-texture']);
    const behind = buildReport(simulatedReport({ accuracy: accuracy(0.2), testPerClass: 40 }), resamples).verdict ?? assert.fail();
    assert.deepEqual([behind.overall.answer, behind.overall.against], ['helps', 'scratch']);
  });

  test('arms that agree on every image have an interval with width: so few images cannot show that nothing differs', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const right = data.test.map((image) => image.class - 1);
    const { arms, verdict } = buildReport(changed(data, (point) => ({ ...point, predicted: right })), resamples);
    assert.deepEqual(verdict?.start.answer, 'no evidence');
    assert.ok((verdict?.start.effect.low ?? 0) < -0.03 && (verdict?.start.effect.high ?? 0) > 0.03);
    const score = arms[0]?.points[0]?.score;
    assert.ok(score?.value === 1 && score.high === 1 && score.low < 0.97);
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
    const other = changed(data, (point, at) => (at === 7 ? { ...point, predicted: Array.from(point.predicted, (index, image) => (image === 3 ? changedAnswer(index, data.test[3]) : index)) } : point));
    assert.notDeepEqual(buildReport(other, resamples), buildReport(data, resamples));
  });

  test('each point tells its images, seeds and what each seed was given', () => {
    const { arms } = buildReport(simulatedReport({ accuracy: helpfulSource, seeds: { 'fine-tune': 3 }, sizes: { 'fine-tune': [5, 20] } }), 100);
    assert.deepEqual(arms.map(({ arm, points }) => [arm, points.map(({ perClass, images, seeds }) => `${perClass}: ${images}, ${seeds}`)]), [
      ['transfer', ['1: 4, 6', '2: 8, 6', '5: 20, 6', '10: 40, 6', '20: 80, 6']], ['fine-tune', ['5: 20, 3', '20: 80, 3']],
      ['scratch', ['1: 4, 6', '2: 8, 6', '5: 20, 6', '10: 40, 6', '20: 80, 6']], ['random-frozen', ['1: 4, 6', '2: 8, 6', '5: 20, 6', '10: 40, 6', '20: 80, 6']],
      ['colour-texture', ['1: 4, 6', '2: 8, 6', '5: 20, 6', '10: 40, 6', '20: 80, 6']],
    ]);
    assert.deepEqual([arms[0]?.points[2]?.imagePasses, arms[0]?.points[2]?.trials, arms[0]?.points[2]?.seconds], [600, 4, 1.5]);
  });

  test('what differs between the seeds of a point is told as their mean; networks that were not finished are counted', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const uneven = changed(data, (point) => (point.arm === 'scratch' && point.perClass === 5
      ? { ...point, imagePasses: 100 * (1 + point.seed), trials: 2 + point.seed, validationScore: point.seed / 10, finished: point.seed > 1 } : point));
    const [scratch] = buildCurves(uneven, 50).arms.filter(({ arm }) => arm === 'scratch');
    const { imagePasses, trials, validationScore, unfinished } = scratch?.points[2] ?? assert.fail();
    assert.deepEqual([imagePasses, trials, validationScore, unfinished], [350, 5, 0.25, 2]);
    assert.deepEqual(scratch?.points.map((point) => point.unfinished), [0, 0, 2, 0, 0]);
  });

  test('a report that goes on has the points so far and no verdict yet', () => {
    const data = simulatedReport({ accuracy: helpfulSource });
    const some = { ...data, points: data.points.slice(0, -1) };
    const figures = buildReport(some, 100);
    assert.deepEqual([figures.verdict, figures.area, figures.forecast, figures.arms.length], [null, null, null, 4]);
    assert.deepEqual(buildReport({ ...data, points: [] }, 100).arms.flatMap(({ points }) => points), []);
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
    const curves = { scratch: [0, 100, 200, 400].map((step) => ({ step, score: 0.2 + step / 1000 })), 'fine-tune': [0, 100, 200, 400].map((step) => ({ step, score: Math.min(0.9, 0.2 + step / 250) })) };
    const stepped = changed(data, (point) => ({ ...point, curve: point.arm === 'scratch' || point.arm === 'fine-tune' ? curves[point.arm] : [] }));
    const ratio = buildReport(stepped, 100).stepsRatio ?? assert.fail();
    assert.ok(Math.abs(ratio.value - 4) < 1e-9 && ratio.low === ratio.value, JSON.stringify(ratio));
  });
});

describe('points that allow no honest comparison are refused', () => {
  const data = simulatedReport({ accuracy: helpfulSource, classes: 2, testPerClass: 5 });
  const refused = (change: (point: TransferPoint) => Partial<TransferPoint>, message: RegExp, which = 40): void =>
    assert.throws(() => buildReport(changed(data, (point, at) => (at === which ? { ...point, ...change(point) } : point)), 20), message);

  test('a test image among the training images', () => {
    refused(({ trainImages }) => ({ trainImages: [...trainImages.slice(1), data.test[0]?.image ?? 0] }), /is a test image/);
  });

  test('a near-duplicate of a test image among the training images', () => {
    const group = (list: TransferData['test']): TransferData['test'] => list.map((image, at) => (at === 0 ? { ...image, group: 'same leaf' } : image));
    assert.throws(() => buildReport({ ...data, train: group(data.train), test: group(data.test) }, 20), /shares its group with one/);
  });

  test('other training images than those of the other arms, or not nested ones', () => {
    refused((point) => ({ trainImages: [...point.trainImages.slice(1), data.train.find(({ image }) => !point.trainImages.includes(image))?.image ?? 0] }), /not trained on the images of/);
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
    assert.throws(() => buildReport(plan([...data.plan.arms, { arm: 'raw-pixels', sizes: [3], seeds: 1 }]), 20), /raw-pixels: has sizes that the report has not/);
  });
});
