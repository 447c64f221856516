import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { megaDetector } from '../../../../engine/annotations/formats/megadetector.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const box = (className: string, confidence: number, [x, y, width, height]: number[], unit = 'share') => ({
  className,
  x,
  y,
  width,
  height,
  unit,
  confidence,
});

/** After the description at https://lila.science/megadetector-output-format; the categories come last, as the tool writes them. */
const written = {
  info: { format_version: '1.6', detector: 'MDV5A' },
  images: [
    {
      file: 'deer park/wo%20lf.jpg',
      datetime: '2022:06:01 10:00:00',
      detections: [
        {
          category: '1',
          conf: 0.926,
          bbox: [0, 0.25, 0.5, 0.125],
          classifications: [
            ['3', 0.901],
            ['1', 0.071],
          ],
        },
        { category: '2', conf: '0.5', bbox: ['0.1', 0.2, 0.3, 0.4] },
        { category: '1', conf: 0.3, bbox: [0.1, 0.2, 0.3, 0.4], classifications: [['77', 0.5]] },
        { category: '9', conf: 0.3, bbox: [0.1, 0.2, 0.3, 0.4] },
        { category: '1', conf: 0.3, bbox: [0.1, 0.2, 0, 0.4] },
        { category: '1', conf: 0.3, bbox: [0.1, null, 0.3] },
        'nothing',
      ],
    },
    { file: 'пусто.jpg', detections: [], failure: null },
    { file: 'broken.jpg', detections: null, failure: 'Failure image access' },
    { file: 'film.mp4', frame_rate: 20, detections: [{ category: '2', conf: 0.9, bbox: [0.1, 0.2, 0.3, 0.4], frame_number: 0 }] },
    { detections: [] },
  ],
  detection_categories: { 1: 'animal', 2: 'person' },
  classification_categories: { 1: 'elk', 3: 'bear' },
};

describe('MegaDetector', () => {
  test('boxes carry the most likely species, else the category', async (t) => {
    const folder = folderOf(t, { 'md.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'megadetector');
    const read = await readAs(megaDetector, folder);
    assert.deepEqual(said(read), {
      'deer park/wo%20lf.jpg': {
        boxes: [
          box('bear', 0.926, [0, 0.25, 0.5, 0.125]),
          box('person', 0.5, [0.1, 0.2, 0.3, 0.4]),
          box('animal', 0.3, [0.1, 0.2, 0.3, 0.4]),
        ],
        takenAt: Date.UTC(2022, 5, 1, 10),
      },
      'пусто.jpg': {},
      'broken.jpg': {},
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'box-without-area', count: 3 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'not-processed', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('the list of the newer package, with corners in pixels', async (t) => {
    const folder = folderOf(t, {
      'results.json': JSON.stringify([
        { file: 'images/1.jpg', detections: [{ category: 'animal', confidence: 0.93, bbox: [102.5, 88, 540.5, 470] }] },
        { file: 'images/2.jpg', detections: [] },
        7,
      ]),
    });
    assert.equal(await recognised(folder), 'megadetector');
    const read = await readAs(megaDetector, folder);
    assert.deepEqual(said(read), {
      'images/1.jpg': { boxes: [box('animal', 0.93, [102.5, 88, 438, 382], 'pixel')] },
      'images/2.jpg': {},
    });
    assert.deepEqual(read.lost, [{ kind: 'no-file', count: 1 }]);
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'md.json': JSON.stringify(written).slice(0, 400) });
    assert.equal(await faultOf(megaDetector, join(folder, 'md.json')), 'cut-short');
  });
});
