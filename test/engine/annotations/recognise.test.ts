import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { folderOf, recognised } from '../../support/annotations/reading.ts';

const json = (value: unknown): string => JSON.stringify(value);
const images = [{ id: 1, file_name: 'a.jpg', width: 64, height: 48 }];
const annotations = [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4] }];
const categories = [{ id: 1, name: 'elm' }];
const task = { id: 1, data: { image: 'a.jpg' } };
const answer = { type: 'choices', from_name: 'kind', to_name: 'image', value: { choices: ['elm'] } };
const labelled = {
  'source-ref': 's3://b/a.jpg',
  kind: 0,
  'kind-metadata': { 'class-name': 'elm', type: 'groundtruth/image-classification' },
};

/** A small source of each format: what it is, the name of its file, its content and the id of the format. */
const sources: readonly (readonly [string, string, string | Uint8Array, string])[] = [
  ['COCO', 'a.json', json({ images, annotations, categories }), 'coco'],
  ['COCO, annotations first', 'a.json', json({ annotations, categories, images }), 'coco'],
  ['COCO, spaced and indented', 'a.json', JSON.stringify({ images, annotations, categories }, null, 4), 'coco'],
  ['COCO with a byte order mark', 'a.json', `\uFEFF${json({ images, annotations, categories })}`, 'coco'],
  ['COCO in one line of a larger file', 'a.json', json({ info: {}, categories, images: Array(5000).fill(images[0]) }), 'coco'],
  ['COCO, the beginning all annotations', 'a.json', json({ annotations: Array(5000).fill(annotations[0]), images, categories }), 'coco'],
  [
    'COCO Camera Traps',
    'a.json',
    json({ images: [{ ...images[0], location: 'B04', seq_id: 's' }], annotations, categories }),
    'coco-camera-traps',
  ],
  [
    'COCO Camera Traps, images last',
    'a.json',
    json({ annotations: [{ ...annotations[0], sequence_level_annotation: true }], images }),
    'coco-camera-traps',
  ],
  [
    'MegaDetector',
    'a.json',
    json({ images: [{ file: 'a.jpg', detections: [] }], detection_categories: { 1: 'animal' }, info: {} }),
    'megadetector',
  ],
  ['MegaDetector with dates', 'a.json', json({ images: [{ file: 'a.jpg', datetime: '2022', detections: [] }] }), 'megadetector'],
  ['MegaDetector, no image', 'a.json', json({ info: {}, detection_categories: { 1: 'animal' }, images: [] }), 'megadetector'],
  [
    'MegaDetector, newer',
    'a.json',
    json([{ file: 'a.jpg', detections: [{ category: 'animal', confidence: 1, bbox: [1, 2, 3, 4] }] }]),
    'megadetector',
  ],
  ['Label Studio', 'a.json', json([{ ...task, annotations: [{ result: [answer] }] }]), 'label-studio'],
  ['Label Studio, not yet labelled', 'a.json', json([{ ...task, annotations: [] }]), 'label-studio'],
  ['Label Studio before 1.0', 'a.json', json([{ ...task, completions: [{ result: [answer] }] }]), 'label-studio'],
  [
    'Label Studio JSON_MIN',
    'a.json',
    json([{ image: 'a.jpg', id: 1, kind: 'elm', annotator: 1, annotation_id: 2, lead_time: 2.5 }]),
    'label-studio-min',
  ],
  [
    'Create ML',
    'a.json',
    json([{ image: 'a.jpg', annotations: [{ label: 'elm', coordinates: { x: 1, y: 2, width: 3, height: 4 } }] }]),
    'create-ml',
  ],
  [
    'Create ML, older',
    'a.json',
    json([{ imagefilename: 'a.jpg', annotation: [{ label: 'elm', coordinates: { x: 1, y: 2, width: 3, height: 4 } }] }]),
    'create-ml',
  ],
  ['Create ML, classes', 'a.json', json([{ filename: 'a.jpg', annotations: ['elm', 'old'] }]), 'create-ml'],
  ['Datumaro', 'a.json', json({ infos: {}, categories: { label: { labels: [{ name: 'elm' }] } }, items: [] }), 'datumaro'],
  ['Datumaro, items first', 'a.json', json({ items: [{ id: 'a', annotations: [] }], categories: {} }), 'datumaro'],
  [
    'VoTT',
    'a.json',
    json({ name: 'a', tags: [], assets: { x: { asset: { id: 'x', name: 'a.jpg', path: 'a.jpg' }, regions: [] } } }),
    'vott',
  ],
  ['VoTT, one asset', 'a.json', json({ asset: { id: 'x', name: 'a.jpg', path: 'a.jpg' }, regions: [] }), 'vott'],
  ['SageMaker', 'output.manifest', `${json(labelled)}\n${json(labelled)}\n`, 'sagemaker'],
  ['SageMaker, the first line not labelled', 'output.manifest', `{"source-ref":"s3://b/a.jpg"}\n${json(labelled)}`, 'sagemaker'],
  ['SageMaker, one line', 'a.json', json(labelled), 'sagemaker'],
  [
    'Vertex AI, classes',
    'a.jsonl',
    `${json({ imageGcsUri: 'gs://b/a.jpg', classificationAnnotation: { displayName: 'elm' } })}\n`,
    'vertex-ai',
  ],
  [
    'Vertex AI, boxes',
    'a.jsonl',
    json({ imageGcsUri: 'gs://b/a.jpg', boundingBoxAnnotations: [{ displayName: 'elm', xMin: 0, yMin: 0, xMax: 1, yMax: 1 }] }),
    'vertex-ai',
  ],
  ['Custom Vision', 'a.json', json([{ id: '1', originalImageUri: 'https://x/o-1', tags: [{ tagName: 'elm' }] }]), 'custom-vision'],
  ['Teachable Machine', 'a.tm', zipSync({ 'manifest.json': strToU8('{}'), 'elm-!-0.jpg': strToU8('x') }), 'teachable-machine'],
];

