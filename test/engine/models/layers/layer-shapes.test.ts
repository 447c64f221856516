import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { inspectSource } from '../../../../engine/models/backward/source-inspection.ts';
import { blocksOf } from '../../../../engine/models/layers/blocks.ts';
import { GraphBuilder } from '../../../../engine/models/graph/graph.ts';
import { GraphSession } from '../../../../engine/learn/tensorflow/graph-session.ts';
import { layerFacts } from '../../../../engine/models/layers/layer-shapes.ts';
import { addLayers } from '../../../../engine/models/forward/layers-to-graph.ts';
import { layersUpTo } from '../../../../engine/models/layers/layers-file.ts';
import type { Layer } from '../../../../engine/models/layers/layers-file.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import type { SourceOnDisk } from '../../../../engine/models/library/source-models.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { writeTinySource } from '../../../support/models/tiny-source.ts';

/** Shapes that TensorFlow gives, of every layer of a network. */
async function shapesByTensorFlow(source: SourceOnDisk, names: readonly string[]): Promise<number[][]> {
  const builder = new GraphBuilder();
  const side = source.model.inputSize;
  const input = builder.input({ key: 'pictures', dtype: 'float32', shape: [-1, side, side, 3], meaning: 'pictures' });
  const weights = await source.weights();
  for (const name of names) {
    const node = addLayers(builder, layersUpTo(source.file.layers, name)!, weights, input, name);
    builder.output({ key: name, node, dtype: 'float32', shape: [], meaning: name });
  }
  const session = new GraphSession(builder.build());
  try {
    return session.run([{ shape: [1, side, side, 3], values: new Float32Array(side * side * 3) }]).map(({ shape }) => shape.slice(1));
  } finally {
    session.dispose();
  }
}

test('shapes from the settings of layers are those that TensorFlow gives', async (t) => {
  const source = await readSource(await writeTinySource(temporaryFolder(t)));
  const facts = layerFacts(source.file, [16, 16, 3]).filter(({ kind }) => kind !== 'InputLayer');
  assert.deepEqual(
    facts.map(({ shape }) => shape),
    await shapesByTensorFlow(
      source,
      facts.map(({ name }) => name),
    ),
  );
});

const models = sharedPath('models');
for (const name of models === null
  ? []
  : readdirSync(models, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)) {
  test(
    `${name}: shapes, weights and multiply-adds are those of its card and of TensorFlow`,
    { skip: withoutShared('models') },
    async () => {
      const source = await readSource(sharedPath('models', name)!);
      const facts = layerFacts(source.file, [...source.card.inputSize, 3]);
      assert.equal(
        facts.reduce((sum, each) => sum + each.multiplyAdds, 0),
        source.card.multiplyAdds,
      );
      assert.equal(
        facts.reduce((sum, each) => sum + each.parameters, 0),
        source.card.parameters,
      );
      for (const { layer, outputShape } of source.card.cutPoints)
        assert.deepEqual(facts.find((each) => each.name === layer)?.shape, outputShape);
      const some = facts.filter(({ kind }, at) => kind !== 'InputLayer' && (at % 9 === 0 || at > facts.length - 4));
      assert.deepEqual(
        some.map(({ shape }) => shape),
        await shapesByTensorFlow(
          source,
          some.map((each) => each.name),
        ),
      );
    },
  );

  test(`${name}: its blocks go from the stem to the pooled features, and it can be tuned`, { skip: withoutShared('models') }, async () => {
    const source = await readSource(sharedPath('models', name)!);
    const { blocks, notTunable } = await inspectSource(source);
    assert.equal(notTunable, null);
    assert.equal(blocks[0]!.name, 'stem');
    assert.deepEqual(
      blocks.slice(1).map((block) => block.name),
      name.includes('_v1_')
        ? Array.from({ length: 13 }, (_, at) => `block_${at + 1}`)
        : [...Array.from({ length: 17 }, (_, at) => `block_${at}`), 'top'],
    );
    assert.equal(blocks.at(-1)!.cut, 'pool');
    assert.ok(blocks.every(({ cut }) => cut !== null));
    const all = blocks.flatMap(({ layers }) => layers.map((layer) => layer.name));
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(
      all,
      layersUpTo(source.file.layers, 'pool')!
        .filter(({ kind }) => kind !== 'InputLayer')
        .map((layer) => layer.name),
    );
  });
}

