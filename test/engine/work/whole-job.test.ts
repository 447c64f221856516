import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Job, Project } from '../../../engine/contract/index.ts';
import { ServedStudio } from '../../support/served-studio.ts';
import { fiveClasses, pooledSource, poolOfModels, writeFiveClasses } from '../../support/five-classes.ts';

const perClass = 12;

async function begun(t: TestContext): Promise<{ studio: ServedStudio; folder: string; images: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-job-'));
  const images = join(folder, 'images');
  await writeFiveClasses(images, perClass);
  const studio = await ServedStudio.start(folder, { env: poolOfModels });
  t.after(async () => {
    await studio.end();
    await rm(folder, { recursive: true, force: true });
  });
  return { studio, folder, images };
}

async function imported(studio: ServedStudio, images: string): Promise<Project> {
  const project = await studio.ask('projects.create', { name: 'Flowers' });
  const { job } = await studio.ask('images.import', { project: project.id, from: { paths: [images] }, labels: 'folders', copy: false });
  assert.equal((await studio.ended(job)).state, 'done');
  return studio.ask('projects.get', { project: project.id });
}

const report = <K extends NonNullable<Job['result']>['kind']>(
  job: Job,
  kind: K,
): Extract<NonNullable<Job['result']>, { kind: K }>['report'] => {
  assert.equal(job.failure, null);
  assert.equal(job.result?.kind, kind);
  return job.result?.report as never;
};

test('60 flower images become a tested, exported model that predicts a folder', async (t) => {
  const { studio, folder, images } = await begun(t);
  const project = await imported(studio, images);
  assert.deepEqual([project.images, project.classes.map((one) => one.name)], [5 * perClass, [...fiveClasses]]);

  const started = await studio.ask('runs.start', { project: project.id, source: pooledSource('mobilenet_v2_100_224_imagenet'), seed: 3 });
  const trained = report(await studio.ended(started.job), 'train');
  assert.equal(trained.run, started.run);

  const evaluation = await studio.ask('runs.evaluation', { project: project.id });
  const majority = evaluation.baselines.find((one) => one.name === 'majority-class');
  assert.ok(evaluation.test.images >= 10 && !evaluation.stale);
  assert.ok(
    evaluation.test.accuracy.value > (majority?.accuracy.value ?? 1) + 0.2,
    `the model, right in ${evaluation.test.accuracy.value}, is clearly better than always naming one class`,
  );
  const counted = evaluation.test.confusion.counts.flat().reduce((sum, count) => sum + count, 0);
  assert.equal(counted, evaluation.test.images);

  for (const format of ['saved-model', 'tfjs-graph', 'tfjs-layers'] as const) {
    const { job } = await studio.ask('exports.start', { project: project.id, format, out: join(folder, format) });
    const exported = report(await studio.ended(job), 'export');
    assert.ok(exported.parity.images >= 10 && exported.parity.maxAbsoluteError <= 1e-4, `${format}: ${exported.parity.maxAbsoluteError}`);
    assert.equal(exported.parity.sameClass, exported.parity.images);
    assert.deepEqual(exported.parity.fromFiles, {
      ...exported.parity.fromFiles,
      images: exported.parity.images,
      sameClass: exported.parity.images,
    });
    assert.ok(exported.parity.fromFiles.maxAbsoluteError <= 1e-4);
  }
  const {
    images: [tested],
  } = await studio.ask('images.page', { project: project.id, filter: { split: 'test' }, order: 'added', offset: 0, limit: 1 });
  const file = (await studio.ask('images.get', { project: project.id, image: tested!.id })).files[0]!.path,
    content = await readFile(file);
  await writeFile(file, 'something else');
  const { job: again } = await studio.ask('exports.start', { project: project.id, format: 'tfjs-graph', out: join(folder, 'again') });
  const { parity } = report(await studio.ended(again), 'export');
  assert.equal(parity.fromFiles.images, parity.images - 1, 'a file that holds another picture now says nothing of the way from files');
  await writeFile(file, content);

  await writeFile(join(images, 'daisy', '=broken, "one".jpg'), 'no picture');
  const out = join(folder, 'predictions.csv');
  const { job } = await studio.ask('predictions.start', { project: project.id, folder: join(images, 'daisy'), out });
  const predicted = report(await studio.ended(job), 'predict');
  assert.deepEqual([predicted.predicted, predicted.refused.length], [perClass, 1]);
  const lines = (await readFile(out, 'utf8')).replace('\uFEFF', '').trimEnd().split('\r\n');
  assert.equal(lines[0], 'file,label,probability,daisy,dandelion,roses,sunflowers,tulips,failure');
  assert.equal(lines.filter((line) => /^"\.\/=broken, ""one""\.jpg",,,,,,,,\S/.test(line)).length, 1);
  assert.equal(lines.length, perClass + 2);
});

