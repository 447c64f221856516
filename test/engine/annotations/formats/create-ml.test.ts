import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createMl } from '../../../../engine/annotations/formats/create-ml.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const skip = withoutShared('data', 'annotations');
const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'pixel',
  confidence: null,
});
const at = (x: unknown, y: unknown, width: unknown, height: unknown) => ({ x, y, width, height });

/** After the description at https://developer.apple.com/documentation/createml/building-an-object-detector-data-source. */
const written = [
  {
    image: 'field 1/Ä%20b.png',
    annotations: [
      { label: 'cat', coordinates: at(20, 30, 10, 40) },
      { coordinates: at('4', 5, 2, 2) },
      { label: 'cat', coordinates: at(4, 5, 0, 2) },
      { label: 'cat', coordinates: at(4, 'left', 3, 2) },
      { label: 'dog' },
      { label: ' ' },
      7,
      null,
    ],
  },
  { imagefilename: 'b.png', annotation: [{ label: 'dog', coordinates: at(1.5, 1, 3, 2) }] },
  { image: 'none.png', annotations: [] },
  { annotations: [{ label: 'dog' }] },
];

describe('Create ML', () => {
  test('boxes are given by their centre', async (t) => {
    const folder = folderOf(t, { 'train/annotations.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'create-ml');
    const read = await readAs(createMl, folder);
    assert.deepEqual(said(read), {
      'field 1/Ä%20b.png': { classes: ['dog', '7'], boxes: [box('cat', 15, 10, 10, 40), box(null, 3, 4, 2, 2)], part: 'train' },
      'b.png': { boxes: [box('dog', 0, 0, 3, 2)], part: 'train' },
      'none.png': { part: 'train' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 2 },
      { kind: 'no-class', count: 2 },
      { kind: 'no-file', count: 1 },
    ]);
  });

  test('a list of labels for each image', async (t) => {
    const folder = folderOf(t, {
      'a.json': JSON.stringify([
        { filename: 'a.jpg', annotations: ['dog', 'cat'] },
        { filename: 'b.jpg', annotations: 'dog' },
      ]),
    });
    assert.equal(await recognised(folder), 'create-ml');
    assert.deepEqual(said(await readAs(createMl, folder)), { 'a.jpg': { classes: ['dog', 'cat'] }, 'b.jpg': { classes: ['dog'] } });
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'a.json': JSON.stringify(written).slice(0, 300) });
    assert.equal(await faultOf(createMl, join(folder, 'a.json')), 'cut-short');
  });

  test('real files', { skip }, async () => {
    const folder = sharedPath('data', 'annotations', 'other', 'createml') ?? '';
    assert.equal(await recognised(folder), 'create-ml');
    const read = await readAs(createMl, folder);
    assert.deepEqual(said(read), {
      'train_001.jpg': { boxes: [box('label_0', 0.5, 0.5, 3, 1)], part: 'train' },
      'train_002.jpg': { boxes: [box('label_1', -1, -2, 2, 4)], part: 'train' },
      'val_001.jpg': { boxes: [box('label_0', -0.5, -1, 1, 2), box('label_1', -4.5, -0.5, 9, 1)], part: 'validation' },
    });
    assert.deepEqual(read.lost, []);
  });
});
