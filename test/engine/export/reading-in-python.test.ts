import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { readingInPython } from '../../../engine/export/reading-in-python.ts';
import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { decodeView } from '../../../engine/images/decode.ts';
import { prepare } from '../../../engine/images/prepare.ts';
import { askPython, pythonWith } from '../../support/python.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ask = `
import json, sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from pictures import read_picture
answers = []
for path in json.load(open(sys.argv[2])):
    picture = read_picture(path)
    answers.append({"size": [picture.shape[1], picture.shape[0]], "pixels": picture.astype(np.uint8).tobytes().hex(), "type": str(picture.dtype)})
print(json.dumps(answers))
`;

/** Smooth colours with soft edges, as photographs have them: height x width x channels, from 0 to `most`. */
function scene(width: number, height: number, channels: number, most: number): Float32Array {
  const samples = new Float32Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const wave = Math.sin((x / width) * 9 + channel) * Math.cos((y / height) * 7 - channel);
        const disc = Math.hypot(x / width - 0.6, y / height - 0.4) < 0.2 ? 0.3 : 0;
        samples[at++] = most * Math.min(1, Math.max(0, 0.4 + 0.3 * wave + disc));
      }
    }
  }
  return samples;
}
const raw = (width: number, height: number, channels: 1 | 3 | 4) => ({ raw: { width, height, channels } });
const eight = (width: number, height: number, channels: 1 | 3 | 4) => sharp(Uint8Array.from(scene(width, height, channels, 255)), raw(width, height, channels));
const sixteen = (width: number, height: number, channels: 1 | 3) =>
  sharp(Uint16Array.from(scene(width, height, channels, 5000), (value) => value + 300), raw(width, height, channels)).toColourspace(channels === 1 ? 'grey16' : 'rgb16');

/** Files of every kind that the rules tell apart. */
const files: Record<string, () => Sharp> = {
  'plain.jpg': () => eight(300, 200, 3).jpeg({ quality: 90 }),
  'plain.png': () => eight(200, 300, 3).png(),
  'grey.jpg': () => eight(400, 300, 1).jpeg(),
  'turned.jpg': () => eight(500, 300, 3).jpeg().withMetadata({ orientation: 6 }),
  'large.png': () => eight(1500, 1100, 3).png(),
  'opaque in parts.png': () => eight(300, 220, 4).png(),
  'grey 16.tif': () => sixteen(700, 500, 1).tiff(),
  'grey 16.png': () => sixteen(400, 300, 1).png(),
  'colour 16.tif': () => sixteen(640, 480, 3).tiff(),
};

/** How far what Python reads is from what the model learned from, by file: mean over all values, of 255. */
async function differences(
  python: string, folder: string, reading: string, { names, window = null }: { names: readonly string[]; window?: PictureWindow | null },
): Promise<Record<string, number>> {
  mkdirSync(join(folder, 'cache'), { recursive: true });
  writeFileSync(join(folder, 'pictures.py'), reading);
  for (const name of names) await files[name]!().toFile(join(folder, name));
  writeFileSync(join(folder, 'files.json'), JSON.stringify(names.map((name) => join(folder, name))));
  const answers = askPython(python, ask, [folder, join(folder, 'files.json')]) as { size: [number, number]; pixels: string; type: string }[];
  const all: Record<string, number> = {};
  for (const [at, name] of names.entries()) {
    const verdict = await prepare(join(folder, name), { cache: join(folder, 'cache'), window });
    assert.ok('prepared' in verdict, name);
    const { width, height, pixels } = await decodeView(readFileSync(viewPath(join(folder, 'cache'), verdict.prepared.picture)));
    const { size, pixels: read, type } = answers[at]!;
    assert.deepEqual([size, type], [[width, height], 'float32'], name);
    const own = Buffer.from(read, 'hex');
    all[name] = pixels.reduce((sum, value, index) => sum + Math.abs(value - own[index]!), 0) / pixels.length;
  }
  return all;
}

test('the reading in Python that comes with an export gives the pictures that the model learned from', async (t) => {
  const python = pythonWith('numpy', 'PIL');
  if (python === null) { t.skip('no Python with numpy and Pillow (GRAFT_PYTHON names one)'); return; }
  const hasTifffile = pythonWith('numpy', 'PIL', 'tifffile') === python;
  const names = Object.keys(files).filter((name) => hasTifffile || !name.endsWith('.tif'));
  const means = await differences(python, temporaryFolder(t), readingInPython(null), { names });
  for (const [name, mean] of Object.entries(means)) assert.ok(mean <= (/^plain|^grey.jpg/.test(name) ? 0 : 1), `${name}: ${mean} on average`);
  const divided = await differences(python, temporaryFolder(t), readingInPython(null).replace('low, high = window or', 'low, high = window or (0, 65535) or'), { names: ['grey 16.png'] });
  assert.ok(divided['grey 16.png']! > 50, 'samples that are only divided are found out');

  const window = { low: 1000, high: 4500 };
  const fixed = await differences(python, temporaryFolder(t), readingInPython(window), { names, window });
  for (const [name, mean] of Object.entries(fixed)) assert.ok(mean <= (/^plain|^grey.jpg/.test(name) ? 0 : 1), `${name} through the window of its project: ${mean} on average`);
  const own = await differences(python, temporaryFolder(t), readingInPython(null), { names: ['grey 16.png'], window });
  assert.ok(own['grey 16.png']! > 5, 'a window of its own is found out');
});