const layer = (kind: string, config: Record<string, unknown>, inbound: readonly string[] = ['image'], name = kind): Layer => ({
  kind,
  name,
  config,
  inbound,
});
const input: Layer = { name: 'image', kind: 'InputLayer', config: {}, inbound: [] };
const shapeOf = (...layers: Layer[]): readonly number[] => layerFacts({ layers: [input, ...layers], groups: [] }, [11, 7, 3]).at(-1)!.shape;

for (const [words, one, expected] of [
  ['strides that do not divide, filled', layer('Conv2D', { filters: 5, kernel_size: [3, 3], strides: [2, 2], padding: 'same' }), [6, 4, 5]],
  [
    'strides that do not divide, not filled',
    layer('Conv2D', { filters: 5, kernel_size: [3, 3], strides: [2, 2], padding: 'valid' }),
    [5, 3, 5],
  ],
  ['holes', layer('Conv2D', { filters: 5, kernel_size: 3, dilation_rate: 2, padding: 'valid' }), [7, 3, 5]],
  ['several outputs of one channel', layer('DepthwiseConv2D', { kernel_size: 3, depth_multiplier: 4, padding: 'same' }), [11, 7, 12]],
  ['pooling with its own strides', layer('MaxPooling2D', { pool_size: [3, 2], strides: [1, 2] }), [9, 3, 3]],
  ['pooling without strides', layer('AveragePooling2D', { pool_size: [2, 2] }), [5, 3, 3]],
  [
    'padding of each side',
    layer('ZeroPadding2D', {
      padding: [
        [1, 2],
        [3, 4],
      ],
    }),
    [14, 14, 3],
  ],
  ['a shape with one open side', layer('Reshape', { target_shape: [7, -1] }), [7, 33]],
  ['a row', layer('Flatten', {}), [231]],
] as const) {
  test(`the shape after a layer: ${words}`, () => assert.deepEqual(shapeOf(one), expected));
}

test('layers whose inputs do not fit, and those that leave nothing of a picture, are refused', () => {
  const small = layer('Conv2D', { filters: 2, kernel_size: 9, padding: 'valid' });
  assert.throws(() => shapeOf(small), /output \[3, -1, 2\]/);
  assert.throws(
    () => shapeOf(layer('Flatten', {}, ['image'], 'f'), layer('Conv2D', { filters: 2, kernel_size: 1 }, ['f'], 'c')),
    /an input of shape \[231\]/,
  );
  const wide = layer('Conv2D', { filters: 4, kernel_size: 1 }, ['image'], 'wide');
  assert.throws(() => shapeOf(wide, layer('Add', {}, ['image', 'wide'], 'sum')), /inputs of \[11, 7, 3\] and \[11, 7, 4\]/);
});

test('what is scaled by a value for each channel keeps its shape, whichever comes first', () => {
  const squeeze = [
    layer('GlobalAveragePooling2D', {}, ['image'], 'squeeze'),
    layer('Reshape', { target_shape: [1, 1, 3] }, ['squeeze'], 'one'),
  ];
  for (const inbound of [
    ['image', 'one'],
    ['one', 'image'],
  ])
    assert.deepEqual(shapeOf(...squeeze, layer('Multiply', {}, inbound, 'scaled')), [11, 7, 3]);
});

test('a network without names of blocks is parted where it convolves, but never inside a shortcut', async (t) => {
  const source = await readSource(await writeTinySource(temporaryFolder(t)));
  const blocks = blocksOf(source);
  assert.deepEqual(
    blocks.map(({ name, end }) => [name, end]),
    [
      ['stem', 'conv_relu'],
      ['part_2', 'pool'],
    ],
  );
  assert.ok(!blocks.some(({ end }) => end === 'depth_relu'));
});
