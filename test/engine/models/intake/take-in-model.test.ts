import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import type { StudioError } from '../../../../engine/domain/failure.ts';
import { tensorFlow } from '../../../../engine/learn/tensorflow/backend.ts';
import { FrozenPart } from '../../../../engine/learn/features/frozen-part.ts';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import type { ModelWishes } from '../../../../engine/models/intake/take-in-model.ts';
import { kerasFeatures, kerasModel, kerasPictures } from '../../../support/keras-models.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../../support/models/tiny-source.ts';

async function taken(t: TestContext, path: string, wishes: Partial<ModelWishes> = {}): Promise<string> {
  const root = temporaryFolder(t);
  const folder = join(root, 'source');
  await takeInModel(path, { id: 'taken', from: path.split('/').at(-1)!, ...wishes }, folder);
  return folder;
}

async function features(folder: string, cut?: string): Promise<number[][]> {
  const frozen = await FrozenPart.load(folder, cut);
  try {
    const all = frozen.features(kerasPictures(frozen.source.model.inputSize));
    return [0, 1].map((n) => [...all.subarray(n * frozen.dimension, (n + 1) * frozen.dimension)]);
  } finally {
    frozen.dispose();
  }
}

const failing =
  (code: string, detail: RegExp) =>
  (error: StudioError): boolean => {
    assert.equal(error.code, code, String(error.stack));
    assert.match(String(error.facts.detail), detail);
    return true;
  };

for (const name of [
  'sequential.keras',
  'sequential.h5',
  'nested.keras',
  'nested.h5',
  'normalised.keras',
  'keras2.h5',
  'kinds.keras',
  'kinds.h5',
]) {
  test(`${name} gives the features that Keras computes`, async (t) => {
    const folder = await taken(t, kerasModel(name));
    const expected = kerasFeatures(name);
    (await features(folder)).forEach((row, n) => {
      assert.equal(row.length, expected[n]!.length);
      row.forEach((value, d) =>
        assert.ok(
          Math.abs(value - expected[n]![d]!) < 2e-6 * Math.max(1, Math.abs(expected[n]![d]!)),
          `${value} instead of ${expected[n]![d]}`,
        ),
      );
    });
  });
}

test('a Keras model becomes a source folder: cuts at the ends of its blocks, its scaling and its own classes in the card', async (t) => {
  const { model, card, file } = await readSource(await taken(t, kerasModel('nested.keras'), { task: 'numbers', licence: 'CC0' }));
  assert.deepEqual(
    model.cuts.map(({ layer }) => layer),
    ['stem_relu', 'block_1_add', 'block_2_join', 'pool'],
  );
  assert.deepEqual(
    [card.inputScaling.divide, card.inputScaling.subtract].map((each) => Number((each as number).toFixed(9))),
    [127.5, 127.5],
  );
  assert.deepEqual(
    [model.id, model.title, model.task, model.licence, model.inputSize, model.verified],
    ['taken', 'nested', 'numbers', 'CC0', 16, true],
  );
  assert.equal(card.sourceTask.classes, 4);
  assert.equal(file.layers.at(-1)?.name, 'classes');
  assert.ok(file.layers.every(({ kind }) => kind !== 'Rescaling' && !kind.startsWith('Random')));
  assert.ok((model.multiplyAdds ?? 0) > 0);
});

for (const [name, code, detail] of [
  ['lambda.keras', 'source-unsupported', /Lambda.*doubling/],
  ['custom.keras', 'source-unsupported', /custom layer ours>Own.*own/],
  ['nan.keras', 'source-not-finite', /failed\/kernel/],
  ['oblong.keras', 'source-unsupported', /\[16, 24, 3\].*not square/],
  ['grey.keras', 'source-unsupported', /\[16, 16, 1\].*three colours/],
  ['only.weights.h5', 'source-file-unreadable', /weights, but not the layers.*model\.save/],
] as const) {
  test(`${name} is refused with the reason`, async (t) => {
    await assert.rejects(taken(t, kerasModel(name), { scaling: 'none' }), failing(code, detail));
  });
}

test('a network that takes pictures of any size is asked for one, and for its scaling at once; another size than the stated one is refused', async (t) => {
  const path = kerasModel('any-size.keras');
  await assert.rejects(taken(t, path), failing('input-invalid', /any size.*224; .*how pixels are scaled/));
  assert.equal((await readSource(await taken(t, path, { scaling: 'none', size: 48 }))).model.inputSize, 48);
  await assert.rejects(taken(t, kerasModel('nested.keras'), { size: 48 }), failing('input-invalid', /takes pictures of 16 pixels/));
});

