import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { StudioError } from '../../../engine/domain/failure.ts';
import { exportAs, exportModel } from '../../../engine/export/export-model.ts';
import { readmeText } from '../../../engine/export/readme.ts';
import type { Format, ModelExport } from '../../../engine/export/job.ts';
import { savedModel } from '../../../engine/export/saved-model.ts';
import { tfjsGraph } from '../../../engine/export/tfjs-graph.ts';
import { tfjsLayers } from '../../../engine/export/tfjs-layers.ts';
import { tensorFlow } from '../../../engine/learn/tensorflow/backend.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { drawnClasses, drawnHead } from '../../support/models/drawn-head.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { noisePictures, tinyLayers, writeTinySource } from '../../support/models/tiny-source.ts';
import { ownWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings, type PictureReadings } from '../../../engine/domain/models/folder-readings.ts';

const formats = ['saved-model', 'tfjs-graph', 'tfjs-layers'] as const;
const ofFormat = { 'saved-model': savedModel, 'tfjs-graph': tfjsGraph, 'tfjs-layers': tfjsLayers };
const liveTensors = () => (tensorFlow().backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();

async function job(
  root: string,
  changes: Partial<ModelExport> & { form?: { centred: boolean; unitLength: boolean } } = {},
): Promise<ModelExport> {
  const { form = { centred: true, unitLength: true }, ...rest } = changes;
  const source = await readSource(await writeTinySource(join(root, 'source')));
  writeFileSync(join(source.folder, 'LICENSE'), 'Do as you like.');
  const head = drawnHead(6, 4, form);
  return {
    format: 'saved-model',
    source,
    cut: 'pool',
    head,
    classes: drawnClasses(head).reverse(),
    out: join(root, 'out'),
    windows: ownWindows,
    readings: plainReadings,
    images: noisePictures([40, 30], [16, 16], [5, 9], [31, 64]),
    fromFiles: [null, null, null, null],
    card: { seed: 3, classes: 'overwritten' },
    ...rest,
  };
}

for (const format of formats) {
  for (const form of [
    { centred: false, unitLength: false },
    { centred: true, unitLength: false },
    { centred: false, unitLength: true },
    { centred: true, unitLength: true },
  ]) {
    test(`${format}: a head ${form.centred ? 'with' : 'without'} centre and ${form.unitLength ? 'with' : 'without'} unit length answers as in memory`, async (t) => {
      const root = temporaryFolder(t);
      for (const cut of ['pool', 'conv_bn']) {
        const { parity } = await exportModel(await job(root, { format, form, cut, out: join(root, cut) }));
        assert.equal(parity.images, 4);
        assert.equal(parity.sameClass, 4);
        assert.ok(parity.maxAbsoluteError < 2e-5, String(parity.maxAbsoluteError));
      }
    });
  }

  test(`${format}: features of several layers joined answer as in memory`, async (t) => {
    const root = temporaryFolder(t);
    for (const unitLength of [false, true]) {
      const head = drawnHead(12, 4, { centred: true, unitLength });
      const { parity } = await exportModel(await job(root, { format, head, cut: 'conv_bn+pool', out: join(root, `joined-${unitLength}`) }));
      assert.equal(parity.sameClass, 4);
      assert.ok(parity.maxAbsoluteError < 2e-5, String(parity.maxAbsoluteError));
    }
  });

  test(`${format}: labels, card, licence and instructions stand beside the model, in the order of the outputs`, async (t) => {
    const root = temporaryFolder(t);
    const report = await exportModel(await job(root, { format }));
    assert.equal(report.folder, join(root, 'out'));
    assert.deepEqual(report.files, readdirSync(report.folder).sort());
    assert.equal(readFileSync(join(report.folder, 'labels.txt'), 'utf8'), 'class 11\nclass 12\nclass 13\nclass 14\n');
    const card = JSON.parse(readFileSync(join(report.folder, 'card.json'), 'utf8'));
    assert.deepEqual(
      [card.seed, card.classes, card.cut, card.input.resize.insideTheModel, card.source.id],
      [3, ['class 11', 'class 12', 'class 13', 'class 14'], 'pool', format !== 'tfjs-layers', 'tiny'],
    );
    assert.deepEqual(card.parity, report.parity);
    assert.equal(readFileSync(join(report.folder, 'LICENSE'), 'utf8'), 'Do as you like.');
    assert.match(readFileSync(join(report.folder, 'README.txt'), 'utf8'), /4 classes: class 11/);
    assert.deepEqual(readdirSync(root).sort(), ['out', 'source']);
  });

  test(`${format}: only a model of boxes tells to cut out boxes first`, async (t) => {
    const whole = await job(temporaryFolder(t), { format });
    assert.doesNotMatch(readmeText(whole), /cut out/);
    assert.match(readmeText({ ...whole, card: { isOfCutOutBoxes: true } }), /boxes cut out of photographs/);
    assert.doesNotMatch(readmeText(whole), /stands for several/);
    const trainedAsOne = { class: 'Other', classes: ['Fern', 'Moss'] };
    assert.match(readmeText({ ...whole, card: { trainedAsOne } }), /The class Other stands for several classes .*: Fern, Moss\./);
  });

  test(`${format}: a model with two classes swapped is refused and nothing is left behind`, async (t) => {
    const root = temporaryFolder(t);
    const whole = await job(root, { format });
    const swapped = {
      ...whole.head,
      bias: Float32Array.from(whole.head.bias, (_, index) => whole.head.bias[index < 2 ? 1 - index : index] ?? 0),
    };
    const faulty: Format = { ...ofFormat[format], write: (model, folder) => ofFormat[format].write({ ...model, head: swapped }, folder) };
    await assert.rejects(
      exportAs(faulty, whole),
      (error: StudioError) => error.code === 'export-differs' && Number(error.facts.error) > 1e-4,
    );
    assert.deepEqual(readdirSync(root), ['source']);
  });

  test(`${format}: a model with one changed weight is refused and nothing is left behind`, async (t) => {
    const root = temporaryFolder(t);
    const whole = await job(root, { format });
    const weights = whole.head.weights.slice();
    weights[0] = (weights[0] ?? 0) + 0.5;
    const faulty: Format = {
      ...ofFormat[format],
      write: (model, folder) => ofFormat[format].write({ ...model, head: { ...model.head, weights } }, folder),
    };
    await assert.rejects(exportAs(faulty, whole), (error: StudioError) => error.code === 'export-differs');
    assert.deepEqual(readdirSync(root), ['source']);
  });

  test(`${format}: an export tells when it writes, and then how many pictures it has compared`, async (t) => {
    const told: unknown[] = [];
    await exportModel(await job(temporaryFolder(t), { format }), (...progress) => told.push(progress));
    assert.deepEqual(told, [['writing', 0, null], ...[0, 1, 2, 3, 4].map((done) => ['checking', done, 4])]);
  });

  test(`${format}: no tensor is left after an export`, async (t) => {
    const root = temporaryFolder(t);
    await exportModel(await job(root, { format, out: join(root, 'first') }));
    const before = { live: liveTensors(), known: tensorFlow().memory().numTensors };
    await exportModel(await job(root, { format, out: join(root, 'second') }));
    assert.deepEqual({ live: liveTensors(), known: tensorFlow().memory().numTensors }, before);
  });
}

test('the export says how far its answers differ where files give other pictures now than when they were imported', async (t) => {
  const root = temporaryFolder(t);
  const whole = await job(root);
  const [same, , small] = whole.images;
  const other = { ...small!, pixels: small!.pixels.map((value) => 255 - value) };
  const { parity } = await exportModel({ ...whole, fromFiles: [same!, null, other, null] });
  assert.ok(parity.images === 4 && parity.maxAbsoluteError < 2e-5);
  assert.ok(parity.fromFiles.images === 2 && parity.fromFiles.maxAbsoluteError > 1e-3, JSON.stringify(parity));
  const alike = await exportModel({
    ...whole,
    out: join(root, 'alike'),
    fromFiles: whole.images.map(({ pixels, ...size }) => ({ ...size, pixels: pixels.slice() })),
  });
  assert.ok(
    alike.parity.fromFiles.images === 4 && alike.parity.fromFiles.sameClass === 4 && alike.parity.fromFiles.maxAbsoluteError < 2e-5,
  );
});

test('a model that answers no number is refused', async (t) => {
  const root = temporaryFolder(t);
  const faulty: Format = { ...savedModel, predict: async (...args) => (await savedModel.predict(...args)).fill(NaN, 1, 2) };
  await assert.rejects(
    exportAs(faulty, await job(root)),
    (error: StudioError) => error.code === 'export-differs' && error.facts.error === 'NaN',
  );
});

test('without a picture nothing is proven, so nothing is exported', async (t) => {
  const root = temporaryFolder(t);
  await assert.rejects(exportModel(await job(root, { images: [] })), (error: StudioError) => error.code === 'export-differs');
  assert.deepEqual(readdirSync(root), ['source']);
});

test('a folder that holds something is not touched, an empty one is used', async (t) => {
  const root = temporaryFolder(t);
  const out = join(root, 'out');
  mkdirSync(out);
  await exportModel(await job(root));
  const before = statSync(join(out, 'card.json')).mtimeMs;
  await assert.rejects(
    exportModel(await job(root)),
    (error: StudioError) => error.code === 'export-folder-not-empty' && error.facts.path === out,
  );
  assert.equal(statSync(join(out, 'card.json')).mtimeMs, before);
  await assert.rejects(
    exportModel(await job(root, { out: join(out, 'card.json') })),
    (error: StudioError) => error.code === 'export-folder-not-empty',
  );
});

test('a read-only place is said in words', { skip: process.getuid?.() === 0 ? 'the superuser may write everywhere' : false }, async (t) => {
  const root = temporaryFolder(t);
  mkdirSync(join(root, 'locked'));
  chmodSync(join(root, 'locked'), 0o500);
  await assert.rejects(
    exportModel(await job(root, { out: join(root, 'locked', 'out') })),
    (error: StudioError) => error.code === 'folder-read-only',
  );
});

for (const format of formats) {
  test(`${format}: a scaling of its own for each colour is carried`, async (t) => {
    const root = temporaryFolder(t);
    const whole = await job(root, { format });
    const inputScaling = { subtract: [123.7, 116.3, 103.5], divide: [58.4, 57.1, 57.4] };
    const scaled = { ...whole.source, card: { ...whole.source.card, inputScaling } };
    assert.ok((await exportModel({ ...whole, source: scaled })).parity.maxAbsoluteError < 2e-5);
    // The comparison would see two colours changed for one another.
    const swapped = {
      ...scaled,
      card: { ...scaled.card, inputScaling: { ...inputScaling, subtract: inputScaling.subtract.toReversed() } },
    };
    const faulty: Format = { ...ofFormat[format], write: (model, folder) => ofFormat[format].write({ ...model, source: swapped }, folder) };
    await assert.rejects(
      exportAs(faulty, { ...whole, source: scaled, out: join(root, 'faulty') }),
      (error: StudioError) => error.code === 'export-differs',
    );
  });
}

for (const [words, layer] of [
  ['a layer that tfjs has not', { kind: 'SpatialDropout2D', name: 'vary', config: { rate: 0.1 } }],
  ['a slope that tfjs passes over', { kind: 'ReLU', name: 'vary', config: { negative_slope: 0.1 } }],
] as const) {
  test(`${words} is refused by its name as tfjs Layers model alone`, async (t) => {
    const root = temporaryFolder(t);
    const source = await readSource(
      await writeTinySource(join(root, 'with'), { layers: [...tinyLayers.slice(0, -1), layer, tinyLayers.at(-1)!] }),
    );
    await assert.rejects(
      exportModel(await job(root, { format: 'tfjs-layers', source })),
      (error: StudioError) => error.code === 'export-unsupported-layer' && error.facts.layer === `${layer.kind} "vary"`,
    );
    assert.ok((await exportModel(await job(root, { format: 'tfjs-graph', source }))).parity.maxAbsoluteError < 2e-5);
  });
}

test('windows set for folders stand in the card, the instructions and the readers', async (t) => {
  const root = temporaryFolder(t);
  const windows = {
    window: { low: 0, high: 4000 },
    folders: [
      { folder: 'site 2', window: { low: -20, high: 900 } },
      { folder: 'site 3', window: null },
    ],
  };
  const { out } = await job(root);
  await exportModel(await job(root, { windows }));
  const read = (name: string): string => readFileSync(join(out, name), 'utf8');
  const { input } = JSON.parse(read('card.json')) as { input: { file: { beyond8Bits: Record<string, unknown> } } };
  const { folders, otherwise } = input.file.beyond8Bits as { folders: Record<string, unknown>[]; otherwise: Record<string, unknown> };
  assert.deepEqual(
    [...folders, otherwise].map(({ folder, low, high }) => [folder, low, high]),
    [
      ['site 2', -20, 900],
      ['site 3', undefined, undefined],
      [undefined, 0, 4000],
    ],
  );
  assert.match(read('README.txt'), /from 0 \(black\) to 4000 \(white\)[^]*- site 2: from -20 to 900\n.*- site 3: each picture/);
  assert.match(read('pictures.py'), /^FOLDER_WINDOWS = \{"site 2": \(-20, 900\), "site 3": None\}$/m);
  assert.match(read('pictures.mjs'), /^const folderWindows = \[\["site 2", \[-20, 900\]\], \["site 3", null\]\];$/m);
});

test('pages and channels chosen for folders stand in the card, the instructions and the readers', async (t) => {
  const root = temporaryFolder(t);
  const readings: PictureReadings = {
    reading: { pages: 'middle', channels: null },
    folders: [
      { folder: 'site 2', reading: { pages: 'maximum', channels: [4, 1, 2] } },
      { folder: 'site 3', reading: { pages: 7, channels: [2] } },
      { folder: 'site 4', reading: null },
    ],
  };
  const { out } = await job(root);
  await exportModel(await job(root, { readings, format: 'tfjs-graph' }));
  const read = (name: string): string => readFileSync(join(out, name), 'utf8');
  const { page, channels, ofFolders, lackingPage, lackingChannel } = JSON.parse(read('card.json')).input.file;
  assert.deepEqual(
    { page, channels, folders: ofFolders.folders, lackingPage, lackingChannel },
    {
      page: 'middle',
      channels: 'as the file says',
      folders: [
        { folder: 'site 2', page: 'maximum', channels: [4, 1, 2] },
        { folder: 'site 3', page: 7, channels: [2] },
        { folder: 'site 4', page: 'first', channels: 'as the file says' },
      ],
      lackingPage: 'first',
      lackingChannel: 'as the file says',
    },
  );
  const readme = read('README.txt');
  assert.match(
    readme,
    /^1\. Of several pages or frames, the middle one \(of an even number, the earlier of both\)\. Channels: as the file says\.$/m,
  );
  assert.match(readme, /^ {3}- site 2: .*the maximum of all at full resolution.*Channels: number 4 as red, 1 as green and 2 as blue\.$/m);
  assert.match(readme, /^ {3}- site 3: Of several pages or frames, number 7\. Channels: number 2 as grey\.$/m);
  assert.match(readme, /^ {3}A file without the chosen page is read from its first page/m);
  assert.match(read('pictures.py'), /^PROJECT_READING = \("middle", None\)$/m);
  assert.match(
    read('pictures.py'),
    /^FOLDER_READINGS = \{"site 2": \("maximum", \[4, 1, 2\]\), "site 3": \(7, \[2\]\), "site 4": None\}$/m,
  );
  for (const name of ['pictures.mjs', 'pictures-in-page.mjs']) {
    assert.match(read(name), /^const projectReading = \{ pages: "middle", channels: null \};$/m);
    assert.match(
      read(name),
      /^const folderReadings = \[\["site 2", \{ pages: "maximum", channels: \[4, 1, 2\] \}\], .*\["site 4", null\]\];$/m,
    );
  }
});

test('where nothing was chosen, the card and the instructions tell of the first page', async (t) => {
  const root = temporaryFolder(t);
  const { out } = await job(root);
  await exportModel(await job(root));
  const { file } = JSON.parse(readFileSync(join(out, 'card.json'), 'utf8')).input;
  assert.deepEqual([file.page, file.channels, file.ofFolders, file.lackingPage], ['first', 'as the file says', undefined, undefined]);
  const readme = readFileSync(join(out, 'README.txt'), 'utf8');
  assert.match(readme, /^1\. Of files with several pages or frames, the first one\./m);
  assert.doesNotMatch(readme, /ImageJ|ImageDecoder|was chosen/);
});