describe('recognising JSON formats', () => {
  for (const [what, name, content, id] of sources)
    test(`${what} is taken for ${id}, as a file and in a folder`, async (t) => {
      const folder = folderOf(t, { [`annotations/${name}`]: content, 'annotations/package.json': '{"name":"x"}' });
      assert.equal(await recognised(folder), id);
      assert.equal(await recognised(join(folder, 'annotations', name)), id);
    });

  test('a file cut off in its middle is still recognised, so that reading it tells of the fault', async (t) => {
    for (const [what, name, content, id] of sources.filter(([, , one]) => typeof one === 'string')) {
      const end = String(content).trimEnd();
      assert.equal(await recognised(folderOf(t, { [name]: end.slice(0, -2) })), id, what);
    }
  });

  test('other JSON is taken for none of them', async (t) => {
    const others: readonly (readonly [string, string])[] = [
      ['empty.json', ''],
      ['text.json', 'images: "file_name"'],
      ['number.json', '7'],
      ['strings.json', json({ images: 'a.jpg', annotations: 'image_id', categories: 'none', note: '"images":[{"file_name":"a"}]' })],
      ['list.json', json(['image', 'annotations', 'data'])],
      [
        'labelme.json',
        json({ version: '5', flags: {}, shapes: [{ label: 'elm', points: [[1, 2]] }], imagePath: 'a.jpg', imageData: null }),
      ],
      ['via.json', json({ _via_img_metadata: { 'a.jpg1': { filename: 'a.jpg', size: 1, regions: [], file_attributes: {} } } })],
      ['via-regions.json', json({ 'a.jpg1': { filename: 'a.jpg', size: 1, regions: [{ shape_attributes: {}, region_attributes: {} }] } })],
      ['names.json', json([{ filename: 'a.jpg', size: 3 }])],
      ['input.manifest', '{"source-ref":"s3://b/a.jpg"}\n'],
      ['deep.json', '['.repeat(60_000)],
    ];
    for (const [name, content] of others) assert.equal(await recognised(folderOf(t, { [name]: content })), null, name);
  });
});
