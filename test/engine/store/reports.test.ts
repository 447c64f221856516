import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildReport } from '../../../engine/domain/report/build-report.ts';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { TransferData } from '../../../engine/domain/report/transfer-benefit.ts';
import { armsThen, asWrittenEarlier } from '../../support/earlier-report.ts';
import { keptReport } from '../../support/screens/kept-report.ts';
import { hashOf, record, reopened, temporaryProject, who } from '../../support/project.ts';
import { helpfulSource, simulatedReport } from '../../support/models/simulated-report.ts';

const small = (): TransferData =>
  simulatedReport({
    accuracy: helpfulSource,
    classes: 2,
    testPerClass: 3,
    trainPerClass: 5,
    seeds: { ...armsThen, transfer: 2, scratch: 2, 'random-frozen': 2, 'colour-texture': 2 },
  });

describe('transfer reports', () => {
  test('keep what they were started with and every point, also after a restart', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data, { testImagesSeen: 2 });
    store.reports.stop(report, 4);
    const { reports } = reopened(t, store);
    const kept = reports.get(report);
    assert.deepEqual(
      [
        kept.report,
        kept.state,
        kept.seconds,
        kept.quick,
        kept.cut,
        kept.seed,
        kept.at,
        kept.software,
        kept.testImagesSeen,
        kept.stale,
        kept.figures,
      ],
      [report, 'stopped', 4, true, 'pool', 1, who.at, 'Graft test', 2, false, null],
    );
    assert.deepEqual(kept.source, { id: 'starter', title: 'MobileNetV2 0.35 <at> 96', hash: hashOf('starter') });
    assert.deepEqual(
      kept.classes.map(({ name }) => name),
      ['daisy', 'rose'],
    );
    assert.deepEqual([kept.trainImages.length, kept.testImages.length, kept.plan.sizes], [10, 6, [1, 2, 5]]);
    const points = reports.points(report);
    assert.equal(points.length, data.points.length);
    const [point] = points.filter(({ arm, perClass, seed }) => arm === 'scratch' && perClass === 2 && seed === 1);
    const [given] = data.points.filter(({ arm, perClass, seed }) => arm === 'scratch' && perClass === 2 && seed === 1);
    assert.deepEqual({ ...point, trainImages: null }, { ...given, trainImages: null });
    assert.equal(point?.trainImages.length, 4);
  });

  test('keep indexes of more than 255 classes, and curves', (t) => {
    const store = temporaryProject(t);
    const report = keptReport(store, { ...small(), points: [] });
    const curve = [
      { step: 0, score: 0.25 },
      { step: 50, score: 0.5 },
    ];
    const point = {
      arm: 'fine-tune' as const,
      perClass: 5,
      seed: 0,
      trainImages: [1 as ImageId],
      predicted: [0, 255, 256, 65_535],
      validationScore: 0.5,
      finished: false,
      imagePasses: 9,
      trials: 1,
      seconds: 2,
      curve,
    };
    store.reports.addPoint(report, point);
    assert.deepEqual(store.reports.points(report), [point]);
  });

  test('a point trained again takes the place of the old one', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data);
    const [first] = store.reports.points(report);
    assert.ok(first);
    store.reports.addPoint(report, { ...first, seconds: 99 });
    assert.deepEqual([store.reports.points(report).length, store.reports.points(report)[0]?.seconds], [data.points.length, 99]);
  });

  test('a finished report has its figures to the last bit, and cannot go on', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data);
    assert.equal(store.reports.newestDone(), null);
    const figures = buildReport(data, 50);
    store.reports.finish(report, figures, 12.5);
    const kept = reopened(t, store).reports.get(report);
    assert.deepEqual([kept.figures, kept.state, kept.seconds], [figures, 'done', 12.5]);
  });

  test('go on after a stop or a failure, but not when they are complete or the labels have changed', (t) => {
    const store = temporaryProject(t);
    const { reports } = store;
    const report = keptReport(store, small());
    reports.fail(report, { code: 'out-of-memory', facts: { bytes: 3 } }, 2);
    assert.deepEqual([reports.get(report).state, reports.get(report).failure], ['failed', { code: 'out-of-memory', facts: { bytes: 3 } }]);
    reports.resume(report);
    assert.deepEqual([reports.get(report).state, reports.get(report).failure], ['running', null]);
    reports.stop(report, 3);
    const [image] = reports.get(report).trainImages;
    store.labels.set([image?.image ?? (0 as ImageId)], null, who);
    assert.equal(reports.get(report).stale, true);
    assert.throws(() => reports.resume(report), { code: 'report-stale' });
    reports.finish(report, buildReport(small(), 20), 1);
    assert.throws(() => reports.resume(report), { code: 'report-finished' });
    assert.throws(() => reports.resume(99), { code: 'report-not-found' });
  });

  test('turn stale by a label or one of their classes, not by images without labels or a colour', (t) => {
    const store = temporaryProject(t);
    const report = keptReport(store, small());
    const [daisy] = store.classes.list();
    assert.ok(daisy);
    store.classes.recolour(daisy.id, '#123456', who);
    store.images.addBatch([record('/more/2.jpg')], who);
    assert.equal(store.reports.get(report).stale, false);
    store.classes.rename(daisy.id, 'marguerite', who);
    assert.equal(store.reports.get(report).stale, true);
  });

  test('those of a studio that died have failed, and keep their points', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data);
    const { reports } = reopened(t, store);
    assert.deepEqual(
      [reports.get(report).state, reports.get(report).failure?.code, reports.points(report).length],
      ['failed', 'studio-ended', data.points.length],
    );
  });

  test('are listed newest first, and removed with their points', (t) => {
    const store = temporaryProject(t);
    const { reports } = store;
    const first = keptReport(store, small());
    const { trainImages, testImages, ...facts } = reports.get(first);
    const second = reports.start({ ...facts, trainImages, testImages, quick: false });
    assert.deepEqual(
      reports.list().map(({ report }) => report),
      [second, first],
    );
    const [point] = reports.points(first);
    reports.remove(first);
    assert.deepEqual([reports.list().map(({ report }) => report), reports.points(first)], [[second], []]);
    assert.throws(() => reports.get(first), { code: 'report-not-found' });
    assert.throws(() => reports.remove(first), { code: 'report-not-found' });
    assert.ok(point);
    assert.throws(() => reports.addPoint(first, point), { code: 'report-not-found' });
  });
});

