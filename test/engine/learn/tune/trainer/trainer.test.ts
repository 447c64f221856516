import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test, type TestContext } from 'node:test';
import type { StudioError } from '../../../../../engine/domain/failure.ts';
import { seededRandom } from '../../../../../engine/domain/statistics/random.ts';
import { tensorFlow } from '../../../../../engine/learn/tensorflow/backend.ts';
import { randomStart } from '../../../../../engine/models/library/random-start.ts';
import { readSource, type SourceOnDisk } from '../../../../../engine/models/library/source-models.ts';
import { Trainer, type TrainerSpec } from '../../../../../engine/learn/tune/trainer/trainer.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { tinyLayers, writeTinySource, type TinyLayer, type TinySource } from '../../../../support/models/tiny-source.ts';
import { drawnInputs, trainerSpec } from '../../../../support/models/trainers.ts';

const tiny = async (t: TestContext, source: TinySource = {}): Promise<SourceOnDisk> =>
  readSource(await writeTinySource(temporaryFolder(t), source));
async function trainer(t: TestContext, source: SourceOnDisk, change: Partial<TrainerSpec> = {}): Promise<Trainer> {
  const made = await Trainer.load({ ...trainerSpec(source), ...change });
  t.after(() => made.dispose());
  return made;
}
const { pictures, labels } = drawnInputs(16, 8, 3);
const same = { padding: 'same', data_format: 'channels_last' };
const conv = (name: string, from: number, to: number, config: object = {}, inbound?: string[]): TinyLayer => ({
  kind: 'Conv2D',
  name,
  config: { ...same, filters: to, kernel_size: [1, 1], strides: [1, 1], use_bias: true, ...config },
  weights: { kernel: [1, 1, from, to], bias: [to] },
  ...(inbound ? { inbound } : {}),
});

/** Networks that together hold every kind of layer that can be tuned. */
const networks: Readonly<Record<string, TinySource>> = {
  'convolution, depthwise, folded normalisation, shortcut': {},
  'activations, pools, joined branches': {
    layers: [
      conv('a', 3, 4, { activation: 'swish' }),
      { kind: 'MaxPooling2D', name: 'most', config: { ...same, pool_size: [2, 2], strides: [2, 2] } },
      conv('b', 4, 4, { activation: 'elu' }),
      conv('c', 4, 4, { activation: 'softplus' }, ['most']),
      { kind: 'Concatenate', name: 'both', config: { axis: -1 }, inbound: ['b', 'c'] },
      { kind: 'LeakyReLU', name: 'leaky', config: { alpha: 0.2 } },
      { kind: 'AveragePooling2D', name: 'average', config: { ...same, pool_size: [3, 3], strides: [2, 2] } },
      {
        kind: 'SeparableConv2D',
        name: 'separable',
        config: { ...same, filters: 5, kernel_size: [3, 3], strides: [1, 1], depth_multiplier: 2, use_bias: true, activation: 'tanh' },
        weights: { depthwise_kernel: [3, 3, 8, 2], pointwise_kernel: [1, 1, 16, 5], bias: [5] },
      },
      { kind: 'GlobalMaxPooling2D', name: 'pool', config: { data_format: 'channels_last' } },
    ],
    cuts: [{ layer: 'pool', outputShape: [5] }],
  },
  'normalisation of layers, gelu, cropping': {
    layers: [
      conv('a', 3, 4, { activation: 'gelu' }),
      { kind: 'LayerNormalization', name: 'places', config: { axis: -1, epsilon: 1e-3 }, weights: { gamma: [4], beta: [4] } },
      {
        kind: 'Cropping2D',
        name: 'cropped',
        config: {
          cropping: [
            [1, 0],
            [0, 2],
          ],
          data_format: 'channels_last',
        },
      },
      {
        kind: 'DepthwiseConv2D',
        name: 'weigh',
        config: {
          kernel_size: [1, 1],
          strides: [1, 1],
          padding: 'valid',
          depth_multiplier: 1,
          use_bias: false,
          data_format: 'channels_last',
        },
        weights: { depthwise_kernel: [1, 1, 4, 1] },
      },
      { kind: 'GlobalAveragePooling2D', name: 'mean', config: { data_format: 'channels_last' } },
      { kind: 'LayerNormalization', name: 'features', config: { axis: -1, epsilon: 1e-3, scale: false }, weights: { beta: [4] } },
    ],
    cuts: [{ layer: 'features', outputShape: [4] }],
  },
  'gates, normalisation on its own, dense': {
    layers: [
      conv('a', 3, 4, { activation: 'selu' }),
      {
        kind: 'BatchNormalization',
        name: 'alone',
        config: { axis: -1, epsilon: 1e-3 },
        weights: { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] },
      },
      { kind: 'GlobalAveragePooling2D', name: 'squeeze', config: { data_format: 'channels_last' } },
      { kind: 'Reshape', name: 'square', config: { target_shape: [1, 1, 4] } },
      conv('gate', 4, 4, { activation: 'hard_sigmoid' }),
      { kind: 'Multiply', name: 'gated', inbound: ['alone', 'gate'] },
      {
        kind: 'ZeroPadding2D',
        name: 'padded',
        config: {
          padding: [
            [1, 0],
            [0, 2],
          ],
          data_format: 'channels_last',
        },
      },
      { kind: 'GlobalAveragePooling2D', name: 'mean', config: { data_format: 'channels_last' } },
      { kind: 'Dense', name: 'dense', config: { units: 6, use_bias: true, activation: 'sigmoid' }, weights: { kernel: [4, 6], bias: [6] } },
    ],
    cuts: [{ layer: 'dense', outputShape: [6] }],
  },
};

