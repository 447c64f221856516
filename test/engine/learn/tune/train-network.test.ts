import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { CurvePoint, Stage } from '../../../../engine/contract/index.ts';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import { randomStart } from '../../../../engine/models/library/random-start.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { picturesInMemory } from '../../../../engine/learn/tune/trainer/prepared-pictures.ts';
import type { NetworkTraining, TrainedNetwork, TrainingControl } from '../../../../engine/learn/tune/trainer/network-training.ts';
import { fineTuneRecipe, normalisationRecipe, scratchRecipe } from '../../../../engine/learn/tune/trainer/recipes.ts';
import { untrainedHead } from '../../../../engine/learn/tune/scratch.ts';
import { trainNetwork } from '../../../../engine/learn/tune/train-network.ts';
import { Trainer, type TrainerSpec } from '../../../../engine/learn/tune/trainer/trainer.ts';
import type { TrainingProgress } from '../../../../engine/learn/tune/trainer/training-progress.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { stillVariation, tinySide, tinyTraining } from '../../../support/models/tuning-data.ts';
import { noisePictures } from '../../../support/models/tiny-source.ts';

const mobileNet = 'mobilenet_v2_035_224_imagenet';
const signal = new AbortController().signal;
const quiet: TrainingControl = { signal, progress: () => {} };
const tiny = (t: TestContext, change: Partial<NetworkTraining> = {}): Promise<NetworkTraining> => tinyTraining(temporaryFolder(t), change);

/** What must be equal bit for bit: everything but times. */
function essence({ tuning, progress: _, ...rest }: TrainedNetwork): unknown {
  return { ...rest, tuning: { ...tuning, curve: tuning.curve.map(({ seconds: __, ...point }) => point) } };
}
/** A trainer whose steps a test sees first. */
function watched(before: (inputs: Float32Array, labels: Int32Array, spec: TrainerSpec) => void): NonNullable<NetworkTraining['load']> {
  return async (spec) => {
    const trainer = await Trainer.load(spec);
    const step = trainer.step.bind(trainer);
    trainer.step = (inputs, labels, rate) => {
      before(inputs, labels, spec);
      return step(inputs, labels, rate);
    };
    return trainer;
  };
}
async function scratchTraining(t: TestContext, change: Partial<NetworkTraining> = {}): Promise<NetworkTraining> {
  const job = await tiny(t);
  return {
    ...job,
    recipe: { ...scratchRecipe, cycles: { pictures: 64, epochs: 1, least: 2, most: 3 }, batchSize: 8, leastBatch: 8, rates: [0.03, 0.01] },
    budget: { imagePasses: 640, trials: 2 },
    source: randomStart(job.source, 1),
    tuneFrom: 'all',
    head: untrainedHead(job.head.dimension, job.head.classIds, 1),
    ...change,
  };
}

