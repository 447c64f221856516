import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labelStudioMin } from '../../../../engine/annotations/formats/label-studio-min.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const place = { x: 25, y: 50, width: 12.5, height: 25, rotation: 0, original_width: 64, original_height: 48 };
const end = { annotator: 'ann@example.org', annotation_id: 1, created_at: '2024-01-01', updated_at: '2024-01-01', lead_time: 2.5 };
const shareBox = (className: string | null) => ({
  className,
  x: 0.25,
  y: 0.5,
  width: 0.125,
  height: 0.25,
  unit: 'share',
  confidence: null,
});

/** After the description at https://labelstud.io/guide/export#JSON-MIN. */
const written = [
  {
    image: 'https://example.org/К%20а.jpg',
    place: 'north',
    id: 1,
    species: 'elm',
    marks: { choices: ['old', 'tall'] },
    kind: [{ taxonomy: [['plants', 'oak']] }],
    label: [
      { ...place, rectanglelabels: ['leaf'] },
      place,
      { ...place, rotation: 5, rectanglelabels: ['leaf'] },
      { points: [[1, 2]], closed: true, polygonlabels: ['leaf'] },
      { format: 'rle', rle: [1], brushlabels: ['leaf'] },
      { ...place, choices: ['damaged'] },
    ],
    note: [{ text: ['a', 'b'] }],
    rating: [{ rating: 3 }],
    ...end,
  },
  { image: 'b.jpg', species: 'unknown origin', label: [{ ...place, rectanglelabels: ['leaf'] }], ...end, annotator: 7 },
  { text: 'Only a text.', id: 3, species: 'elm', ...end },
  null,
];

describe('Label Studio JSON_MIN', () => {
  test('answers come after the id: texts and choices become classes, rectangles boxes', async (t) => {
    const folder = folderOf(t, { 'min.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'label-studio-min');
    const read = await readAs(labelStudioMin, folder);
    assert.deepEqual(said(read), {
      'https://example.org/К%20а.jpg': {
        classes: ['elm', 'old', 'tall', 'oak'],
        boxes: [shareBox('leaf'), shareBox(null)],
        by: 'ann@example.org',
      },
      'b.jpg': { boxes: [shareBox('leaf')], by: '7' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 5 },
      { kind: 'caption', count: 1 },
      { kind: 'mask', count: 1 },
      { kind: 'no-file', count: 2 },
      { kind: 'polygon', count: 1 },
      { kind: 'rotated-box', count: 1 },
    ]);
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'min.json': JSON.stringify(written).slice(0, 500) });
    assert.equal(await faultOf(labelStudioMin, join(folder, 'min.json')), 'cut-short');
  });
});
