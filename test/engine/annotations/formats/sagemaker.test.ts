import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sageMaker } from '../../../../engine/annotations/formats/sagemaker.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const box = (className: string | null, x: number, y: number, width: number, height: number, confidence: number | null = null) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'pixel',
  confidence,
});
const drawn = (class_id: unknown, left: unknown, top: number, width: number, height: number) => ({ class_id, left, top, width, height });
const boxesJob = { type: 'groundtruth/object-detection', 'class-map': { 0: 'dog', 1: 'хвост' }, 'human-annotated': 'yes' };

/** After the description at https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html. */
const lines = [
  {
    'source-ref': 's3://bucket/a%20b/1.png',
    sport: 0,
    'sport-metadata': { 'class-name': 'football', type: 'groundtruth/image-classification', confidence: 0, 'human-annotated': 'yes' },
    seen: [1, 0, 8],
    'seen-metadata': { 'class-map': { 1: 'bicycle', 0: 'person' }, type: 'groundtruth/image-classification-multilabel' },
    camera: 'north',
  },
  {
    'source-ref': 's3://bucket/2.png',
    boxes: {
      annotations: [drawn(0, 4, 8, 15, 16), drawn(7, 4, 8, 15, 16), drawn(0, 4, 8, 0, 16), drawn(0, null, 8, 15, 16), 'nothing'],
      image_size: [{ width: 64, height: 48, depth: 3 }],
    },
    'boxes-metadata': { ...boxesJob, objects: [{ confidence: 0.09 }] },
  },
  {
    'source-ref': 's3://bucket/3.png',
    boxes: { annotations: [drawn(1, 1, 2, 3, 4), drawn('1', 2, 2, 3, 4)] },
    'boxes-metadata': { ...boxesJob, 'human-annotated': 'no', objects: [{ confidence: 0.75 }] },
  },
  {
    'source-ref': 's3://bucket/4.png',
    'mask-ref': 's3://bucket/mask.png',
    'mask-ref-metadata': { type: 'groundtruth/semantic-segmentation' },
    check: '1',
    'check-metadata': { 'class-name': 'bad', type: 'groundtruth/label-verification' },
    sport: null,
    'sport-metadata': { 'failure-reason': 'The task expired.', type: 'groundtruth/image-classification' },
  },
  { source: 'Only a text.', mood: 1, 'mood-metadata': { 'class-name': 'good' } },
  [],
];
const manifest = lines.map((line) => JSON.stringify(line)).join('\n');

describe('SageMaker Ground Truth', () => {
  test('classes and boxes of several jobs', async (t) => {
    const folder = folderOf(t, { 'train/output.manifest': `${manifest}\n` });
    assert.equal(await recognised(folder), 'sagemaker');
    const read = await readAs(sageMaker, folder);
    assert.deepEqual(said(read), {
      's3://bucket/a%20b/1.png': { classes: ['football', 'bicycle', 'person'], part: 'train' },
      's3://bucket/2.png': { boxes: [box('dog', 4, 8, 15, 16), box(null, 4, 8, 15, 16)], part: 'train' },
      's3://bucket/3.png': { boxes: [box('хвост', 1, 2, 3, 4, 0.75), box('хвост', 2, 2, 3, 4)], part: 'train' },
      's3://bucket/4.png': { part: 'train' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 2 },
      { kind: 'box-without-area', count: 3 },
      { kind: 'mask', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 2 },
      { kind: 'not-processed', count: 1 },
    ]);
  });

  test('Windows line ends, empty lines and no end of line at the end make no difference', async (t) => {
    const folder = folderOf(t, { 'a.manifest': `\n${manifest.replaceAll('\n', '\r\n\r\n')}`, 'b.manifest': manifest });
    const [a, b] = [await readAs(sageMaker, join(folder, 'a.manifest')), await readAs(sageMaker, join(folder, 'b.manifest'))];
    assert.deepEqual(a, b);
    assert.equal(a.images.length, 4);
  });

  test('a cut-off line and a faulty one are refused', async (t) => {
    const folder = folderOf(t, { 'cut.manifest': manifest.slice(0, 500), 'bad.manifest': manifest.replace('[1,0,8]', '[1,,8]') });
    assert.equal(await faultOf(sageMaker, join(folder, 'cut.manifest')), 'cut-short');
    assert.equal(await faultOf(sageMaker, join(folder, 'bad.manifest')), 'damaged');
  });
});
