import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { PictureWindow } from '../../../engine/domain/models/picture-window.ts';
import { ownWindows, windowFor, type PictureWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';
import { readingInNode } from '../../../engine/export/reading-in-node.ts';
import { meanDifference, readingFiles, seenByGraft, viewOf } from '../../support/reading-files.ts';
import { sharedPath } from '../../support/shared.ts';
import { largestDifference, readingsOfStacks, shownBy, stackFiles, stackWindow, writeStacks } from '../../support/stack-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}
interface Reader {
  readPicture(path: string): Promise<Picture>;
  squashed(picture: Picture, size: number): Picture;
}

/** The reader as it lies beside a model, in a folder where its packages can be found. */
async function readerIn(folder: string, text: string): Promise<Reader> {
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'pictures.mjs'), text);
  return (await import(pathToFileURL(join(folder, 'pictures.mjs')).href)) as Reader;
}

async function differences(
  t: TestContext,
  window: PictureWindow | null,
  change = (text: string): string => text,
): Promise<Record<string, number>> {
  const folder = temporaryFolder(t),
    names = Object.keys(readingFiles),
    seen = await seenByGraft(folder, names, window);
  const reader = await readerIn(
    folder,
    change(readingInNode({ windows: { window, folders: [] }, readings: plainReadings, resizes: true })),
  );
  const all = await Promise.all(
    names.map(async (name, at) => [name, meanDifference(seen[at]!, await reader.readPicture(join(folder, name)))] as const),
  );
  return Object.fromEntries(all);
}

test('the reading in Node that comes with an export gives the very pictures that the model learned from', async (t) => {
  const none = Object.fromEntries(Object.keys(readingFiles).map((name) => [name, 0]));
  assert.deepEqual(await differences(t, null), none);
  assert.deepEqual(await differences(t, { low: 1000, high: 4500 }), none);
  const planted = await differences(t, null, (text) => text.replace('?? ends(', '?? [0, 65535] ?? ends('));
  assert.ok(planted['grey 16.png']! > 50, 'samples that are only divided are found out');
});

test('pictures in folders with windows of their own are read through these', async (t) => {
  const folder = temporaryFolder(t);
  const windows: PictureWindows = {
    window: { low: 1000, high: 4500 },
    folders: [
      { folder: 'site "1"', window: { low: 0, high: 9000 } },
      { folder: 'late/night', window: null },
      { folder: 'night', window: { low: 2000, high: 3000 } },
    ],
  };
  const reader = await readerIn(folder, readingInNode({ windows, readings: plainReadings, resizes: true }));
  const looks = new Set<string>();
  for (const place of ['site "1"', 'site "1"/late/night', 'night/deeper', 'site']) {
    mkdirSync(join(folder, place), { recursive: true });
    const file = join(folder, place, 'grey 16.png');
    await readingFiles['grey 16.png']!().toFile(file);
    const seen = (await viewOf(file, join(folder, 'cache'), windowFor(windows, file)))!;
    assert.equal(meanDifference(seen, await reader.readPicture(file)), 0, place);
    looks.add(Buffer.from(seen.pixels).toString('hex'));
  }
  assert.equal(looks.size, 4);
});

test('the pages and channels that were chosen for folders are read in Node', async (t) => {
  const folder = temporaryFolder(t),
    files = await writeStacks(folder);
  const program = readingInNode({ windows: { window: stackWindow, folders: [] }, readings: readingsOfStacks, resizes: true });
  const wrongBy = async (name: string, change: (text: string) => string): Promise<Record<string, number>> => {
    mkdirSync(join(folder, name));
    const reader = await readerIn(join(folder, name), change(program));
    const found: Record<string, number> = {};
    for (const [at, file] of stackFiles.entries()) {
      const difference = largestDifference(shownBy(file), await reader.readPicture(files[at]!));
      if (difference > 1) found[`${file.extension}: ${file.says}`] = difference;
    }
    return found;
  };
  assert.deepEqual(await wrongBy('as written', (text) => text), {});
  const nextPage = await wrongBy('next page', (text) => text.replace('read(pages - 1)', 'read(pages % count)'));
  assert.ok(
    nextPage['tif: ImageJ, channel 2 of page 4']! > 50 && nextPage['webp: an animation, frame 4']! > 50,
    'the next page is found out',
  );
  const laterMiddle = await wrongBy('later middle', (text) => text.replace('Math.floor((count - 1) / 2)', 'Math.floor(count / 2)'));
  assert.deepEqual(
    Object.keys(laterMiddle).filter((name) => name.startsWith('tif: 16')),
    ['tif: 16 bits, the earlier middle of four'],
  );
  const asTheFileSays = await wrongBy('all channels', (text) =>
    text.replace('Math.max(...chosen.channels) > held ? null : chosen.channels', 'true ? null : chosen.channels'),
  );
  assert.ok(
    asTheFileSays['tif: four bands as 4, 1, 2']! > 50 && asTheFileSays['png: channel 2']! > 50,
    'channels passed over are found out',
  );
});

test('what it squashes is what TensorFlow makes of it, whose figures are in a fixture', async (t) => {
  const reader = await readerIn(temporaryFolder(t), readingInNode({ windows: ownWindows, readings: plainReadings, resizes: false }));
  const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/resize-antialias.json'), 'utf8')) as {
    cases: { width: number; height: number; size: number; resized: number[] }[];
  };
  for (const { width, height, size, resized } of cases) {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, at) =>
      patternAt(Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3),
    );
    const squashed = reader.squashed({ width, height, data }, size);
    assert.deepEqual([squashed.width, squashed.height, squashed.data.length], [size, size, resized.length]);
    assert.ok(
      resized.every((value, at) => Math.abs(value - squashed.data[at]!) < 1e-3),
      `${width} x ${height} to ${size}`,
    );
  }
});

test('TIFF files of every kind that was once read wrongly are read in Node as the model learned to see them', async (t) => {
  const faults = sharedPath('data', 'faults');
  if (faults === null) {
    t.skip('../shared/data is missing');
    return;
  }
  const folder = temporaryFolder(t),
    reader = await readerIn(folder, readingInNode({ windows: ownWindows, readings: plainReadings, resizes: true }));
  const files = readdirSync(faults, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tiff?$/.test(name)),
    wrong: string[] = [];
  let compared = 0;
  for (const name of files) {
    const seen = await viewOf(join(faults, name), join(folder, 'cache'), null);
    if (seen === null) continue;
    compared += 1;
    const difference = meanDifference(seen, await reader.readPicture(join(faults, name)));
    if (difference !== 0) wrong.push(`${name}: ${difference}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared >= 40, `${compared} files`);
});

/** The picture that the fixture was made of. */
const patternAt = (x: number, y: number, channel: number): number => (y * 53 + x * 31 + channel * 97 + y * x * 7) % 256;