/** With rate 0 a first step leaves the gradients in the momenta and changes nothing. */
function gradients(one: Trainer): Map<string, Float32Array> {
  one.step(pictures, labels, 0);
  return new Map(
    [...one.state()].flatMap(([key, values]) => (key.endsWith('/momentum') ? [[key.slice(0, -'/momentum'.length), values] as const] : [])),
  );
}
function lossAt(one: Trainer, state: Map<string, Float32Array>, key: string, direction: Float32Array, by: number): number {
  one.restore(new Map([...state, [key, state.get(key)!.map((value, at) => value + by * direction[at]!)]]));
  return one.step(pictures, labels, 0);
}

describe('gradients', () => {
  for (const [name, network, tuneFrom] of Object.entries(networks).flatMap(
    ([each, of]) =>
      [
        [each, of, 'all'],
        [`${each}; of normalisation alone`, of, 'normalisation'],
      ] as const,
  )) {
    test(`agree with differences of the loss: ${name}`, async (t) => {
      const source = await tiny(t, network);
      const one = await trainer(t, source, { weightDecay: 0, tuneFrom });
      const start = one.state();
      const random = seededRandom(9);
      const found = gradients(one);
      assert.ok(found.size >= (tuneFrom === 'normalisation' ? 4 : 6), [...found.keys()].join());
      if (tuneFrom === 'normalisation')
        assert.ok(
          [...found.keys()].every((key) => /^head\/|\/(gamma|beta)$/.test(key)),
          [...found.keys()].join(),
        );
      for (const [key, gradient] of found) {
        const length = Math.hypot(...gradient);
        assert.ok(length > 1e-6, `${key} has no gradient`);
        // Along the gradient itself, a little turned: there the difference is largest against the rounding of float32.
        const direction = gradient.map((value) => value / length + (0.05 * (random() - 0.5)) / Math.sqrt(gradient.length));
        const expected = gradient.reduce((sum, value, at) => sum + value * direction[at]!, 0);
        // A larger step would move maxima to other places.
        const by = Math.min(tuneFrom === 'normalisation' ? 0.0007 : 0.002, 0.005 / length);
        const difference = (lossAt(one, start, key, direction, by) - lossAt(one, start, key, direction, -by)) / (2 * by);
        assert.ok(Math.abs(difference - expected) < 0.03 * Math.abs(expected) + 2e-4, `${key}: ${difference} and ${expected}`);
      }
    });
  }

  test('of kernels hold the decay, those of biases do not', async (t) => {
    const source = await tiny(t);
    const [plain, decayed] = [
      gradients(await trainer(t, source, { weightDecay: 0 })),
      gradients(await trainer(t, source, { weightDecay: 0.5 })),
    ];
    const kernel = (await source.weights()).get('project')!.get('kernel')!.values;
    decayed
      .get('project/kernel')!
      .forEach((value, at) => assert.ok(Math.abs(value - plain.get('project/kernel')![at]! - 0.5 * kernel[at]!) < 1e-5));
    assert.deepEqual(decayed.get('depth/bias'), plain.get('depth/bias'));
  });

  test('are followed by Adam as Kingma and Ba define it, kernels shrink apart from them, and its state goes on as if never interrupted', async (t) => {
    const source = await tiny(t);
    const [one, plain] = [await trainer(t, source, { optimiser: 'adam', weightDecay: 0.1 }), await trainer(t, source, { weightDecay: 0 })];
    const rate = 0.01;
    const means = new Map<string, { first: Float64Array; second: Float64Array }>();
    for (let step = 1; step <= 3; step++) {
      const before = one.state();
      plain.restore(
        new Map([...plain.state()].map(([key, values]) => [key, key.endsWith('/momentum') ? values.map(() => 0) : before.get(key)!])),
      );
      const found = gradients(plain);
      one.step(pictures, labels, rate);
      const after = one.state();
      for (const [key, gradient] of found) {
        const { first, second } = means.get(key) ?? { first: new Float64Array(gradient.length), second: new Float64Array(gradient.length) };
        means.set(key, { first, second });
        const shrink = /\/(kernel|depthwise_kernel|weights)$/.test(key) ? 1 - rate * 0.1 : 1;
        gradient.forEach((value, at) => {
          first[at] = 0.9 * first[at]! + 0.1 * value;
          second[at] = 0.999 * second[at]! + 0.001 * value ** 2;
          const expected =
            before.get(key)![at]! * shrink
            - (((rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step)) * first[at]) / (Math.sqrt(second[at]) + 1e-7);
          // Of a gradient of hardly anything the rounding decides.
          if (Math.abs(value) > 1e-4)
            assert.ok(
              Math.abs(after.get(key)![at]! - expected) < 5e-5,
              `${key} ${at}, step ${step}: ${after.get(key)![at]} and ${expected}`,
            );
        });
      }
    }
    const kept = one.state();
    one.step(pictures, labels, rate);
    const whole = one.state();
    const other = await trainer(t, source, { optimiser: 'adam', weightDecay: 0.1 });
    other.restore(kept);
    other.step(pictures, labels, rate);
    assert.deepEqual(other.state(), whole);
    other.restore(new Map([...kept, ['optimiser/power_1', Float32Array.of(1)]]));
    other.step(pictures, labels, rate);
    assert.notDeepEqual(other.state(), whole, 'without its count of steps it goes elsewhere');
  });

  test('with statistics of the batch agree with differences, too', async (t) => {
    const one = await trainer(t, randomStart(await tiny(t), 4), { batchNorm: 'batch', weightDecay: 0 });
    const start = one.state();
    for (const [key, gradient] of gradients(one)) {
      const length = Math.hypot(...gradient);
      if (length < 1e-4) continue;
      const direction = gradient.map((value) => value / length);
      const difference = (lossAt(one, start, key, direction, 0.01) - lossAt(one, start, key, direction, -0.01)) / 0.02;
      assert.ok(Math.abs(difference - length) < 0.05 * length + 1e-4, `${key}: ${difference} and ${length}`);
    }
  });
});