describe('a fine-tune', () => {
  test('lowers the loss, tells what it tried and how it went, and keeps no fewer validation images right than the plain head', async (t) => {
    const points: CurvePoint[] = [];
    const stages: Stage[] = [];
    const control = {
      ...quiet,
      point: (point: CurvePoint) => points.push(point),
      progress: (stage: Stage) => {
        if (stages.at(-1) !== stage) stages.push(stage);
      },
    };
    const trained = await trainNetwork(await tiny(t), control);
    assert.deepEqual(stages, ['preparing', 'searching', 'tuning']);
    assert.deepEqual(points, trained.tuning.curve);
    assert.equal(trained.tuning.triedRates.length, 2);
    assert.ok(trained.tuning.interpolation > 0, 'the plain head was beaten');
    assert.ok(trained.validation.loss < trained.start.loss - 0.01, `${trained.validation.loss} after ${trained.start.loss}`);
    assert.ok(trained.validation.accuracy >= trained.start.accuracy);
    assert.equal(trained.tuning.activations, 'in-memory');
    assert.ok(trained.tuning.parametersTuned > 0 && trained.tuning.parametersReused > 0);
  });

  test('of normalisation alone lowers the loss and keeps every kernel; one of everything would not', async (t) => {
    const job = await tiny(t, { tuneFrom: 'normalisation', recipe: { ...normalisationRecipe, batchSize: 8, rates: [0.01, 0.003] } });
    const before = await job.source.weights();
    const trained = await trainNetwork(job, quiet);
    assert.ok(trained.tuning.interpolation > 0, 'the plain head was beaten');
    assert.ok(trained.validation.loss < trained.start.loss);
    for (const [layer, kernel] of [
      ['conv', 'kernel'],
      ['depth', 'depthwise_kernel'],
      ['project', 'kernel'],
    ] as const)
      assert.deepEqual(trained.weights.get(layer)!.get(kernel), before.get(layer)!.get(kernel));
    assert.notDeepEqual(trained.weights.get('depth_bn')!.get('gamma'), before.get('depth_bn')!.get('gamma'));
    const whole = await trainNetwork({ ...job, tuneFrom: 'all', recipe: { ...fineTuneRecipe, batchSize: 8, rates: [0.0003] } }, quiet);
    assert.notDeepEqual(whole.weights.get('conv'), before.get('conv'), 'the planted fault');
    assert.ok(whole.tuning.parametersTuned > 3 * trained.tuning.parametersTuned);
  });

  test('gives the same weights for the same seed, and others for another one', async (t) => {
    const job = await tiny(t);
    const first = await trainNetwork(job, quiet);
    assert.deepEqual(essence(await trainNetwork(job, quiet)), essence(first));
    assert.notDeepEqual((await trainNetwork({ ...job, seed: 5 }, quiet)).tuning.curve[0]!.trainLoss, first.tuning.curve[0]!.trainLoss);
  });

  test('takes no more pictures and trials than its budget, and says how many', async (t) => {
    const seen = { pictures: 0 };
    const load = watched((_, labels) => {
      seen.pictures += labels.length;
    });
    const trained = await trainNetwork(await tiny(t, { load }), quiet);
    assert.equal(trained.imagePasses, 480);
    assert.equal(trained.imagePassesUsed, seen.pictures);
    assert.ok(trained.imagePassesUsed <= 480);
    assert.equal(trained.trials, 2);
    const one = await trainNetwork(await tiny(t, { budget: { imagePasses: 160, trials: 1 } }), quiet);
    assert.deepEqual([one.trials, one.imagePasses, one.tuning.triedRates, one.tuning.learningRate], [1, 160, [], 0.0003]);
  });

  test('never trains on validation pictures; a leak would be noticed', async (t) => {
    const job = await tiny(t);
    const marked = (count: number, value: number): NetworkTraining['train']['pictures'] =>
      picturesInMemory(tinySide, new Uint8Array(count * tinySide * tinySide * 3).fill(value));
    const labels = (count: number): Int32Array => Int32Array.from({ length: count }, (_, at) => at % 3);
    const trainedOn = async (train: NetworkTraining['train']): Promise<boolean> => {
      let leaked = false;
      const load = watched((inputs) => {
        leaked ||= inputs.some((value) => value > 150);
      });
      const validation = { pictures: marked(6, 250), labels: labels(6) };
      await trainNetwork({ ...job, tuneFrom: 'all', train, validation, load, budget: { imagePasses: 64, trials: 1 } }, quiet);
      return leaked;
    };
    assert.equal(await trainedOn({ pictures: marked(9, 20), labels: labels(9) }), false);
    const leak = marked(9, 20);
    const planted = {
      ...leak,
      read: (places: readonly number[]) =>
        places.includes(4) ? marked(places.length, 250).read(places.map((_, at) => at)) : leak.read(places),
    };
    assert.equal(await trainedOn({ pictures: planted, labels: labels(9) }), true);
  });

  test('keeps the stored statistics of its source; one that makes its own would not', async (t) => {
    const job = await tiny(t, { budget: { imagePasses: 160, trials: 1 } });
    const original = (await job.source.weights()).get('depth_bn')!;
    const { weights } = await trainNetwork(job, quiet);
    for (const name of ['moving_mean', 'moving_variance']) assert.deepEqual(weights.get('depth_bn')!.get(name), original.get(name));
    const fault = await trainNetwork({ ...job, recipe: { ...job.recipe, method: 'scratch' }, tuneFrom: 'all' }, quiet);
    assert.notDeepEqual(fault.weights.get('depth_bn')!.get('moving_mean'), original.get('moving_mean'));
  });

  test(
    'keeps all stored statistics of a real source; one that makes its own would not',
    { skip: withoutShared('models', mobileNet) },
    async () => {
      const source = await readSource(sharedPath('models', mobileNet)!);
      const { inputSize } = source.model;
      const [picture] = noisePictures([inputSize, inputSize]);
      const images = (count: number) => ({
        pictures: picturesInMemory(inputSize, Uint8Array.from(Array.from({ length: count }, () => [...picture!.pixels]).flat())),
        labels: Int32Array.from({ length: count }, (_, at) => at % 2),
      });
      const job: NetworkTraining = {
        recipe: { ...fineTuneRecipe, batchSize: 2 },
        source,
        cut: 'pool',
        tuneFrom: 'block_15',
        head: untrainedHead(1280, [1, 2] as ClassId[], 1),
        train: images(4),
        validation: images(2),
        variation: stillVariation,
        seed: 1,
        budget: { imagePasses: 6, trials: 1 },
      };
      const statistics = async (of: NetworkTraining): Promise<unknown> => {
        const { weights } = await trainNetwork(of, quiet);
        return [...weights].flatMap(([layer, own]) =>
          ['moving_mean', 'moving_variance'].flatMap((name) => (own.has(name) ? [[layer, name, ...own.get(name)!.values]] : [])),
        );
      };
      const original = await source.weights();
      const stored = [...original].flatMap(([layer, own]) =>
        ['moving_mean', 'moving_variance'].flatMap((name) => (own.has(name) ? [[layer, name, ...own.get(name)!.values]] : [])),
      );
      assert.ok(stored.length > 50);
      assert.deepEqual(await statistics(job), stored);
      assert.notDeepEqual(await statistics({ ...job, recipe: { ...job.recipe, method: 'scratch' } }), stored);
    },
  );

  test('adds the shares of the classes to the scores in the loss alone, and nothing where all classes are alike', async (t) => {
    const seen: TrainerSpec[] = [];
    const load = watched((_inputs, _labels, spec) => seen.push(spec));
    const even = await tiny(t, { load, budget: { imagePasses: 16, trials: 1 } });
    await trainNetwork(even, quiet);
    assert.equal(seen.at(-1)!.logAdjustment, null);
    const labels = Int32Array.from({ length: 36 }, (_, at) => (at < 27 ? 0 : at < 33 ? 1 : 2));
    await trainNetwork({ ...even, train: { ...even.train, labels } }, quiet);
    assert.deepEqual(
      [...seen.at(-1)!.logAdjustment!].map((value) => Math.exp(value).toFixed(3)),
      ['0.750', '0.167', '0.083'],
    );
  });

  test('needs validation images', async (t) => {
    const job = await tiny(t);
    await assert.rejects(
      trainNetwork({ ...job, validation: { pictures: picturesInMemory(tinySide, new Uint8Array(0)), labels: new Int32Array(0) } }, quiet),
      { code: 'no-validation-images' },
    );
  });
});

