import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { foldBatchNorm } from '../../../../engine/models/layers/fold-batch-norm.ts';
import { GraphBuilder } from '../../../../engine/models/graph/graph.ts';
import { GraphSession } from '../../../../engine/learn/tensorflow/graph-session.ts';
import { addSource } from '../../../../engine/models/forward/layers-to-graph.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import type { TinyLayer } from '../../../support/models/tiny-source.ts';
import { tinyLayers, writeTinySource } from '../../../support/models/tiny-source.ts';

const last = { data_format: 'channels_last' };
const statistics = (channels: number) => ({ gamma: [channels], beta: [channels], moving_mean: [channels], moving_variance: [channels] });
const start: TinyLayer = {
  kind: 'Conv2D',
  name: 'start',
  config: { ...last, filters: 4, kernel_size: [1, 1], padding: 'same', use_bias: true },
  weights: { kernel: [1, 1, 3, 4], bias: [4] },
};
const activation = (name: string): TinyLayer => ({ kind: 'Activation', name: 'end', config: { activation: name } });

/** One layer of each kind, after a convolution that gives 8 x 8 x 4. */
const kinds: readonly (readonly [string, TinyLayer[], number[]])[] = [
  [
    'Conv2D with stride, dilation and activation',
    [
      {
        kind: 'Conv2D',
        name: 'end',
        config: {
          ...last,
          filters: 5,
          kernel_size: [3, 3],
          strides: [1, 1],
          dilation_rate: [2, 2],
          padding: 'same',
          use_bias: true,
          activation: 'relu',
        },
        weights: { kernel: [3, 3, 4, 5], bias: [5] },
      },
    ],
    [8, 8, 5],
  ],
  [
    'DepthwiseConv2D with a multiplier',
    [
      {
        kind: 'DepthwiseConv2D',
        name: 'end',
        config: { ...last, kernel_size: [3, 3], strides: [2, 2], padding: 'same', depth_multiplier: 2, use_bias: true },
        weights: { depthwise_kernel: [3, 3, 4, 2], bias: [8] },
      },
    ],
    [4, 4, 8],
  ],
  [
    'SeparableConv2D',
    [
      {
        kind: 'SeparableConv2D',
        name: 'end',
        config: {
          ...last,
          filters: 5,
          kernel_size: [3, 3],
          strides: [2, 2],
          padding: 'same',
          depth_multiplier: 1,
          use_bias: true,
          activation: 'relu6',
        },
        weights: { depthwise_kernel: [3, 3, 4, 1], pointwise_kernel: [1, 1, 4, 5], bias: [5] },
      },
    ],
    [4, 4, 5],
  ],
  [
    'SeparableConv2D and BatchNormalization',
    [
      {
        kind: 'SeparableConv2D',
        name: 'mid',
        config: { ...last, filters: 5, kernel_size: [3, 3], strides: [1, 1], padding: 'same', depth_multiplier: 1, use_bias: false },
        weights: { depthwise_kernel: [3, 3, 4, 1], pointwise_kernel: [1, 1, 4, 5] },
      },
      { kind: 'BatchNormalization', name: 'end', config: { axis: 3, epsilon: 0.01 }, weights: statistics(5) },
    ],
    [8, 8, 5],
  ],
  [
    'BatchNormalization that cannot be folded',
    [
      { kind: 'ReLU', name: 'mid', config: {} },
      { kind: 'BatchNormalization', name: 'end', config: { axis: -1, epsilon: 1e-3 }, weights: statistics(4) },
    ],
    [8, 8, 4],
  ],
  [
    'BatchNormalization without scale and shift',
    [
      {
        kind: 'BatchNormalization',
        name: 'end',
        config: { axis: -1, epsilon: 1e-3, center: false, scale: false },
        weights: { moving_mean: [4], moving_variance: [4] },
      },
    ],
    [8, 8, 4],
  ],
  ...['relu', 'relu6', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'softmax', 'swish', 'hard_sigmoid', 'gelu', 'linear'].map(
    (name) => [`Activation ${name}`, [activation(name)], [8, 8, 4]] as [string, TinyLayer[], number[]],
  ),
  ['ReLU with a largest value', [{ kind: 'ReLU', name: 'end', config: { max_value: 0.2 } }], [8, 8, 4]],
  ['LeakyReLU', [{ kind: 'LeakyReLU', name: 'end', config: { alpha: 0.1 } }], [8, 8, 4]],
  [
    'LeakyReLU behind the sum of a convolution and a shortcut',
    [
      {
        kind: 'Conv2D',
        name: 'a',
        config: { ...last, filters: 4, kernel_size: [1, 1], padding: 'same', use_bias: true },
        weights: { kernel: [1, 1, 4, 4], bias: [4] },
      },
      { kind: 'Add', name: 'sum', inbound: ['start', 'a'] },
      { kind: 'LeakyReLU', name: 'end', config: { alpha: 0.05 } },
    ],
    [8, 8, 4],
  ],
  ['LeakyReLU that is steeper below zero', [{ kind: 'LeakyReLU', name: 'end', config: { alpha: 1.5 } }], [8, 8, 4]],
  [
    'LayerNormalization',
    [{ kind: 'LayerNormalization', name: 'end', config: { axis: -1, epsilon: 0.01 }, weights: { gamma: [4], beta: [4] } }],
    [8, 8, 4],
  ],
  [
    'LayerNormalization of features without scale and shift',
    [
      { kind: 'GlobalAveragePooling2D', name: 'mean', config: last },
      { kind: 'LayerNormalization', name: 'end', config: { axis: [-1], epsilon: 1e-6, center: false, scale: false } },
    ],
    [4],
  ],
  [
    'Cropping2D',
    [
      {
        kind: 'Cropping2D',
        name: 'end',
        config: {
          ...last,
          cropping: [
            [1, 0],
            [0, 2],
          ],
        },
      },
    ],
    [7, 6, 4],
  ],
  ['Cropping2D of all sides alike', [{ kind: 'Cropping2D', name: 'end', config: { ...last, cropping: 2 } }], [4, 4, 4]],
  [
    'Add of three',
    [
      { kind: 'ReLU', name: 'a', config: {} },
      { kind: 'ReLU', name: 'b', config: { max_value: 6 } },
      { kind: 'Add', name: 'end', inbound: ['start', 'a', 'b'] },
    ],
    [8, 8, 4],
  ],
  [
    'Add right after a DepthwiseConv2D',
    [
      {
        kind: 'DepthwiseConv2D',
        name: 'a',
        config: { ...last, kernel_size: [3, 3], strides: [1, 1], padding: 'same', depth_multiplier: 1, use_bias: true },
        weights: { depthwise_kernel: [3, 3, 4, 1], bias: [4] },
      },
      { kind: 'Add', name: 'end', inbound: ['start', 'a'] },
    ],
    [8, 8, 4],
  ],
  [
    'Multiply',
    [
      { kind: 'ReLU', name: 'a', config: {} },
      { kind: 'Multiply', name: 'end', inbound: ['start', 'a'] },
    ],
    [8, 8, 4],
  ],
  [
    'Concatenate',
    [
      { kind: 'ReLU', name: 'a', config: {} },
      { kind: 'Concatenate', name: 'end', config: { axis: -1 }, inbound: ['start', 'a'] },
    ],
    [8, 8, 8],
  ],
  [
    'ZeroPadding2D',
    [
      {
        kind: 'ZeroPadding2D',
        name: 'end',
        config: {
          ...last,
          padding: [
            [1, 2],
            [0, 3],
          ],
        },
      },
    ],
    [11, 11, 4],
  ],
  [
    'MaxPooling2D',
    [{ kind: 'MaxPooling2D', name: 'end', config: { ...last, pool_size: [3, 3], strides: [2, 2], padding: 'same' } }],
    [4, 4, 4],
  ],
  [
    'AveragePooling2D',
    [{ kind: 'AveragePooling2D', name: 'end', config: { ...last, pool_size: [2, 2], strides: [2, 2], padding: 'valid' } }],
    [4, 4, 4],
  ],
  ['GlobalMaxPooling2D', [{ kind: 'GlobalMaxPooling2D', name: 'end', config: last }], [4]],
  [
    'Flatten and Dense',
    [
      { kind: 'Flatten', name: 'flat', config: last },
      { kind: 'Dense', name: 'end', config: { units: 3, activation: 'softmax', use_bias: true }, weights: { kernel: [256, 3], bias: [3] } },
    ],
    [3],
  ],
  [
    'Dense and BatchNormalization',
    [
      { kind: 'GlobalAveragePooling2D', name: 'p', config: last },
      { kind: 'Dense', name: 'd', config: { units: 3, use_bias: false }, weights: { kernel: [4, 3] } },
      { kind: 'BatchNormalization', name: 'end', config: { axis: -1, epsilon: 1e-3 }, weights: statistics(3) },
    ],
    [3],
  ],
  ['Reshape', [{ kind: 'Reshape', name: 'end', config: { target_shape: [4, -1] } }], [4, 64]],
  ['Dropout', [{ kind: 'Dropout', name: 'end', config: { rate: 0.5 } }], [8, 8, 4]],
  ['Softmax', [{ kind: 'Softmax', name: 'end', config: { axis: -1 } }], [8, 8, 4]],
  ['Rescaling', [{ kind: 'Rescaling', name: 'end', config: { scale: 0.5, offset: 1 } }], [8, 8, 4]],
  [
    'a shortcut with folded normalisations',
    tinyLayers.slice(1).map((layer) => ({
      ...layer,
      ...(layer.name === 'conv' ? { inbound: ['image'] } : {}),
      ...(layer.name === 'pool' ? { name: 'end' } : {}),
    })),
    [6],
  ],
];

