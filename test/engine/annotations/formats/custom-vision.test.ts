import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { customVision } from '../../../../engine/annotations/formats/custom-vision.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const tag = (tagName: unknown) => ({ tagId: '8b2a', tagName, created: '2024-05-01T10:00:00Z' });
const region = (tagName: unknown, left: unknown, top: number, width: number, height: number) => ({ tagName, left, top, width, height });
const box = (className: string | null) => ({ className, x: 0.25, y: 0.5, width: 0.5, height: 0.25, unit: 'share', confidence: null });

/** After the model of an image in the training API of Azure Custom Vision. */
const written = [
  {
    id: '1',
    created: '2024-05-01',
    originalImageUri: 'https://x/o-1?sig=a%3D',
    resizedImageUri: 'https://x/i-1',
    tags: [tag('elm'), tag('старый')],
  },
  {
    id: '2',
    resizedImageUri: 'https://x/i-2',
    tags: [tag('elm'), tag('oak'), tag(null), 'nothing'],
    regions: [
      region('elm', 0.25, 0.5, 0.5, 0.25),
      region(null, '0.25', 0.5, 0.5, 0.25),
      region('elm', 0, 0, 0, 1),
      region('elm', null, 0, 1, 1),
    ],
    metadata: { camera: 'north' },
  },
  { id: '3', originalImageUri: 'https://x/o-3', tags: null, regions: null },
  { id: '4', tags: [tag('elm')] },
  'nothing',
];

describe('Azure Custom Vision', () => {
  test('regions become boxes, and tags without a region classes', async (t) => {
    const folder = folderOf(t, { 'tagged.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'custom-vision');
    const read = await readAs(customVision, folder);
    assert.deepEqual(said(read), {
      'https://x/o-1?sig=a%3D': { classes: ['elm', 'старый'] },
      'https://x/i-2': { classes: ['oak'], boxes: [box('elm'), box(null)] },
      'https://x/o-3': {},
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'box-without-area', count: 2 },
      { kind: 'no-class', count: 2 },
      { kind: 'no-file', count: 2 },
    ]);
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'tagged.json': JSON.stringify(written).slice(0, 400) });
    assert.equal(await faultOf(customVision, join(folder, 'tagged.json')), 'cut-short');
  });
});
