import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labelmeXml } from '../../../../engine/annotations/formats/labelme-xml.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'pixel',
  confidence: null,
});
/** A file as the LabelMe web tool writes it. */
const annotation = (file: string, folder: string, ...objects: string[]): string => `<annotation>
  <filename>
${file}
</filename><folder>${folder}</folder>
  <source><sourceImage>The MIT-CSAIL database</sourceImage><sourceAnnotation>LabelMe Webtool</sourceAnnotation></source>
  ${objects.join('\n')}
  <imagesize><nrows>77</nrows><ncols>102</ncols></imagesize>
</annotation>`;
const object = (name: string, rest: string, deleted = 0): string =>
  `<object><name>${name}</name><deleted>${deleted}</deleted><verified>0</verified><date>15-Nov-2019 14:38:51</date>${rest}</object>`;
const polygon = (...points: [unknown, unknown][]): string =>
  `<polygon><username>ann</username>${points.map(([x, y]) => `<pt><x>${String(x)}</x><y>${String(y)}</y></pt>`).join('')}</polygon>`;
const rectangle = '<type>bounding_box</type>';

describe('LabelMe XML', () => {
  test('bounding boxes and boxes of masks; polygons, parts and deleted objects are counted', async (t) => {
    const folder = folderOf(t, {
      'Annotations/plot 1/a.xml': annotation(
        'ä%20.jpg',
        'plot 1',
        object('elm', rectangle + polygon([13, 30], [23, 30], [23, 19.5], [13, 19.5])),
        object('oak', `<segm><username>bob</username><box><xmin>5</xmin><ymin>6</ymin><xmax>9</xmax><ymax>8</ymax></box></segm>`),
        object('oak', `<occluded>yes</occluded><attributes>old</attributes>${rectangle}${polygon([1, 2], [3, 5])}`),
        object('leaf', `<parts><hasparts/><ispartof>2</ispartof></parts>${rectangle}${polygon([1, 2], [3, 5])}`),
        object('', rectangle + polygon([1, 2], [3, 5])),
        object('elm', polygon([1, 2], [3, 4], [5, 0])),
        object('elm', rectangle + polygon([1, 2], [3, 2])),
        object('elm', rectangle + polygon([1, 2], ['x', 4])),
        object('elm', rectangle + polygon()),
        object('elm', '<segm><mask>a_mask_1.png</mask></segm>'),
        object('elm', rectangle + polygon([1, 2], [3, 5]), 1),
        object('winter', ''),
        object('', ''),
      ),
      'Annotations/b.xml': annotation('b.jpg', ''),
      'Annotations/c.xml': annotation('', ''),
    });
    assert.equal(await recognised(folder), 'labelme-xml');
    const read = await readAs(labelmeXml, folder);
    assert.deepEqual(said(read), {
      'Annotations/b.jpg': {},
      'Annotations/c': {},
      'plot 1/ä%20.jpg': {
        classes: ['winter'],
        boxes: [
          box('elm', 13, 19.5, 10, 10.5),
          box('oak', 5, 6, 4, 2),
          box('oak', 1, 2, 2, 3),
          box('leaf', 1, 2, 2, 3),
          box(null, 1, 2, 2, 3),
        ],
        by: 'ann',
      },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 2 },
      { kind: 'box-without-area', count: 3 },
      { kind: 'mask', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'polygon', count: 1 },
      { kind: 'relation', count: 1 },
      { kind: 'skipped-by-annotator', count: 1 },
    ]);
  });

  test('files that cannot be read say why', async (t) => {
    const whole = annotation('a.jpg', 'plot', object('elm', rectangle + polygon([1, 2], [3, 5])));
    const folder = folderOf(t, {
      'cut.xml': whole.slice(0, 400),
      'bad.xml': whole.replace('</folder>', '</file>'),
      'latin.xml': Buffer.from(whole.replace('elm', 'chêne'), 'latin1'),
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(labelmeXml, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual(await Promise.all(['cut.xml', 'bad.xml', 'latin.xml'].map(faultOf)), ['cut-short', 'damaged', 'not-utf-8']);
  });

  test('VOC files, which have the same root, are not taken for it', async (t) => {
    const voc = (rest: string): string => `<annotation><filename>a.jpg</filename><segmented>0</segmented>${rest}</annotation>`;
    const deleted = '<object><name>elm</name><deleted>0</deleted></object>';
    assert.equal(await recognised(folderOf(t, { 'a.xml': voc(''), 'b.xml': voc(deleted) })), 'voc');
  });

  test('real file: polygons, a rectangle and masks', { skip: withoutShared('data', 'annotations') }, async () => {
    const folder = sharedPath('data', 'annotations', 'other', 'labelme-xml') ?? '';
    assert.equal(await recognised(folder), 'labelme-xml');
    const read = await readAs(labelmeXml, folder);
    assert.deepEqual(said(read), {
      'subset1/img1.png': { boxes: [box('license plate', 58, 66, 4, 2), box('b1', 13, 19, 10, 11), box('m1', 56, 14, 14, 9)], by: 'admin' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 3 },
      { kind: 'polygon', count: 4 },
      { kind: 'relation', count: 1 },
    ]);
  });
});
