import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { exportModel } from '../../../engine/export/export-model.ts';
import { inMemory } from '../../../engine/export/parity.ts';
import { readSource } from '../../../engine/models/library/source-models.ts';
import { drawnClasses, drawnHead } from '../../support/drawn-head.ts';
import { askPython, pythonWithTensorFlow } from '../../support/python.ts';
import { sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { noisePictures, writeTinySource } from '../../support/tiny-source.ts';

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

test('Python\'s tf.saved_model.load answers as in memory, for pictures of any size and for pictures that TensorFlow resized', async (t) => {
  const python = pythonWithTensorFlow('GRAFT_PYTHON');
  if (python === null) { t.skip('no Python with TensorFlow (GRAFT_PYTHON names one)'); return; }
  const root = temporaryFolder(t);
  const folders = [await writeTinySource(join(root, 'tiny')), sharedPath('models', 'mobilenet_v2_035_224_imagenet')].filter((folder) => folder !== null);
  for (const folder of folders) {
    const source = await readSource(folder);
    const images = noisePictures([50, 40], [16, 16], [300, 7], [120, 333]);
    const head = drawnHead(source.model.cuts.at(-1)?.features ?? 0, 5, { centred: true, unitLength: true });
    const out = join(root, `of ${source.model.id}`);
    const job = { format: 'saved-model' as const, source, cut: 'pool', head, classes: drawnClasses(head), out, images, card: {} };
    await exportModel(job);
    const pictures = images.map(({ width, height, pixels }) => ({ width, height, size: source.model.inputSize, pixels: Buffer.from(pixels).toString('hex') }));
    writeFileSync(join(root, 'pictures.json'), JSON.stringify(pictures));
    const answers = askPython(python, ask, [out, join(root, 'pictures.json')]) as number[];
    const memory = [...await inMemory(job, images)];
    const expected = images.flatMap((_, index) => { const row = memory.slice(index * 5, index * 5 + 5); return [...row, ...row]; });
    assert.equal(answers.length, expected.length);
    answers.forEach((value, index) => assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-4, `${source.model.id} ${index}: ${value} and ${expected[index]}`));
  }
});