/** What tfjs itself computes layer by layer, averaged over height and width where the output has them. */
async function byTfjs(folder: string, layer: string, input: Float32Array, shape: [number, number, number, number]): Promise<Float32Array> {
  const tf = tensorFlow();
  const whole = await tf.loadLayersModel(tf.io.fileSystem(join(folder, 'model.json')));
  const cut = tf.model({ inputs: whole.inputs, outputs: whole.getLayer(layer).output });
  const pooled = tf.tidy(() => {
    const output = cut.predict(tf.tensor(input, shape)) as ReturnType<typeof tf.tensor>;
    return output.rank === 4 ? output.mean([1, 2]) : output.clone();
  });
  const values = Float32Array.from(await pooled.data());
  pooled.dispose();
  whole.dispose();
  return values;
}

async function byGraph(folder: string, cut: string, input: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const builder = new GraphBuilder();
  const prepared = builder.input({ key: 'prepared', dtype: 'float32', shape: [-1, ...shape.slice(1)], meaning: '' });
  const features = await addSource(builder, await readSource(folder), cut, prepared);
  builder.output({ key: 'features', node: features, dtype: 'float32', shape: [-1, -1], meaning: '' });
  const session = new GraphSession(builder.build());
  const [answer] = session.run([{ shape, values: input }]);
  session.dispose();
  return answer?.values ?? new Float32Array();
}

