import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { layersUpTo, type Layer } from '../../../../engine/models/layers/layers-file.ts';
import type { SourceOnDisk } from '../../../../engine/models/library/source-models.ts';
import { whyNotTunable } from '../../../../engine/models/backward/tunable.ts';
import {
  exported,
  featureErrors,
  formats,
  gradientErrors,
  KerasApplications,
  layersOfCuts,
  takenThroughGate,
  type KerasRequest,
} from '../../../support/keras-applications.ts';
import { pythonWith } from '../../../support/python.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** A layer, and what is wrong with it: the comparison of features has to see each. */
type Fault = readonly [isMeant: (layer: Layer) => boolean, config: Readonly<Record<string, unknown>>];
const topLeftOnly = [
  [1, 0],
  [1, 0],
];
const bottomRightOnly = [
  [0, 1],
  [0, 1],
];

// Small networks by the builders of keras.applications, which together hold all that the whole ones are made of. Those are taken in by
// `npm run bench keras-models`, which takes most of an hour.
const models: readonly (KerasRequest & { readonly cuts: RegExp; readonly faults?: readonly Fault[] })[] = [
  {
    name: 'small ConvNeXt',
    size: 64,
    top: true,
    cuts: /^convnext_stem_layernorm add .*convnext_downsampling_conv_2 add_4 convnext_head_layernorm$/,
    faults: [
      [({ kind }) => kind === 'LayerNormalization', { epsilon: 1e-3 }],
      [({ config: { activation } }) => activation === 'gelu', { activation: 'swish' }],
    ],
  },
  {
    name: 'small EfficientNet',
    size: 64,
    top: false,
    cuts: /^stem_activation block1a_add block2a_project_bn .*top_activation avg_pool$/,
    faults: [[({ kind }) => kind === 'ZeroPadding2D', { padding: topLeftOnly }]],
  },
  {
    name: 'thin MobileNetV3',
    size: 64,
    top: true,
    cuts: /^activation expanded_conv_project_bn .* global_average_pooling2d_pooled$/,
    faults: [[({ kind }) => kind === 'Rescaling', { offset: 0.49 }]],
  },
  {
    name: 'small NASNet',
    size: 64,
    top: false,
    cuts: /^normal_concat_0 normal_concat_2 .*global_average_pooling2d$/,
    faults: [[({ kind }) => kind === 'Cropping2D', { cropping: bottomRightOnly }]],
  },
  { name: 'small ResNetV2', size: 64, top: false, cuts: /^.*conv2_block1_out.* avg_pool$/ },
  { name: 'small ResNet', size: 64, top: false, cuts: /^.*conv2_block1_out.* avg_pool$/ },
  { name: 'small DenseNet', size: 64, top: false, cuts: /^pool1 conv2_block1_concat pool2_pool .*conv5_block1_concat relu avg_pool$/ },
];

const python = pythonWith('tensorflow');
let keras: KerasApplications | null = null;
before(async () => {
  keras = python === null ? null : await KerasApplications.start(python);
});
after(async () => {
  await keras?.end();
});

for (const [at, { cuts, faults = [], ...request }] of models.entries()) {
  // Every format is written of two networks or more; the bench writes all three of each.
  const format = formats[at % formats.length]!;
  test(`${request.name}: Keras's features at every cut, its gradients, and a ${format} that answers alike`, async (t) => {
    if (keras === null) {
      t.skip('no Python with TensorFlow (GRAFT_PYTHON names one)');
      return;
    }
    const root = temporaryFolder(t);
    const made = await keras.make(request, join(root, 'model.keras'));
    const source = await takenThroughGate(join(root, 'model.keras'), made, root);
    assert.match(source.model.cuts.map(({ layer }) => layer).join(' '), cuts);
    const expected = await keras.features(layersOfCuts(source));
    const errors = await featureErrors(source, expected);
    assert.ok(errors.size >= source.model.cuts.length / 2 && errors.has(source.model.cuts.at(-1)!.layer), [...errors.keys()].join(' '));
    for (const [cut, error] of errors) assert.ok(error < 1e-4, `${cut}: ${error}`);
    for (const [isMeant, config] of faults) {
      const wrong = (await featureErrors(changed(source, isMeant, config), expected)).get(source.model.cuts.at(-1)!.layer);
      assert.ok(wrong! > 1e-4, `a fault passes: ${JSON.stringify(config)}: ${wrong}`);
    }
    const found = (await exported(source, root, [format])).get(format);
    assert.ok(typeof found === 'number' && found < 1e-4, `${format}: ${found}`);
    assert.equal(await whyNotTunable(source), null);
    const gradient = await gradientErrors(keras, source, root);
    assert.ok(gradient.all < 1e-3, JSON.stringify(gradient));
  });
}

/** The source with one layer set otherwise. */
function changed(source: SourceOnDisk, isMeant: (layer: Layer) => boolean, config: Readonly<Record<string, unknown>>): SourceOnDisk {
  const meant = source.file.layers.find(isMeant);
  assert.ok(meant !== undefined && layersUpTo(source.file.layers, source.model.cuts.at(-1)!.layer)!.includes(meant));
  const layers = source.file.layers.map((layer) => (layer === meant ? { ...layer, config: { ...layer.config, ...config } } : layer));
  return { ...source, file: { ...source.file, layers } };
}
