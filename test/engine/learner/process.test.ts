import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Stage } from '../../../engine/contract/index.ts';
import type { ClassId, ContentHash, ImageId } from '../../../engine/domain/ids.ts';
import { augmentationsFor } from '../../../engine/domain/models/augmentations.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { loadHead } from '../../../engine/learn/head/head-file.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { Learner } from '../../../engine/learner/client.ts';
import { learnerWork } from '../../../engine/learner/jobs.ts';
import type { LabelledImage, TrainJob } from '../../../engine/learner/protocol.ts';
import { pooledFolder, pooledSource } from '../../support/five-classes.ts';

const model = 'mobilenet_v1_025_128_imagenet';
const signal = new AbortController().signal;

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-learner-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Stripes of two directions under noise, named by what they show. */
function stripes(name: string): Raster {
  const [kind, number] = name.split(' ');
  const random = seededRandom(Number(number));
  const [side, period] = [96, 6 + 20 * random()];
  const pixels = new Uint8Array(3 * side * side);
  for (let at = 0; at < side * side; at++) {
    const along = kind === 'lying' ? Math.floor(at / side) : at % side;
    pixels.fill(Math.floor(128 + 80 * Math.sin((2 * Math.PI * along) / period) + 40 * random()), 3 * at, 3 * at + 3);
  }
  return { width: side, height: side, pixels };
}

const classes = [
  { id: 1 as ClassId, name: 'lying' },
  { id: 2 as ClassId, name: 'upright' },
];
const images: LabelledImage[] = Array.from({ length: 24 }, (_, at) => {
  const own = classes[at % 2]!;
  const view = `${own.name} ${at}`;
  return {
    id: (at + 1) as ImageId,
    hash: createHash('sha256').update(view).digest('hex') as ContentHash,
    view,
    class: own.id,
    split: at < 12 ? 'train' : at < 16 ? 'validation' : 'test',
  };
});

const isStarter = pooledSource(model) === 'starter';

async function trainJob(folder: string): Promise<TrainJob> {
  const source = await readSource(pooledFolder(model));
  return {
    kind: 'train',
    source: { folder: source.folder, hash: source.model.hash },
    cut: source.model.cuts.at(-1)!.layer,
    seed: 1,
    classes,
    images,
    variation: { orientation: 'matters', framing: false, light: false },
    features: join(folder, 'features'),
    runFolder: join(folder, 'runs', '1'),
  };
}

test('the real process loads TensorFlow, takes a training step, and ends with its client', async () => {
  const learner = new Learner();
  const probe = await learner.run({ kind: 'probe' }, { progress: () => {}, signal });
  assert.equal(probe.trains, true);
  assert.match(probe.tensorflow, /^2\./);
  await learner.close();
  assert.equal(learner.pid, null);
});

test('a process without TensorFlow says so and stays', async (t) => {
  const learner = new Learner({
    env: { NODE_OPTIONS: `--import=${new URL('../../support/processes/no-native-code.ts', import.meta.url).href}` },
  });
  t.after(() => learner.close());
  await assert.rejects(learner.run({ kind: 'probe' }, { progress: () => {}, signal }), { code: 'tensorflow-missing' });
  assert.notEqual(learner.pid, null);
});

test('training decodes each picture once, saves the head and predicts the images held back', async (t) => {
  const job = await trainJob(await emptyFolder(t));
  const asked: string[] = [];
  const work = learnerWork({
    raster: (view) => {
      asked.push(view);
      return Promise.resolve(stripes(view));
    },
  });
  const stages: Stage[] = [];
  const control = {
    signal,
    progress: (stage: Stage): void => {
      if (stages.at(-1) !== stage) stages.push(stage);
    },
  };
  const outcome = await work.train(job, control);
  assert.deepEqual(stages, ['features', 'fitting', 'baselines', 'testing']);
  assert.equal(outcome.test.images, 8);
  // The starter has learned little; a model of photographs sees stripes well.
  assert.ok(outcome.test.accuracy.value > (isStarter ? 0.5 : 0.8), String(outcome.test.accuracy.value));
  assert.deepEqual(
    outcome.predictions.map(({ image }) => image),
    images.filter(({ split }) => split !== 'train').map(({ id }) => id),
  );
  assert.equal((await loadHead(job.runFolder)).kind, outcome.head);
  assert.deepEqual(asked.toSorted(), images.map(({ view }) => view).toSorted());

  const again = await work.train({ ...job, runFolder: `${job.runFolder}-again` }, control);
  assert.deepEqual(again, outcome);
  assert.equal(asked.length, images.length);

  const views = outcome.predictions.map(({ image }) => images[image - 1]!.view);
  const { probabilities } = await work.predict({ ...job, kind: 'predict', views }, control);
  probabilities.forEach((row, at) =>
    row.forEach((value, index) => assert.ok(Math.abs(value - outcome.predictions[at]!.probabilities[index]!) < 1e-4)),
  );
});

test('with few labels a head learns from augmented pictures of its training images, each kept for the next time', async (t) => {
  const plain = await trainJob(await emptyFolder(t));
  const job = { ...plain, variation: { orientation: 'mirror', framing: true, light: true } as const };
  const asked: string[] = [];
  const work = learnerWork({
    raster: (view) => {
      asked.push(view);
      return Promise.resolve(stripes(view));
    },
  });
  const control = { signal, progress: () => {} };
  const outcome = await work.train(job, control);
  const learned = images.filter(({ split }) => split === 'train').map(({ view }) => view);
  assert.deepEqual(asked.toSorted(), [...images.map(({ view }) => view), ...learned].toSorted());
  assert.deepEqual(
    (await readdir(join(job.features, 'augmented'))).toSorted(),
    augmentationsFor(job.variation)
      .map(({ name }) => name)
      .toSorted(),
  );

  assert.deepEqual(await work.train({ ...job, runFolder: `${job.runFolder}-again` }, control), outcome);
  assert.equal(asked.length, images.length + learned.length, 'kept features are not computed again');
  assert.notDeepEqual((await work.train({ ...plain, runFolder: `${job.runFolder}-plain` }, control)).predictions, outcome.predictions);
});

test('a stop while reading pictures leaves no run', async (t) => {
  const folder = await emptyFolder(t);
  const stop = new AbortController();
  const work = learnerWork({
    raster: (view) => {
      stop.abort();
      return Promise.resolve(stripes(view));
    },
  });
  await assert.rejects(work.train(await trainJob(folder), { signal: stop.signal, progress: () => {} }), { code: 'stopped' });
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name !== 'features'),
    [],
  );
});

test('another model in the folder of the source is refused', async (t) => {
  const job = await trainJob(await emptyFolder(t));
  const work = learnerWork({ raster: (view) => Promise.resolve(stripes(view)) });
  const other = { ...job, source: { ...job.source, hash: '0'.repeat(64) as ContentHash } };
  await assert.rejects(work.train(other, { signal, progress: () => {} }), { code: 'source-weights-damaged' });
});

test('prediction with a damaged run is refused in words', async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(join(folder, 'head.json'), '{}');
  const work = learnerWork({ raster: (view) => Promise.resolve(stripes(view)) });
  const job = await trainJob(folder);
  await assert.rejects(work.predict({ ...job, kind: 'predict', runFolder: folder, views: ['lying 1'] }, { signal, progress: () => {} }), {
    code: 'run-damaged',
  });
});