const wave = (length: number) => Float32Array.from({ length }, (_, index) => Math.sin(index * 1.7) + 0.3 * Math.sin(index * 0.013));
function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  const size = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  actual.forEach((value, index) =>
    assert.ok(Math.abs(value - (expected[index] ?? NaN)) <= tolerance * size, `${index}: ${value} and ${expected[index]}`),
  );
}

for (const [what, layers, outputShape] of kinds) {
  test(`${what}: the graph computes what tfjs computes layer by layer`, async (t) => {
    const all = layers.some(({ name, inbound }) => name === 'conv' && inbound?.[0] === 'image') ? layers : [start, ...layers];
    const folder = await writeTinySource(temporaryFolder(t), { size: 8, layers: all, cuts: [{ layer: 'end', outputShape }] });
    const input = wave(2 * 8 * 8 * 3);
    assertClose(await byGraph(folder, 'end', input, [2, 8, 8, 3]), await byTfjs(folder, 'end', input, [2, 8, 8, 3]), 1e-5);
  });
}

test('a normalisation is folded only where nothing else needs the layer before it', async (t) => {
  const folder = await writeTinySource(temporaryFolder(t));
  const source = await readSource(folder);
  const weights = await source.weights();
  const layers = source.file.layers.map((layer) => ({ ...layer, weights: weights.get(layer.name) ?? new Map() }));
  assert.deepEqual(
    foldBatchNorm(layers).map(({ kind, name }) => `${kind} ${name}`),
    [
      'InputLayer image',
      'ZeroPadding2D pad',
      'Conv2D conv_bn',
      'ReLU conv_relu',
      'DepthwiseConv2D depth_bn',
      'ReLU depth_relu',
      'Conv2D project_bn',
      'Add sum',
      'GlobalAveragePooling2D pool',
    ],
  );
  const shared = layers.map((layer) => (layer.name === 'sum' ? { ...layer, inbound: ['conv', 'project_bn'] } : layer));
  assert.ok(foldBatchNorm(shared).some(({ name, kind }) => name === 'conv_bn' && kind === 'BatchNormalization'));
});

for (const model of ['mobilenet_v2_035_224_imagenet', 'mobilenet_v1_025_128_imagenet']) {
  test(
    `${model}: the graph computes what tfjs computes at an early, a middle and the last cut`,
    { skip: withoutShared('models', model) },
    async () => {
      const folder = sharedPath('models', model) ?? '';
      const {
        model: { inputSize, cuts },
      } = await readSource(folder);
      const input = wave(inputSize * inputSize * 3);
      for (const cut of [cuts[0], cuts[Math.floor(cuts.length / 2)], cuts.at(-1)]) {
        const shape: [number, number, number, number] = [1, inputSize, inputSize, 3];
        assertClose(await byGraph(folder, cut?.layer ?? '', input, shape), await byTfjs(folder, cut?.layer ?? '', input, shape), 1e-4);
      }
    },
  );
}