describe('activations of the frozen part', () => {
  test('on the disk and computed in each step are said, and learn as well', async (t) => {
    const file = join(temporaryFolder(t), 'activations');
    const onDisk = await trainNetwork(await tiny(t, { room: { memoryBytes: 0, file } }), quiet);
    const everyStep = await trainNetwork(await tiny(t, { room: { memoryBytes: 0, diskBytes: 0, file } }), quiet);
    assert.deepEqual([onDisk.tuning.activations, everyStep.tuning.activations], ['on-disk', 'computed-each-step']);
    for (const { validation, start } of [onDisk, everyStep]) assert.ok(validation.loss < start.loss - 0.01);
    assert.equal(everyStep.tuning.parametersReused, onDisk.tuning.parametersReused);
  });
});

describe('training from scratch', () => {
  test('learns, makes its own statistics and knows no plain head', async (t) => {
    const job = await scratchTraining(t, { budget: { imagePasses: 1600, trials: 2 } });
    const trained = await trainNetwork(job, quiet);
    assert.ok(trained.validation.loss < 0.9 * Math.log(3), String(trained.validation.loss));
    assert.deepEqual(
      trained.tuning.interpolations.map(({ share }) => share),
      [1],
    );
    assert.notDeepEqual([...trained.weights.get('depth_bn')!.get('moving_mean')!.values], [0, 0, 0, 0, 0, 0]);
    assert.equal(trained.tuning.activations, 'nothing-frozen');
  });
});

