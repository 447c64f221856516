import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { BaselineScore, Lineage, Method, Score, Tuning } from '../../../../engine/contract/index.ts';
import type { ClassId, RunId } from '../../../../engine/domain/ids.ts';
import { wilsonInterval } from '../../../../engine/domain/statistics/intervals.ts';
import { hashOf, headOutcome, headRun } from '../../../support/project.ts';
import { learnerForTests, ownLibrary } from '../../../support/models/own-library.ts';
import { usualVariation } from '../../../../engine/domain/models/usual-variation.ts';
import { writeTinySource } from '../../../support/models/tiny-source.ts';

const learner = learnerForTests();
const images = 60;
const tuning = (interpolation: number): Tuning => ({
  variation: usualVariation,
  batchSize: 8,
  steps: 10,
  learningRate: 0.001,
  triedRates: [],
  interpolation,
  interpolations: [],
  bestStep: 10,
  stoppedEarly: false,
  parametersTuned: 100,
  parametersReused: 0,
  curve: [],
});
const baseline = (name: BaselineScore['name'], right: number): BaselineScore => ({
  name,
  accuracy: wilsonInterval(right, images),
  balancedAccuracy: wilsonInterval(right, images),
});

interface Outcome {
  readonly right: number;
  readonly baselines?: readonly [number, number];
  readonly method?: Method;
  readonly interpolation?: number;
}

/** A project with one finished run of so many right test images of 60, and its baselines, with a model of its own. */
async function withRun(t: TestContext, { right, baselines = [12, 30], method = 'fine-tune', interpolation = 1 }: Outcome) {
  const own = ownLibrary(t, learner);
  const store = own.shelf.create({ name: 'Mosses' });
  const classes = [
    { id: 1 as ClassId, name: 'moss' },
    { id: 2 as ClassId, name: 'fern' },
  ];
  const run = store.runs.start({
    ...headRun,
    method,
    source: { id: 'tiny', title: 'Tiny', hash: hashOf('tiny') },
    cut: 'pool',
    seed: 1,
    classes,
    trainImages: 200,
    validationImages: 60,
    testImages: images,
    dataVersion: 0,
    software: 'graft',
    at: 1,
  });
  const score: Score = {
    images,
    accuracy: wilsonInterval(right, images),
    balancedAccuracy: wilsonInterval(right, images),
    perClass: [],
    confusion: { classes: [], classIds: [], counts: [] },
  };
  store.runs.finish(run, {
    ...headOutcome,
    head: 'logistic',
    seconds: 3,
    test: score,
    predictions: [],
    baselines: [baseline('majority-class', baselines[0]), baseline('colour-and-texture', baselines[1])],
    tuning: method === 'head' ? null : tuning(interpolation),
  });
  const lineage: Lineage = {
    project: 'Mosses',
    run,
    method: method === 'scratch' ? 'scratch' : 'fine-tune',
    images: 200,
    classes: 2,
    from: 'tiny',
    accuracy: right / images,
    baseline: baselines[1] / images,
  };
  const model = await writeTinySource(join(store.runFolder(run), 'model'), {
    id: 'Mosses-run-1',
    card: { title: `Mosses, run ${run}`, lineage },
  });
  writeFileSync(join(model, 'training-images.txt'), `${hashOf('one')}\n`);
  return { own, run, lineage, model, add: (wishes = {}) => own.add({ from: { project: store.id, run }, ...wishes }), project: store.id };
}

test('a run that beats its baselines becomes a source model with its lineage, and knows the images it has seen', async (t) => {
  const { own, add, lineage } = await withRun(t, { right: 54 });
  const source = await add({ title: 'Moss model', task: 'mosses and ferns' });
  assert.deepEqual(
    [source.id, source.title, source.task, source.origin, source.from, source.removable, source.verified],
    ['moss-model', 'Moss model', 'mosses and ferns', 'own', 'Mosses', true, true],
  );
  assert.deepEqual(source.lineage, lineage);
  assert.deepEqual((await own.list()).sources, [{ ...source, default: true }]);
  assert.equal(readFileSync(join(source.path, 'training-images.txt'), 'utf8'), `${hashOf('one')}\n`);
});

test('one whose lead over a baseline chance would explain is refused, however the numbers look', async (t) => {
  // 35 of 60 against 30 of 60: the interval of the difference holds zero. A bare comparison of the two values would take it.
  const { own, add } = await withRun(t, { right: 35 });
  await assert.rejects(add(), { code: 'source-not-better', facts: { accuracy: 35 / 60, baseline: 0.5 } });
  assert.deepEqual([own.files(), own.queue.list()], [[], []]);
});

test('each baseline counts, not only the first, and intervals that touch are no reason to refuse', async (t) => {
  await assert.rejects((await withRun(t, { right: 35, baselines: [34, 12] })).add(), { code: 'source-not-better' });
  // 42 of 60 (57 to 80 %) against 31 of 60 (39 to 64 %): they overlap, and the interval of the difference leaves out zero.
  assert.equal((await (await withRun(t, { right: 42, baselines: [12, 31] })).add()).origin, 'own');
});

test('a run without a network of its own is none: a head, a fine-tune whose plain head was kept, one that has not finished, one that is damaged', async (t) => {
  await assert.rejects((await withRun(t, { right: 54, method: 'head' })).add(), {
    code: 'input-invalid',
    facts: { detail: 'run 1 trained only a new last layer on an unchanged network' },
  });
  await assert.rejects((await withRun(t, { right: 54, interpolation: 0 })).add(), { code: 'source-exists', facts: { source: 'Tiny' } });
  const { own, project, add, model } = await withRun(t, { right: 54, method: 'scratch' });
  await assert.rejects(own.add({ from: { project, run: 7 as RunId } }), { code: 'run-not-found' });
  writeFileSync(join(model, 'weights.bin'), 'torn');
  await assert.rejects(add(), { code: 'run-damaged' });
});