test('a network that takes blue first says of red, green, blue what it said of blue, green, red', async (t) => {
  const bare = await plainTfjs(t, 'bgr');
  const turned = await FrozenPart.load(await taken(t, bare, { scaling: 'imagenet-bgr' }));
  t.after(() => turned.dispose());
  const [picture] = noisePictures([16, 16]);
  const tf = tensorFlow();
  const original = await tf.loadLayersModel(tf.io.fileSystem(join(bare, 'model.json')));
  const told = tf.tidy(() => {
    const blueFirst = tf.tensor(Float32Array.from(picture!.pixels), [1, 16, 16, 3]).reverse(3).sub([103.939, 116.779, 123.68]);
    return [...(original.predict(blueFirst) as ReturnType<typeof tf.tensor>).dataSync()];
  });
  original.dispose();
  const ours = turned.features([picture!]);
  assert.equal(ours.length, told.length);
  ours.forEach((value, at) =>
    assert.ok(Math.abs(value - told[at]!) < 1e-5 * Math.max(1, Math.abs(told[at]!)), `${value} instead of ${told[at]}`),
  );
  const same = await FrozenPart.load(await taken(t, bare, { scaling: 'none' }));
  t.after(() => same.dispose());
  assert.ok(same.features([picture!]).some((value, at) => Math.abs(value - told[at]!) > 0.1));
});

/** A tiny tfjs model without a card. */
async function plainTfjs(t: TestContext, into: string): Promise<string> {
  const folder = await writeTinySource(join(temporaryFolder(t), into));
  const bare = join(temporaryFolder(t), into);
  mkdirSync(bare);
  for (const name of ['model.json', 'weights.bin']) copyFileSync(join(folder, name), join(bare, name));
  return bare;
}

test('a tfjs folder without a card is asked how its pixels are scaled, with the choices named', async (t) => {
  const bare = await plainTfjs(t, 'bare');
  await assert.rejects(taken(t, bare), failing('input-invalid', /minus-one-to-one .*zero-to-one .*none .*imagenet-mean/));
  const folder = await taken(t, bare, { scaling: 'imagenet-mean' });
  assert.deepEqual((await readSource(folder)).card.inputScaling.divide, [58.395, 57.12, 57.375]);
});

test('a tfjs folder and its zip, also below a folder, become the same model', async (t) => {
  const bare = await plainTfjs(t, 'bare');
  const whole = await taken(t, bare, { scaling: 'minus-one-to-one' });
  const original = await FrozenPart.load(await writeTinySource(join(temporaryFolder(t), 'original')));
  const again = await FrozenPart.load(whole);
  t.after(() => [original, again].forEach((each) => each.dispose()));
  const pictures = noisePictures([16, 16], [40, 20]);
  original.features(pictures).forEach((value, at) => assert.ok(Math.abs(value - again.features(pictures)[at]!) < 1e-6));
  for (const prefix of ['', 'some folder/']) {
    const zip = join(temporaryFolder(t), 'model.zip');
    writeFileSync(
      zip,
      zipSync(
        Object.fromEntries(['model.json', 'weights.bin'].map((name) => [prefix + name, new Uint8Array(readFileSync(join(bare, name)))])),
      ),
    );
    assert.equal((await readSource(await taken(t, zip, { scaling: 'minus-one-to-one' }))).model.hash, again.source.model.hash);
  }
});

test('a source folder stays the same model with the same hash, and may be given another title', async (t) => {
  const folder = await writeTinySource(join(temporaryFolder(t), 'own'), {
    card: { library: { origin: 'own', from: 'elsewhere' }, default: true },
  });
  writeFileSync(join(folder, 'training-images.txt'), 'abc\n');
  const { model, card, folder: copy } = await readSource(await taken(t, folder, { title: 'Another' }));
  assert.equal(model.hash, (await readSource(folder)).model.hash);
  assert.deepEqual([model.id, model.title, model.default, card.library], ['tiny', 'Another', false, undefined]);
  assert.equal(readFileSync(join(copy, 'training-images.txt'), 'utf8'), 'abc\n');
});

test('a model whose settings declare 2 GB of weights is refused before anything is read', async (t) => {
  const bare = await plainTfjs(t, 'huge');
  const model = JSON.parse(readFileSync(join(bare, 'model.json'), 'utf8'));
  model.weightsManifest[0].weights[0].shape = [2 ** 15, 2 ** 14];
  writeFileSync(join(bare, 'model.json'), JSON.stringify(model));
  truncateSync(join(bare, 'weights.bin'), 2 ** 31);
  const before = process.memoryUsage().rss;
  await assert.rejects(taken(t, bare, { scaling: 'none' }), failing('source-too-large', /2,0\d\d MB.*600 MB/));
  assert.ok(process.memoryUsage().rss - before < 2 ** 28);
});

