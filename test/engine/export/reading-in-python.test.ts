import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ownWindows, windowFor, type PictureWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';
import { readingInPython } from '../../../engine/export/reading-in-python.ts';
import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';
import { askPython, pythonWith } from '../../support/python.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { meanDifference, readingFiles, seenByGraft, viewOf } from '../../support/reading-files.ts';
import { largestDifference, readingsOfStacks, shownBy, stackFiles, stackWindow, writeStacks } from '../../support/stack-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Answer {
  readonly size: readonly [number, number];
  readonly pixels: string;
  readonly type: string;
}
const pictureOf = ({ size: [width, height], pixels }: Answer) => ({ width, height, data: Buffer.from(pixels, 'hex') });

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

/** How far what Python reads is from what the model learned from, by file: mean over all values, of 255. */
async function differences(
  python: string,
  folder: string,
  reading: string,
  { names, window = null }: { names: readonly string[]; window?: PictureWindow | null },
): Promise<Record<string, number>> {
  const seen = await seenByGraft(folder, names, window);
  writeFileSync(join(folder, 'pictures.py'), reading);
  writeFileSync(join(folder, 'files.json'), JSON.stringify(names.map((name) => join(folder, name))));
  const answers = askPython(python, ask, [folder, join(folder, 'files.json')]) as Answer[];
  return Object.fromEntries(
    names.map((name, at) => {
      assert.equal(answers[at]!.type, 'float32', name);
      return [name, meanDifference(seen[at]!, pictureOf(answers[at]!))];
    }),
  );
}

test('the reading in Python that comes with an export gives the pictures that the model learned from', async (t) => {
  const python = pythonWith('numpy', 'PIL');
  if (python === null) {
    t.skip('no Python with numpy and Pillow (GRAFT_PYTHON names one)');
    return;
  }
  const hasTifffile = pythonWith('numpy', 'PIL', 'tifffile') === python;
  const names = Object.keys(readingFiles).filter((name) => hasTifffile || !name.endsWith('.tif'));
  const means = await differences(python, temporaryFolder(t), readingInPython({ windows: ownWindows, readings: plainReadings }), { names });
  for (const [name, mean] of Object.entries(means))
    assert.ok(mean <= (/^plain|^grey.jpg/.test(name) ? 0 : 1), `${name}: ${mean} on average`);
  const divided = await differences(
    python,
    temporaryFolder(t),
    readingInPython({ windows: ownWindows, readings: plainReadings }).replace(
      'low, high = window or',
      'low, high = window or (0, 65535) or',
    ),
    { names: ['grey 16.png'] },
  );
  assert.ok(divided['grey 16.png']! > 50, 'samples that are only divided are found out');

  const window = { low: 1000, high: 4500 };
  const fixed = await differences(
    python,
    temporaryFolder(t),
    readingInPython({ windows: { window, folders: [] }, readings: plainReadings }),
    { names, window },
  );
  for (const [name, mean] of Object.entries(fixed))
    assert.ok(mean <= (/^plain|^grey.jpg/.test(name) ? 0 : 1), `${name} through the window of its project: ${mean} on average`);
  const own = await differences(python, temporaryFolder(t), readingInPython({ windows: ownWindows, readings: plainReadings }), {
    names: ['grey 16.png'],
    window,
  });
  assert.ok(own['grey 16.png']! > 5, 'a window of its own is found out');
});

test('in Python, pictures in folders with windows of their own are read through these', async (t) => {
  const python = pythonWith('numpy', 'PIL');
  if (python === null) {
    t.skip('no Python with numpy and Pillow (GRAFT_PYTHON names one)');
    return;
  }
  const folder = temporaryFolder(t);
  const windows: PictureWindows = {
    window: { low: 1000, high: 4500 },
    folders: [
      { folder: 'site "1"', window: { low: 0, high: 9000 } },
      { folder: 'late/night', window: null },
    ],
  };
  writeFileSync(join(folder, 'pictures.py'), readingInPython({ windows, readings: plainReadings }));
  const files: string[] = [],
    seen: Raster[] = [];
  for (const place of ['site "1"', 'site "1"/late/night', 'site']) {
    mkdirSync(join(folder, place), { recursive: true });
    const file = join(folder, place, 'grey 16.png');
    await readingFiles['grey 16.png']!().toFile(file);
    files.push(file);
    seen.push((await viewOf(file, join(folder, 'cache'), windowFor(windows, file)))!);
  }
  writeFileSync(join(folder, 'files.json'), JSON.stringify(files));
  const answers = askPython(python, ask, [folder, join(folder, 'files.json')]) as Answer[];
  for (const [at, answer] of answers.entries()) {
    const mean = meanDifference(seen[at]!, pictureOf(answer));
    assert.ok(mean <= 1, `${files[at]}: ${mean} on average`);
  }
});

test('the pages and channels that were chosen for folders are read in Python', async (t) => {
  const python = pythonWith('numpy', 'PIL', 'tifffile');
  if (python === null) {
    t.skip('no Python with numpy, Pillow and tifffile (GRAFT_PYTHON names one)');
    return;
  }
  const folder = temporaryFolder(t),
    files = await writeStacks(folder);
  writeFileSync(join(folder, 'files.json'), JSON.stringify(files));
  const program = readingInPython({ windows: { window: stackWindow, folders: [] }, readings: readingsOfStacks });
  const wrongBy = (change: (text: string) => string): Record<string, number> => {
    writeFileSync(join(folder, 'pictures.py'), change(program));
    const answers = askPython(python, ask, [folder, join(folder, 'files.json')]) as Answer[];
    const differences = stackFiles.map((file, at) => [
      `${file.extension}: ${file.says}`,
      largestDifference(shownBy(file), pictureOf(answers[at]!)),
    ]);
    return Object.fromEntries(differences.filter(([, difference]) => Number(difference) > 1)) as Record<string, number>;
  };
  assert.deepEqual(
    wrongBy((text) => text),
    {},
  );
  const nextPage = wrongBy((text) => text.replace('read(pages - 1)', 'read(pages % count)'));
  assert.ok(
    nextPage['tif: ImageJ, channel 2 of page 4']! > 50 && nextPage['webp: an animation, frame 4']! > 50,
    'the next page is found out',
  );
  const asTheFileSays = wrongBy((text) => text.replace('or max(channels) > held', 'or True'));
  assert.ok(
    asTheFileSays['tif: four bands as 4, 1, 2']! > 50 && asTheFileSays['png: channel 2']! > 50,
    'channels passed over are found out',
  );
});
