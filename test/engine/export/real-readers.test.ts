import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import type { Raster } from '../../../engine/domain/raster.ts';
import { exportModel } from '../../../engine/export/export-model.ts';
import { inMemory } from '../../../engine/export/parity.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { decodeView } from '../../../engine/images/decode.ts';
import { prepare } from '../../../engine/images/prepare.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { drawnClasses, drawnHead } from '../../support/models/drawn-head.ts';
import { askPython, pythonWith } from '../../support/python.ts';
import { sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../support/models/tiny-source.ts';

const ask = `
import json, sys
import numpy as np
import tensorflow as tf
model = tf.saved_model.load(sys.argv[1])
ask = model.signatures["serving_default"]
answers = []
for picture in json.load(open(sys.argv[2])):
    pixels = np.frombuffer(bytes.fromhex(picture["pixels"]), np.uint8).reshape(picture["height"], picture["width"], 3)
    answers += ask(images=tf.constant(pixels[np.newaxis], tf.float32))["probabilities"].numpy().ravel().tolist()
    squashed = tf.image.resize(pixels, [picture["size"]] * 2, antialias=True)
    answers += ask(images=squashed[tf.newaxis])["probabilities"].numpy().ravel().tolist()
print(json.dumps(answers))
`;
import { ownWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';

test("Python's tf.saved_model.load answers as in memory, for pictures of any size and for pictures that TensorFlow resized", async (t) => {
  const python = pythonWith('tensorflow');
  if (python === null) {
    t.skip('no Python with TensorFlow (GRAFT_PYTHON names one)');
    return;
  }
  const root = temporaryFolder(t);
  const folders = [await writeTinySource(join(root, 'tiny')), sharedPath('models', 'mobilenet_v2_035_224_imagenet')].filter(
    (folder) => folder !== null,
  );
  for (const folder of folders) {
    const source = await readSource(folder);
    const images = noisePictures([50, 40], [16, 16], [300, 7], [120, 333]);
    const head = drawnHead(source.model.cuts.at(-1)?.features ?? 0, 5, { centred: true, unitLength: true });
    const out = join(root, `of ${source.model.id}`);
    const job = {
      format: 'saved-model' as const,
      source,
      cut: 'pool',
      head,
      classes: drawnClasses(head),
      out,
      images,
      windows: ownWindows,
      readings: plainReadings,
      fromFiles: [],
      card: {},
    };
    await exportModel(job);
    const pictures = images.map(({ width, height, pixels }) => ({
      width,
      height,
      size: source.model.inputSize,
      pixels: Buffer.from(pixels).toString('hex'),
    }));
    writeFileSync(join(root, 'pictures.json'), JSON.stringify(pictures));
    const answers = askPython(python, ask, [out, join(root, 'pictures.json')]) as number[];
    const memory = [...(await inMemory(job, images))];
    const expected = images.flatMap((_, index) => {
      const row = memory.slice(index * 5, index * 5 + 5);
      return [...row, ...row];
    });
    assert.equal(answers.length, expected.length);
    answers.forEach((value, index) =>
      assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-4, `${source.model.id} ${index}: ${value} and ${expected[index]}`),
    );
  }
});

/** The lines of a README that run the model in Python, made to answer for several files. */
function linesOfReadme(folder: string): string {
  const text = readFileSync(join(folder, 'README.txt'), 'utf8').split('Python, TensorFlow 2:')[1]!.split('\n\n')[0]!;
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('print'));
  const asked = lines.findIndex((line) => line.startsWith('probabilities'));
  return [
    'import json',
    ...lines.slice(0, asked).map((line) => line.replaceAll('this folder', folder)),
    'answers = []',
    'for path in json.load(open(sys.argv[1])):',
    `    ${lines[asked]!.replace('"picture.jpg"', 'path')}`,
    '    answers += probabilities.tolist()',
    'print(json.dumps(answers))',
  ].join('\n');
}

test('the lines of the README in Python answer for files as Graft does: photographs, turned ones and 16 bits', async (t) => {
  const python = pythonWith('tensorflow', 'numpy', 'PIL');
  const model = sharedPath('models', 'mobilenet_v2_035_224_imagenet');
  if (python === null || model === null) {
    t.skip('no Python with TensorFlow, numpy and Pillow (GRAFT_PYTHON names one), or ../shared/models is missing');
    return;
  }
  const root = temporaryFolder(t);
  const photo = (width: number, height: number) => {
    const [base] = noisePictures([40, 30]);
    return sharp(base!.pixels, { raw: { width: 40, height: 30, channels: 3 } }).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  };
  const grey16 = Uint16Array.from({ length: 300 * 200 }, (_, at) => 900 + Math.round(700 * (1 + Math.sin(at / 9) * Math.cos(at / 4000))));
  const pictures = [
    photo(533, 400).jpeg({ quality: 88 }),
    photo(2400, 1800).jpeg(),
    photo(640, 480).withMetadata({ orientation: 6 }).jpeg(),
    photo(300, 220).png(),
    sharp(grey16, { raw: { width: 300, height: 200, channels: 1 } })
      .toColourspace('grey16')
      .png(),
  ];
  const files = pictures.map((_, at) => join(root, `picture ${at}.${at < 3 ? 'jpg' : 'png'}`));
  for (const [at, picture] of pictures.entries()) await picture.toFile(files[at]!);
  mkdirSync(join(root, 'cache'));
  const images: Raster[] = [];
  for (const file of files) {
    const verdict = await prepare(file, { cache: join(root, 'cache'), window: null });
    assert.ok('prepared' in verdict, file);
    images.push(await decodeView(readFileSync(viewPath(join(root, 'cache'), verdict.prepared.hash))));
  }
  const source = await readSource(model);
  const head = drawnHead(source.model.cuts.at(-1)?.features ?? 0, 5, { centred: true, unitLength: true });
  const job = {
    format: 'saved-model' as const,
    source,
    cut: 'pool',
    head,
    classes: drawnClasses(head),
    out: join(root, 'model'),
    images,
    windows: ownWindows,
    readings: plainReadings,
    fromFiles: [],
    card: {},
  };
  await exportModel(job);
  writeFileSync(join(root, 'files.json'), JSON.stringify(files));
  const answers = askPython(python, linesOfReadme(job.out), [join(root, 'files.json')]) as number[];
  const memory = [...(await inMemory(job, images))];
  const differences = memory.map((value, index) => Math.abs(value - answers[index]!));
  t.diagnostic(
    `largest difference for each file: ${files.map((_, at) => Math.max(...differences.slice(at * 5, at * 5 + 5)).toFixed(4)).join(', ')}`,
  );
  assert.equal(answers.length, memory.length);
  assert.ok(Math.max(...differences) < 0.02, String(Math.max(...differences)));
});