describe('reports of an earlier version, whose networks without transfer were trained too briefly', () => {
  test('keep curves, points and forecast, and are told apart from those of today; their claims are not read', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data);
    const then = store.reports.points(report);
    asWrittenEarlier(store, data, 'done');
    const { reports } = reopened(t, store);
    const kept = reports.get(report);
    assert.deepEqual(
      [kept.earlier, kept.state, kept.plan.arms.map(({ arm, seeds }) => `${arm} ${seeds}`), kept.plan.mostPasses.scratch],
      [true, 'done', ['transfer 2', 'scratch 2', 'random-frozen 2', 'colour-texture 2'], 3000],
    );
    const { arms, verdict, area, stepsRatio, forecast } = kept.figures ?? assert.fail();
    const today = buildReport(data, 50);
    assert.deepEqual(
      arms.map(({ arm, points }) => [arm, points.map(({ score }) => score)]),
      today.arms.map(({ arm, points }) => [arm, points.map(({ score }) => score)]),
    );
    assert.deepEqual(
      arms.map(({ points }) => points.map(({ unfinished, validationScore }) => [unfinished, validationScore])),
      [0, 2, 0, 0].map((seeds) => [1, 2, 3].map(() => [seeds, null])),
    );
    assert.deepEqual([verdict, area, stepsRatio, forecast], [null, null, null, today.forecast]);
    assert.deepEqual(
      reports.points(report),
      then.map((point) => ({ ...point, validationScore: null, finished: point.arm !== 'scratch' })),
    );
  });

  test('neither go on nor count as the newest to compute again; one of today does', (t) => {
    const store = temporaryProject(t);
    const data = small();
    const report = keptReport(store, data);
    asWrittenEarlier(store, data, 'stopped');
    const again = reopened(t, store);
    assert.throws(() => again.reports.resume(report), { code: 'report-earlier' });
    assert.equal(again.reports.get(report).figures, null);
    const { trainImages, testImages, ...facts } = again.reports.get(report);
    const next = again.reports.start({ ...facts, trainImages, testImages });
    again.reports.finish(next, buildReport(data, 20), 1);
    assert.deepEqual([again.reports.newestDone(), again.reports.get(next).earlier], [next, false]);
  });
});

test('the log tells the labels as they were at a dataset version', (t) => {
  const store = temporaryProject(t);
  const data = small();
  const report = store.reports.get(keptReport(store, data));
  const [{ image, class: before }] = report.testImages as [(typeof report.testImages)[number]];
  store.labels.set([image], null, who);
  assert.equal(store.annotations.holding('label', report.dataVersion).get(image), before);
  assert.equal(store.annotations.holding('label').get(image), null);
});