test('a Keras file whose settings ask for 2 GB is refused whatever the file holds', async (t) => {
  const zip = join(temporaryFolder(t), 'huge.keras');
  const layer = (kind: string, config: object) => ({ class_name: kind, module: 'keras.layers', config, registered_name: null });
  const config = {
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [
        layer('InputLayer', { name: 'i', batch_shape: [null, 16, 16, 3] }),
        layer('Flatten', { name: 'f' }),
        layer('Dense', { name: 'd', units: 2 ** 20 }),
      ],
    },
  };
  const h5 = new Uint8Array(readFileSync(kerasModel('only.weights.h5')));
  writeFileSync(
    zip,
    zipSync({
      'config.json': strToU8(JSON.stringify(config)),
      'metadata.json': strToU8('{"keras_version":"3.0.0"}'),
      'model.weights.h5': h5,
    }),
  );
  await assert.rejects(taken(t, zip, { scaling: 'none' }), failing('source-too-large', /3,0\d\d MB/));
});

for (const [words, name, content, detail] of [
  ['a picture called .h5', 'photo.h5', '\xff\xd8\xff\xe0 a JPEG file', /neither an HDF5 file nor a zip/],
  ['an empty file', 'empty.keras', '', /empty/],
  ['a TensorFlow Lite model', 'm.tflite', '\x1c\0\0\0TFL3 and so on', /TensorFlow Lite/],
  ['a zip without a model', 'm.zip', null, /no model\.json/],
  ['model.json alone', 'model.json', '{"format":"layers-model"}', /Choose the folder/],
] as const) {
  test(`${words} is refused with words`, async (t) => {
    const path = join(temporaryFolder(t), name);
    writeFileSync(path, content === null ? zipSync({ 'readme.txt': strToU8('nothing') }) : Buffer.from(content, 'latin1'));
    await assert.rejects(taken(t, path), failing('source-file-unreadable', detail));
  });
}

test('a file that is not there, and a folder without a model, are refused with words', async (t) => {
  await assert.rejects(taken(t, join(temporaryFolder(t), 'absent.h5')), failing('source-file-unreadable', /not there/));
  await assert.rejects(taken(t, temporaryFolder(t)), failing('source-file-unreadable', /no model\.json/));
});

test('an HDF5 file cut short anywhere is refused and ends nothing', async (t) => {
  const root = temporaryFolder(t);
  const whole = readFileSync(kerasModel('nested.h5'));
  for (const share of [0.02, 0.3, 0.6, 0.9, 0.99]) {
    const path = join(root, `cut-${share}.h5`);
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)));
    await assert.rejects(
      taken(t, path),
      (error: StudioError) => error.code === 'source-file-unreadable' || error.code === 'source-weights-damaged',
    );
  }
});

test('weights of another shape than the settings ask for are refused by layer', async (t) => {
  const bare = await plainTfjs(t, 'wrong');
  const model = JSON.parse(readFileSync(join(bare, 'model.json'), 'utf8'));
  const conv = model.modelTopology.config.layers.find((layer: { name: string }) => layer.name === 'project');
  conv.config.kernel_size = [3, 3];
  writeFileSync(join(bare, 'model.json'), JSON.stringify(model));
  await assert.rejects(
    taken(t, bare, { scaling: 'none' }),
    failing('source-weights-damaged', /kernel of "project" is \[1, 1, 6, 6\].*\[3, 3, 6, 6\]/),
  );
});

test('a graph model of tfjs is refused with what to do', async (t) => {
  const folder = join(temporaryFolder(t), 'graph');
  mkdirSync(folder);
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] }));
  await assert.rejects(taken(t, folder), failing('source-file-unreadable', /graph model/));
});

test('a weight file that leads out of the folder is refused', async (t) => {
  const bare = await plainTfjs(t, 'bare');
  cpSync(join(bare, 'weights.bin'), join(bare, '..', 'weights.bin'));
  const model = JSON.parse(readFileSync(join(bare, 'model.json'), 'utf8'));
  model.weightsManifest[0].paths = ['../weights.bin'];
  writeFileSync(join(bare, 'model.json'), JSON.stringify(model));
  await assert.rejects(taken(t, bare, { scaling: 'none' }), failing('source-card-damaged', /outside the folder/));
});