test('a label changed during or after a run makes its result stale, and training again gives a current one', async (t) => {
  const { studio, images } = await begun(t);
  const project = await imported(studio, images);
  const {
    images: [image],
  } = await studio.ask('images.page', { project: project.id, filter: {}, offset: 0, limit: 1 });
  const first = await studio.ask('runs.start', { project: project.id, source: pooledSource('mobilenet_v1_025_128_imagenet') });
  await studio.ask('labels.set', { project: project.id, images: [image!.id], class: project.classes[2]!.id });
  assert.equal((await studio.ended(first.job)).state, 'done');
  assert.equal((await studio.ask('runs.evaluation', { project: project.id, run: first.run })).stale, true);
  const second = await studio.ask('runs.start', { project: project.id, source: pooledSource('mobilenet_v1_025_128_imagenet') });
  assert.equal((await studio.ended(second.job)).state, 'done');
  assert.equal((await studio.ask('runs.evaluation', { project: project.id })).stale, false);
});

test('the same seed and labels give the same result to the last digit', async (t) => {
  const { studio, images } = await begun(t);
  const project = await imported(studio, images);
  const scores = [];
  for (let i = 0; i < 2; i++) {
    const { job, run } = await studio.ask('runs.start', {
      project: project.id,
      source: pooledSource('mobilenet_v1_025_128_imagenet'),
      seed: 5,
    });
    assert.equal((await studio.ended(job)).state, 'done');
    scores.push((await studio.ask('runs.evaluation', { project: project.id, run })).test);
  }
  assert.deepEqual(scores[0], scores[1]);
});

test('training says in its own words what is missing: labels, classes, images of a class', async (t) => {
  const { studio, folder, images } = await begun(t);
  const bare = await studio.ask('projects.create', { name: 'Bare' });
  const start = (): Promise<unknown> => studio.ask('runs.start', { project: bare.id });
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const nothing = await studio.ask('images.import', { project: bare.id, from: { paths: [empty] }, labels: 'folders', copy: false });
  assert.equal((await studio.ended(nothing.job)).failure?.code, 'no-images');
  const { job } = await studio.ask('images.import', { project: bare.id, from: { paths: [images] }, labels: 'none', copy: false });
  await studio.ended(job);
  await assert.rejects(start, { code: 'no-labels' });
  const { images: page } = await studio.ask('images.page', { project: bare.id, filter: {}, offset: 0, limit: 10 });
  const { class: one } = await studio.ask('classes.add', { project: bare.id, name: 'One' });
  await studio.ask('labels.set', { project: bare.id, images: page.slice(0, 5).map(({ id }) => id), class: one.id });
  await assert.rejects(start, { code: 'too-few-classes' });
  const { class: two } = await studio.ask('classes.add', { project: bare.id, name: 'Two' });
  await studio.ask('labels.set', { project: bare.id, images: [page[6]!.id], class: two.id });
  await assert.rejects(
    start,
    (error: { code: string; facts: { classes: string } }) => error.code === 'class-too-small' && error.facts.classes === 'Two',
  );
  await assert.rejects(() => studio.ask('classes.add', { project: bare.id, name: ' two ' }), { code: 'class-exists' });
});