describe('tuning', () => {
  test('scores of the start are those of the frozen network with the same head, from pictures and from the boundary', async (t) => {
    const source = await tiny(t);
    const whole = await trainer(t, source);
    const tail = await trainer(t, source, { tuneFrom: 'part_2', input: 'boundary' });
    const scores = whole.scores(pictures);
    tail.scores(tail.boundary(pictures)).forEach((score, at) => assert.ok(Math.abs(score - scores[at]!) < 1e-5));
    assert.deepEqual(tail.inputShape, tail.boundaryShape);
  });

  test('stored statistics of batch normalisation stay as they are and are those that training uses', async (t) => {
    const source = await tiny(t);
    const one = await trainer(t, source);
    for (let step = 0; step < 5; step++) one.step(pictures, labels, 0.05);
    const [before, after] = [await source.weights(), one.weights()];
    for (const layer of ['conv_bn', 'depth_bn', 'project_bn']) {
      for (const statistic of ['moving_mean', 'moving_variance'])
        assert.deepEqual(after.get(layer)!.get(statistic), before.get(layer)!.get(statistic));
      assert.notDeepEqual(after.get(layer)!.get('gamma'), before.get(layer)!.get('gamma'));
    }
    // The planted fault: statistics of the batch give another loss on the very same weights.
    const unfrozen = await trainer(t, source, { batchNorm: 'batch' });
    const stored = await trainer(t, source);
    assert.ok(Math.abs(unfrozen.step(pictures, labels, 0) - stored.step(pictures, labels, 0)) > 1e-3);
    assert.ok(Math.abs(stored.step(pictures, labels, 0) - crossEntropy(stored.scores(pictures))) < 1e-5);
    assert.ok(Math.abs(unfrozen.step(pictures, labels, 0) - crossEntropy(unfrozen.scores(pictures))) > 1e-3);
  });

  test('layers before the first tuned block never change', async (t) => {
    const source = await tiny(t);
    const one = await trainer(t, source, { tuneFrom: 'part_2' });
    for (let step = 0; step < 3; step++) one.step(pictures, labels, 0.05);
    const [before, after] = [await source.weights(), one.weights()];
    for (const layer of ['conv', 'conv_bn']) assert.deepEqual(after.get(layer), before.get(layer));
    assert.notDeepEqual(after.get('project')!.get('kernel'), before.get('project')!.get('kernel'));
    assert.deepEqual(one.parameters, { tuned: 144, reused: 186, head: 21 });
  });

  test('the loss falls, and a factor of 0 for a stage keeps it as it is', async (t) => {
    const source = await tiny(t);
    const one = await trainer(t, source, { stageMultipliers: (fromEnd) => (fromEnd === 0 ? 1 : 0) });
    const first = one.step(pictures, labels, 0.1);
    for (let step = 0; step < 30; step++) one.step(pictures, labels, 0.1);
    assert.ok(one.step(pictures, labels, 0) < 0.9 * first);
    assert.deepEqual(one.weights().get('conv'), (await source.weights()).get('conv'));
  });

  test('an adjustment of the scores acts on the loss alone', async (t) => {
    const source = await tiny(t);
    const plain = await trainer(t, source);
    const adjusted = await trainer(t, source, { logAdjustment: Float32Array.of(2, 0, -1) });
    assert.deepEqual(adjusted.scores(pictures), plain.scores(pictures));
    assert.notEqual(adjusted.step(pictures, labels, 0), plain.step(pictures, labels, 0));
  });

  test('the same steps give the same weights bit for bit, also when a state is restored into a new process', async (t) => {
    const folder = await writeTinySource(temporaryFolder(t));
    const steps = (from: string): string =>
      execFileSync(process.execPath, [new URL('../../../../support/models/train-steps.ts', import.meta.url).pathname, folder, from], {
        encoding: 'utf8',
      });
    const half = steps('half');
    assert.equal(steps(half), steps('whole'));
  });

  test('tensors and sessions do not pile up', async (t) => {
    const live = (): number => (tensorFlow().backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();
    const one = await trainer(t, await tiny(t));
    one.step(pictures, labels, 0.01);
    const before = live();
    for (let step = 0; step < 50; step++) {
      one.step(pictures, labels, 0.01);
      one.scores(pictures);
      one.state();
    }
    assert.equal(live(), before);
  });

  test('what cannot be differentiated is refused before anything is trained', async (t) => {
    const dilated = tinyLayers.map((layer) =>
      layer.name === 'depth' ? { ...layer, config: { ...layer.config, dilation_rate: [2, 2] } } : layer,
    );
    const source = await tiny(t, { layers: dilated });
    await assert.rejects(
      Trainer.load(trainerSpec(source)),
      (error: StudioError) => error.code === 'source-not-tunable' && /with dilation of the layer "depth/.test(String(error.facts.detail)),
    );
    await assert.rejects(
      Trainer.load({ ...trainerSpec(source), tuneFrom: 'no such block' }),
      (error: StudioError) => error.code === 'cut-not-found',
    );
  });
});

describe('tuning of normalisation alone', () => {
  const folded: TinySource = {
    layers: [
      { ...conv('a', 3, 8, { activation: 'relu', kernel_size: [3, 3], strides: [2, 2] }), weights: { kernel: [3, 3, 3, 8], bias: [8] } },
      conv('b', 8, 6),
      { kind: 'GlobalAveragePooling2D', name: 'pool', config: { data_format: 'channels_last' } },
    ],
    cuts: [{ layer: 'pool', outputShape: [6] }],
  };

  test('begins with the scores of the source, has few weights to learn, and learns', async (t) => {
    for (const network of [{}, folded]) {
      const source = await tiny(t, network);
      const [whole, one] = [await trainer(t, source), await trainer(t, source, { tuneFrom: 'normalisation' })];
      const scores = whole.scores(pictures);
      one.scores(pictures).forEach((score, at) => assert.ok(Math.abs(score - scores[at]!) < 1e-4, `${score} ${scores[at]}`));
      assert.ok(one.parameters.tuned < 0.2 * whole.parameters.tuned, `${one.parameters.tuned} of ${whole.parameters.tuned}`);
      const first = one.step(pictures, labels, 0.1);
      for (let step = 0; step < 30; step++) one.step(pictures, labels, 0.1);
      assert.ok(one.step(pictures, labels, 0) < 0.95 * first);
    }
  });

  test('leaves kernels and stored statistics as they are; tuning all of it would not', async (t) => {
    const source = await tiny(t);
    const before = await source.weights();
    const changed = async (tuneFrom: string): Promise<string[]> => {
      const one = await trainer(t, source, { tuneFrom });
      for (let step = 0; step < 3; step++) one.step(pictures, labels, 0.1);
      return [...one.weights()].flatMap(([layer, own]) =>
        [...own].flatMap(([weight, { values }]) =>
          values.some((value, at) => value !== before.get(layer)!.get(weight)!.values[at]) ? [`${layer}/${weight}`] : [],
        ),
      );
    };
    assert.deepEqual(
      await changed('normalisation'),
      ['conv_bn', 'depth_bn', 'project_bn'].flatMap((layer) => [`${layer}/gamma`, `${layer}/beta`]),
    );
    assert.ok((await changed('all')).includes('conv/kernel'), 'the planted fault');
  });

  test('of a source that has folded its normalisation scales kernels and shifts biases channel by channel, and is saved as such', async (t) => {
    const source = await tiny(t, folded);
    const one = await trainer(t, source, { tuneFrom: 'normalisation' });
    for (let step = 0; step < 20; step++) one.step(pictures, labels, 0.1);
    const [before, weights] = [(await source.weights()).get('a')!, one.weights()];
    assert.deepEqual([...weights.get('a')!.keys()], ['kernel', 'bias']);
    const ratios = weights
      .get('a')!
      .get('kernel')!
      .values.map((value, at) => value / before.get('kernel')!.values[at]!);
    ratios.forEach((ratio, at) => assert.ok(Math.abs(ratio - ratios[at % 8]!) < 1e-4));
    assert.ok(new Set(ratios.slice(0, 8)).size > 1, 'each channel has its own');
    const saved = await trainer(t, { ...source, weights: () => Promise.resolve(weights) }, { head: one.head() });
    const scores = one.scores(pictures);
    saved.scores(pictures).forEach((score, at) => assert.ok(Math.abs(score - scores[at]!) < 1e-3, `${score} ${scores[at]}`));
  });
});

describe('training from a random start', () => {
  test('normalises also where the source has folded its normalisation, and folds it back for saving', async (t) => {
    const source = randomStart(
      await tiny(t, {
        layers: [
          conv('a', 3, 8, { activation: 'relu', kernel_size: [3, 3], strides: [2, 2] }),
          conv('b', 8, 6),
          { kind: 'GlobalAveragePooling2D', name: 'pool', config: { data_format: 'channels_last' } },
        ].map((layer) => (layer.name === 'a' ? { ...layer, weights: { kernel: [3, 3, 3, 8], bias: [8] } } : layer)),
        cuts: [{ layer: 'pool', outputShape: [6] }],
      }),
      2,
    );
    const one = await trainer(t, source, { batchNorm: 'batch' });
    for (let step = 0; step < 20; step++) one.step(pictures, labels, 0.1);
    one.refreshStatistics([pictures]);
    const scores = one.scores(pictures);
    assert.ok(
      Math.abs(crossEntropy(scores) - one.step(pictures, labels, 0)) < 0.05,
      'prediction agrees with training once the statistics are those of the data',
    );
    const weights = one.weights();
    assert.deepEqual([...weights.get('a')!.keys()], ['kernel', 'bias']);
    const saved = await trainer(t, { ...source, weights: () => Promise.resolve(weights) }, { head: one.head() });
    saved.scores(pictures).forEach((score, at) => assert.ok(Math.abs(score - scores[at]!) < 1e-3, `${score} ${scores[at]}`));
  });

  test('is drawn by its seed, keeps the scale of what passes and has a name of its own', async (t) => {
    const source = await tiny(t);
    const [one, again, other] = await Promise.all(
      [randomStart(source, 1), randomStart(source, 1), randomStart(source, 2)].map(async (each) => ({
        hash: each.model.hash,
        weights: await each.weights(),
      })),
    );
    assert.deepEqual(one, again);
    assert.notEqual(one!.hash, other!.hash);
    assert.notEqual(one!.hash, source.model.hash);
    assert.notDeepEqual(one!.weights.get('conv'), other!.weights.get('conv'));
    assert.ok([...one!.weights.get('conv_bn')!.get('moving_variance')!.values].every((value) => value === 1));
  });
});

function crossEntropy(scores: Float32Array): number {
  const classes = scores.length / labels.length;
  return (
    labels.reduce((sum, label, row) => {
      const own = scores.subarray(row * classes, (row + 1) * classes);
      return sum + Math.log(own.reduce((total, score) => total + Math.exp(score), 0)) - own[label]!;
    }, 0) / labels.length
  );
}
