import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openImages } from '../../../../engine/annotations/formats/open-images.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'csv', 'open-images', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');

describe('Open Images', () => {
  test('labels and boxes with named classes; absent classes, masks and relations are counted', async (t) => {
    const folder = folderOf(t, {
      'class-descriptions-boxable.csv': '/m/01,Elm\n/m/02,"Oak, old"\n',
      'validation-annotations-bbox.csv': [
        'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside',
        '00a,xclick,/m/01,1,0.25,0.5,0.125,0.375,0,1,1,0,0',
        '00a,activemil,/m/99,0.7,0.25,0.75,0,0.5,-1,-1,-1,-1,-1',
        '00a,xclick,/m/01,1,0.25,0.25,0,0.5,0,0,0,0,0',
        '00a,xclick,/m/01,1,left,0.25,0,0.5,0,0,0,0,0',
        ',xclick,/m/01,1,0.25,0.5,0,0.5,0,0,0,0,0',
      ].join('\n'),
      'validation-annotations-human-imagelabels.csv':
        'ImageID,Source,LabelName,Confidence\n00a,verification,/m/02,1\n00b,verification,/m/02,0\n00c,crowdsource,,1\n',
      'validation-annotations-object-segmentation.csv':
        'MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks\nm.png,00a,/m/01,1,0,1,0,1,0.5,\n',
      'oidv6-validation-annotations-vrd.csv':
        'ImageID,LabelName1,LabelName2,XMin1,XMax1,YMin1,YMax1,XMin2,XMax2,YMin2,YMax2,RelationshipLabel\n00a,/m/01,/m/02,0,1,0,1,0,1,0,1,at\n',
    });
    assert.equal(await recognised(folder), 'open-images');
    const read = await readAs(openImages, folder);
    const box = { x: 0.25, y: 0.125, width: 0.25, height: 0.25, unit: 'share', confidence: null };
    assert.deepEqual(said(read), {
      '00a': {
        classes: ['Oak, old'],
        boxes: [
          { className: 'Elm', ...box },
          { ...box, className: '/m/99', y: 0, width: 0.5, height: 0.5, confidence: 0.7 },
        ],
        part: 'validation',
      },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 3 },
      { kind: 'box-without-area', count: 2 },
      { kind: 'mask', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'relation', count: 1 },
    ]);
  });

  test('a chosen file finds the names of classes beside it; other files are not taken', async (t) => {
    const folder = folderOf(t, {
      'oidv7-class-descriptions.csv': 'LabelName,DisplayName\n/m/01,楡\n',
      'labels.csv': 'ImageID,Source,LabelName,Confidence\n00a,machine,/m/01,0.8\n',
      'cut.csv': 'ImageID,Source,LabelName,Confidence\n00a,machine,"/m/01,0.8\n',
      'other.csv': 'ImageID,LabelName\n00a,elm\n',
    });
    assert.deepEqual(said(await readAs(openImages, join(folder, 'labels.csv'))), { '00a': { classes: ['楡'] } });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(openImages, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('other.csv')], ['cut-short', 'wrong-structure']);
    assert.equal(await recognised(join(folder, 'other.csv')), 'sheet');
  });

  test('real files', { skip }, async () => {
    assert.equal(await recognised(shared()), 'open-images');
    const read = await readAs(openImages, shared());
    const box = { unit: 'share', y: 0.3, height: 0.2 };
    assert.deepEqual(said(read), {
      a: { classes: ['Generic label #0'], part: 'train' },
      b: { boxes: [{ className: 'Generic label #0', x: 0.2, width: 0.8, ...box, confidence: null }], part: 'train' },
      c: {
        classes: ['Generic label #1', 'Generic label #3'],
        boxes: [{ className: 'Generic label #3', x: 0.7, y: 0, width: 0.8 - 0.7, height: 0.5, unit: 'share', confidence: 0.7 }],
        part: 'test',
      },
      d: { part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 3 },
      { kind: 'mask', count: 1 },
    ]);
  });
});
