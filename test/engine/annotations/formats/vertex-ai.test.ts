import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { vertexAi } from '../../../../engine/annotations/formats/vertex-ai.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const use = (part: string, more: object = {}) => ({ dataItemResourceLabels: { 'aiplatform.googleapis.com/ml_use': part, ...more } });
const drawn = (displayName: unknown, xMin: unknown, yMin: unknown, xMax: unknown, yMax: unknown) => ({
  displayName,
  xMin,
  yMin,
  xMax,
  yMax,
});
const box = (className: string | null) => ({ className, x: 0.25, y: 0.5, width: 0.5, height: 0.25, unit: 'share', confidence: null });

/** After the descriptions at https://cloud.google.com/vertex-ai/docs/image-data/classification/prepare-data and object-detection. */
const lines = [
  { imageGcsUri: 'gs://bucket/a%20b/Ä.jpg', classificationAnnotation: { displayName: 'daisy' }, ...use('training', { env: 'prod' }) },
  {
    imageGcsUri: 'gs://bucket/2.jpg',
    classificationAnnotations: [{ displayName: 'daisy' }, { displayName: 'rose' }, {}],
    ...use('validation'),
  },
  {
    imageGcsUri: 'gs://bucket/3.jpg',
    boundingBoxAnnotations: [
      drawn('Tomato', 0.25, 0.5, 0.75, 0.75),
      drawn(null, '0.25', '0.5', '0.75', '0.75'),
      drawn('Tomato', 0.75, 0.5, 0.25, 0.75),
      drawn('Tomato', 0.75, 0.5, 0.25, 'x'),
      null,
    ],
    ...use('test'),
  },
  { imageGcsUri: 'gs://bucket/4.jpg', polygonAnnotations: [{ displayName: 'leaf' }], segmentationAnnotation: {}, ...use('unassigned') },
  { imageGcsUri: 'gs://bucket/5.jpg', polylineAnnotations: [{}, {}], maskAnnotations: [{}] },
  { videoGcsUri: 'gs://bucket/film.mp4' },
  { imageGcsUri: null },
];
const written = lines.map((line) => JSON.stringify(line)).join('\n');

describe('Vertex AI', () => {
  test('classes, boxes and parts of the split', async (t) => {
    const folder = folderOf(t, { 'data.jsonl': `${written}\n` });
    assert.equal(await recognised(folder), 'vertex-ai');
    const read = await readAs(vertexAi, folder);
    assert.deepEqual(said(read), {
      'gs://bucket/a%20b/Ä.jpg': { classes: ['daisy'], part: 'train' },
      'gs://bucket/2.jpg': { classes: ['daisy', 'rose'], part: 'validation' },
      'gs://bucket/3.jpg': { boxes: [box('Tomato'), box(null)], part: 'test' },
      'gs://bucket/4.jpg': {},
      'gs://bucket/5.jpg': {},
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'box-without-area', count: 3 },
      { kind: 'line', count: 2 },
      { kind: 'mask', count: 2 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'polygon', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('a cut-off line is refused', async (t) => {
    const folder = folderOf(t, { 'data.jsonl': written.slice(0, 300) });
    assert.equal(await faultOf(vertexAi, join(folder, 'data.jsonl')), 'cut-short');
  });
});