describe('an interruption', () => {
  /** Stops before the step `at` and goes on from what was kept, as often as `at` has entries. */
  async function interrupted(job: NetworkTraining, at: readonly number[]): Promise<{ trained: TrainedNetwork; breaks: number }> {
    let kept: TrainingProgress | null = null;
    let steps = 0;
    for (let breaks = 0; ; breaks++) {
      const stop = new AbortController();
      const load = watched(() => {
        steps += 1;
        if (steps === at[breaks]) stop.abort();
      });
      const keeper = {
        kept,
        offer: (progress: () => TrainingProgress) => {
          kept = structuredClone(progress());
        },
      };
      try {
        return { trained: await trainNetwork({ ...job, load }, { ...quiet, signal: stop.signal, keeper }), breaks };
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'stopped');
      }
    }
  }

  for (const method of ['fine-tune', 'scratch'] as const) {
    test(`of a training by ${method} at any step changes nothing of its result`, async (t) => {
      const job = method === 'scratch' ? await scratchTraining(t) : await tiny(t);
      const whole = await trainNetwork(job, quiet);
      const { trained, breaks } = await interrupted(job, [3, 12, 25, 26, 44, 58]);
      assert.ok(breaks >= 4, `${breaks} breaks`);
      assert.deepEqual(essence(trained), essence(whole));
    });
  }

  test('whose momenta were lost would be noticed', async (t) => {
    const job = await tiny(t);
    const whole = await trainNetwork(job, quiet);
    const stop = new AbortController();
    let kept: TrainingProgress | null = null;
    let steps = 0;
    const load = watched(() => {
      if (++steps === 30) stop.abort();
    });
    await assert.rejects(
      trainNetwork(
        { ...job, load },
        {
          ...quiet,
          signal: stop.signal,
          keeper: {
            kept: null,
            offer: (progress) => {
              kept = progress();
            },
          },
        },
      ),
      { code: 'stopped' },
    );
    const { main, ...rest } = kept as unknown as TrainingProgress;
    const state = new Map([...main!.state].map(([key, values]) => [key, key.endsWith('/momentum') ? values.map(() => 0) : values]));
    const trained = await trainNetwork(job, { ...quiet, keeper: { kept: { ...rest, main: { ...main!, state } }, offer: () => {} } });
    assert.notDeepEqual(essence(trained), essence(whole));
  });

  test('by the wish to finish ends with the best weights so far', async (t) => {
    const finish = new AbortController();
    let steps = 0;
    const load = watched(() => {
      if (++steps === 30) finish.abort();
    });
    const job = await tiny(t, { load });
    const trained = await trainNetwork(job, { ...quiet, finish: finish.signal });
    assert.equal(steps, 30);
    assert.ok(trained.tuning.curve.at(-1)!.step < trained.tuning.steps);
    assert.ok(trained.validation.accuracy >= trained.start.accuracy);
  });

  test('by the wish to finish during the search keeps the plain head', async (t) => {
    const finish = new AbortController();
    const load = watched(() => finish.abort());
    const trained = await trainNetwork(await tiny(t, { load }), { ...quiet, finish: finish.signal });
    assert.deepEqual([trained.tuning.interpolation, trained.tuning.curve, trained.validation], [0, [], trained.start]);
  });
});

describe('when memory is too small', () => {
  test('the batch is halved until it fits, which is said, with as many pictures in all', async (t) => {
    const load = watched((_, labels) => {
      if (labels.length > 2) throw new Error('OOM when allocating tensor with shape[8,112,112,32]');
    });
    const trained = await trainNetwork(await tiny(t, { load }), quiet);
    assert.deepEqual([trained.tuning.batchSize, trained.tuning.batchSizeTried, trained.imagePasses], [2, 8, 480]);
    assert.ok(trained.validation.loss < trained.start.loss);
  });

  test('for a single picture, that is the failure', async (t) => {
    const load = watched(() => {
      throw new Error('OOM when allocating tensor');
    });
    await assert.rejects(trainNetwork(await tiny(t, { load }), quiet), { code: 'out-of-memory' });
  });

  test('any other error of a step is none of memory', async (t) => {
    const load = watched(() => {
      throw new TypeError('a defect');
    });
    await assert.rejects(trainNetwork(await tiny(t, { load }), quiet), TypeError);
  });
});

test('a limit of seconds plans fewer steps and is kept', async (t) => {
  const whole = await trainNetwork(await tiny(t, { budget: { imagePasses: 48_000 } }), { ...quiet, finish: AbortSignal.abort() });
  const load = watched(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20));
  const begunMs = performance.now();
  const trained = await trainNetwork(await tiny(t, { load, budget: { imagePasses: 48_000, seconds: 2 } }), quiet);
  assert.ok(trained.tuning.steps < whole.tuning.steps / 4, `${trained.tuning.steps} of ${whole.tuning.steps}`);
  assert.ok(performance.now() - begunMs < 20_000);
});
