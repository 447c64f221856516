import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { CurvePoint, Stage } from '../../../engine/contract/index.ts';
import { tuning as tuningSchema } from '../../../engine/contract/runs.ts';
import { lineage as lineageSchema } from '../../../engine/contract/sources.ts';
import { imagesSeen } from '../../../engine/models/library/seen-images.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { Learner } from '../../../engine/learner/client.ts';
import { learnerWork } from '../../../engine/learner/jobs.ts';
import type { TrainJob, TrainOutcome } from '../../../engine/learner/protocol.ts';
import type { LearnerControl } from '../../../engine/learner/serve-jobs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { stripedPicture, tinyJob } from '../../support/models/tuning-data.ts';
import { ownWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';

const signal = new AbortController().signal;
const quiet: LearnerControl = { signal, progress: () => {} };
const entry = join(import.meta.dirname, '..', '..', 'support', 'tiny-learner.ts');
const work = learnerWork({ raster: (view) => Promise.resolve(stripedPicture(view, 20)) });

function learner(t: TestContext, stepMs = 0): Learner {
  const made = new Learner({ entry, env: { TINY_STEP_MS: String(stepMs) } });
  t.after(() => made.close());
  return made;
}
/** What must be equal bit for bit: the outcome without times and places, and the files of the model. */
function essence(job: TrainJob, { tuned, ...rest }: TrainOutcome): unknown {
  const curve = tuned!.tuning.curve.map(({ seconds: _, ...point }) => point);
  const files = ['head.bin', 'model/weights.bin', 'model/model.json'].map((name) =>
    readFileSync(join(job.runFolder, name)).toString('base64'),
  );
  return { ...rest, tuning: { ...tuned!.tuning, curve }, hash: tuned!.model.hash, files };
}

describe('a tuned run', () => {
  test('ends with a model that predicts, is exported and can be a source itself, exactly as it was scored', async (t) => {
    const job = await tinyJob(temporaryFolder(t));
    const stages: Stage[] = [];
    const points: CurvePoint[] = [];
    const outcome = await work.train(job, {
      signal,
      point: (point) => points.push(point),
      progress: (stage) => {
        if (stages.at(-1) !== stage) stages.push(stage);
      },
    });
    assert.deepEqual(stages, ['features', 'fitting', 'baselines', 'preparing', 'searching', 'tuning', 'testing', 'writing']);
    assert.deepEqual(points, outcome.tuned!.tuning.curve);
    tuningSchema.parse(outcome.tuned!.tuning);
    assert.equal(outcome.tuned!.tuneFrom, 'part_2');
    assert.deepEqual(readdirSync(job.runFolder).toSorted(), ['head.bin', 'head.json', 'model']);

    const model = await readSource(outcome.tuned!.model.folder);
    assert.equal(model.model.hash, outcome.tuned!.model.hash);
    assert.equal(model.model.verified, true);
    const use = { source: outcome.tuned!.model, cut: job.cut, runFolder: job.runFolder };
    const asked = job.images.filter(({ split }) => split !== 'train');
    assert.deepEqual(
      outcome.predictions.map(({ image }) => image),
      asked.map(({ id }) => id),
    );
    const { probabilities } = await work.predict({ kind: 'predict', ...use, views: asked.map(({ view }) => view) }, quiet);
    probabilities.forEach((row, at) =>
      row.forEach((value, index) => assert.ok(Math.abs(value - outcome.predictions[at]!.probabilities[index]!) < 1e-5)),
    );
    for (const format of ['saved-model', 'tfjs-graph', 'tfjs-layers'] as const) {
      const out = join(job.runFolder, '..', format);
      const { parity } = await work.export(
        {
          kind: 'export',
          ...use,
          format,
          out,
          classes: job.classes,
          images: asked.slice(0, 4),
          fromFiles: asked.slice(0, 4).map(({ view }) => view),
          windows: ownWindows,
          readings: plainReadings,
          card: {},
        },
        quiet,
      );
      assert.equal(parity.sameClass, 4, format);
    }
  });

  test('says on its card where it comes from and what it has seen', async (t) => {
    const job = await tinyJob(temporaryFolder(t));
    const outcome = await work.train(job, quiet);
    const { folder } = outcome.tuned!.model;
    const card = JSON.parse(await readFile(join(folder, 'source.json'), 'utf8')) as Record<string, unknown>;
    const lineage = lineageSchema.parse(card.lineage);
    assert.deepEqual(
      [lineage.project, lineage.run, lineage.method, lineage.images, lineage.classes, lineage.from],
      ['Büro & Garten', 1, 'fine-tune', 36, 3, 'tiny'],
    );
    assert.equal(lineage.accuracy, outcome.test.accuracy.value);
    assert.deepEqual([card.title, card.licence], ['Büro & Garten, run 1', 'CC0-1.0']);
    const of = (split: string) => job.images.filter((image) => image.split === split).map(({ hash }) => hash);
    assert.deepEqual(
      [await imagesSeen(folder, of('train')), await imagesSeen(folder, of('validation')), await imagesSeen(folder, of('test'))],
      [36, 18, 0],
    );
  });

  test('from scratch has another network and the same contract', async (t) => {
    const job = await tinyJob(temporaryFolder(t), { tune: { method: 'scratch' } });
    const finish = new AbortController();
    const outcome = await work.train(job, { ...quiet, finish: finish.signal, point: () => finish.abort() });
    assert.equal(outcome.tuned!.tuneFrom, 'all');
    assert.equal(
      lineageSchema.parse(
        (JSON.parse(await readFile(join(outcome.tuned!.model.folder, 'source.json'), 'utf8')) as { lineage: unknown }).lineage,
      ).from,
      null,
    );
    assert.notEqual(outcome.tuned!.model.hash, job.source.hash);
  });

  test('without validation images, or on features joined from several places, is refused', async (t) => {
    const job = await tinyJob(temporaryFolder(t));
    const images = job.images.filter(({ split }) => split !== 'validation');
    await assert.rejects(work.train({ ...job, images }, quiet), { code: 'no-validation-images' });
    await assert.rejects(work.train({ ...job, cut: 'sum+pool' }, quiet), { code: 'cut-not-found' });
    await assert.rejects(work.train({ ...job, tune: { ...job.tune, tuneFrom: 'block_99' } }, quiet), { code: 'cut-not-found' });
    assert.equal(existsSync(join(job.runFolder, 'head.json')), false);
  });
});

describe('in a process of its own', () => {
  test('a kill -9 in the middle loses nothing: it goes on from its checkpoint and ends bit-equal', async (t) => {
    const whole = await tinyJob(temporaryFolder(t));
    const broken = await tinyJob(temporaryFolder(t));
    const expected = await learner(t).run(whole, quiet);
    const one = learner(t, 30);
    for (const stage of ['searching', 'tuning'] as const) {
      const resume = { ...broken, tune: { ...broken.tune, resume: true } };
      let steps = 0;
      const killed = one.run(resume, {
        ...quiet,
        progress: (now) => {
          if (now === stage && existsSync(join(broken.runFolder, 'checkpoint')) && ++steps === 3) process.kill(one.pid!, 'SIGKILL');
        },
      });
      await assert.rejects(killed, { code: 'learner-died' });
      assert.ok(existsSync(join(broken.runFolder, 'checkpoint')));
    }
    const curve: CurvePoint[] = [];
    const outcome = await one.run({ ...broken, tune: { ...broken.tune, resume: true } }, { ...quiet, point: (point) => curve.push(point) });
    assert.deepEqual(essence(broken, outcome), essence(whole, expected));
    assert.deepEqual(curve, outcome.tuned!.tuning.curve, 'the curve is told from its beginning');
  });

  test('a stop keeps the checkpoint and no model; a finish makes a run of the best weights', async (t) => {
    const job = await tinyJob(temporaryFolder(t));
    const one = learner(t);
    const stop = new AbortController();
    await assert.rejects(one.run(job, { progress: () => {}, signal: stop.signal, point: () => stop.abort() }), { code: 'stopped' });
    assert.deepEqual(readdirSync(job.runFolder), ['checkpoint']);
    const finish = new AbortController();
    const outcome = await one.run(
      { ...job, tune: { ...job.tune, resume: true } },
      { ...quiet, finish: finish.signal, point: () => finish.abort() },
    );
    const { curve, steps } = outcome.tuned!.tuning;
    assert.ok(curve.length > 0 && curve.at(-1)!.step < steps);
    assert.deepEqual(
      readdirSync(job.runFolder).toSorted(),
      ['checkpoint', 'head.bin', 'head.json', 'model'],
      'the checkpoint stays until the studio has kept the run',
    );
  });

  test('a damaged checkpoint, or one of other labels, is refused and left as it is', async (t) => {
    const job = await tinyJob(temporaryFolder(t));
    const one = learner(t);
    const stop = new AbortController();
    await assert.rejects(one.run(job, { progress: () => {}, signal: stop.signal, point: () => stop.abort() }), { code: 'stopped' });
    const resumed: TrainJob = { ...job, tune: { ...job.tune, resume: true } };
    const images = job.images.map((image, at) => (at === 0 ? { ...image, class: job.classes[1]!.id } : image));
    await assert.rejects(one.run({ ...resumed, images }, quiet), { code: 'checkpoint-damaged' });
    const path = join(job.runFolder, 'checkpoint');
    const bytes = await readFile(path);
    for (const fault of [
      bytes.subarray(0, bytes.length - 1),
      bytes.subarray(0, 20),
      bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1),
    ]) {
      await writeFile(path, fault);
      await assert.rejects(one.run(resumed, quiet), { code: 'checkpoint-damaged' });
      assert.deepEqual(await readFile(path), Buffer.from(fault));
    }
  });
});
