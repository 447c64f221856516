import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { voc } from '../../../../engine/annotations/formats/voc.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', ...parts) ?? '';
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
const corners = (xmin: unknown, ymin: unknown, xmax: unknown, ymax: unknown): string =>
  `<bndbox><xmin>${String(xmin)}</xmin><ymin>${String(ymin)}</ymin><xmax>${String(xmax)}</xmax><ymax>${String(ymax)}</ymax></bndbox>`;
const object = (name: string, rest: string): string => `<object><name>${name}</name>${rest}</object>`;
/** A file as the development kit describes it. */
const annotation = (filename: string, ...objects: string[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<annotation>
  <folder>VOC2012</folder>
  <filename>${filename}</filename>
  <source><database>The VOC2012 Database</database><image>flickr</image></source>
  <size><width>500</width><height>375</height><depth>3</depth></size>
  <segmented>0</segmented>
  ${objects.join('\n')}
</annotation>`;

describe('Pascal VOC', () => {
  test('a data set as the development kit describes it: boxes, parts of the split and class lists', async (t) => {
    const folder = folderOf(t, {
      'VOC2012/Annotations/2008_1.xml': annotation(
        '2008_1.jpg',
        object('person', `<pose>Frontal</pose><truncated>1</truncated><difficult>0</difficult>${corners(10, 20, 110, 220)}`),
        object('train', `<pose>Unspecified</pose><difficult>1</difficult>${corners(1.5, 2, 3, 4)}<part><name>wheel</name></part>`),
      ),
      'VOC2012/Annotations/2008_2.xml': annotation('2008_2.jpg'),
      'VOC2012/Annotations/2008_3.xml': annotation('2008_3.jpg'),
      'VOC2012/ImageSets/Main/train.txt': '2008_1\r\n2008_2\r\n',
      'VOC2012/ImageSets/Main/val.txt': '# picked by hand\n2008_3\n2008_4\n',
      'VOC2012/ImageSets/Main/trainval.txt': '2008_1\n2008_2\n2008_3\n2008_4\n',
      'VOC2012/ImageSets/Main/train_train.txt': '2008_1  1\n2008_2 -1\n',
      'VOC2012/ImageSets/Main/potted plant_trainval.txt': '2008_1 -1\n2008_2  0\n2008_4  1\n2008_3\n',
      'VOC2012/ImageSets/Layout/test.txt': '2008_1\n',
    });
    assert.equal(await recognised(folder), 'voc');
    const read = await readAs(voc, folder);
    assert.deepEqual(said(read), {
      'VOC2012/JPEGImages/2008_1.jpg': {
        classes: ['train'],
        boxes: [box('person', 10, 20, 100, 200), box('train', 1.5, 2, 1.5, 2)],
        part: 'train',
      },
      'VOC2012/JPEGImages/2008_2.jpg': { classes: ['potted plant'], part: 'train' },
      'VOC2012/JPEGImages/2008_3.jpg': { part: 'validation' },
      'VOC2012/JPEGImages/2008_4': { classes: ['potted plant'], part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      // Of the first object pose and truncated, of the second difficult and the part, and the 0 of the list.
      { kind: 'attribute', count: 5 },
      { kind: 'no-class', count: 1 },
    ]);
  });

  test('files beside the pictures, in folders of the split, in any letters; objects with something missing', async (t) => {
    const folder = folderOf(t, {
      'train/дуб 1.xml': annotation('дуб%201 &amp; 2.jpg', object('Дуб', corners(1, 2, 4, 6))),
      'train/no name.xml': annotation('', object('', corners(1, 2, 4, 6)), object('oak', '')),
      'valid/test a.xml': annotation(
        'C:\\photos\\a.jpg',
        object('oak', corners(5, 5, 5, 9)),
        object('oak', corners(9, 9, 5, 5)),
        object('oak', corners(1, 'two', 3, 4)),
        object('oak', '<bndbox><xmin>1</xmin></bndbox>'),
        object('oak', '<robndbox><cx>1</cx></robndbox>'),
        object('oak', '<polygon><x1>1</x1></polygon>'),
        '<object/>',
      ),
      'valid/label_config.xml': '<View><Image name="filename"/></View>',
    });
    assert.equal(await recognised(folder), 'voc');
    const read = await readAs(voc, folder);
    assert.deepEqual(said(read), {
      'train/no name': { classes: ['oak'], boxes: [box(null, 1, 2, 3, 4)], part: 'train' },
      'train/дуб%201 & 2.jpg': { boxes: [box('Дуб', 1, 2, 3, 4)], part: 'train' },
      'C:\\photos\\a.jpg': { part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 4 },
      { kind: 'no-class', count: 1 },
      { kind: 'polygon', count: 1 },
      { kind: 'rotated-box', count: 1 },
    ]);
  });

  test('files that cannot be read say why, also among others', async (t) => {
    const whole = annotation('a.jpg', object('oak', corners(1, 2, 3, 4)));
    const folder = folderOf(t, {
      'cut/a.xml': whole,
      'cut/b.xml': whole.slice(0, 300),
      'empty/a.xml': whole,
      'empty/b.xml': '',
      'bad/a.xml': whole.replace('</name>', '</title>'),
      'latin/a.xml': Buffer.from(whole.replace('oak', 'chêne'), 'latin1'),
      'entity/a.xml': whole.replace('<annotation>', '<!DOCTYPE annotation [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation>'),
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(voc, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual(await Promise.all(['cut', 'empty', 'bad', 'latin', 'entity'].map(faultOf)), [
      'cut-short',
      'cut-short',
      'damaged',
      'not-utf-8',
      'unsafe',
    ]);
  });

  test('what is not VOC is not taken for it', async (t) => {
    assert.equal(await recognised(folderOf(t, { 'a.xml': '<View><bndbox></bndbox></View>', 'train.txt': 'a\nb\n' })), null);
    assert.equal(await recognised(folderOf(t, { 'a.xml': '<!-- <annotation><segmented> --><project/>' })), null);
  });

  test('real files: full, without pictures, relaxed and Roboflow layouts', { skip }, async () => {
    for (const layout of ['full', 'minimal', 'no-images', 'relaxed-one-folder', 'relaxed-two-folders', 'roboflow'])
      assert.equal(await recognised(shared('annotations', 'voc', layout)), 'voc', layout);
    const bare = await readAs(voc, shared('annotations', 'voc', 'no-images'));
    assert.deepEqual(said(bare), {
      'JPEGImages/@.jpg': {},
      'JPEGImages/a.jpg': { boxes: [box('background', 1, 2, 3, 4)] },
      'JPEGImages/b.jpg': { boxes: [box('aeroplane', 2, 2, 5, 4)] },
      'JPEGImages/c.jpg': { boxes: [box('bicycle', 3, 1, 8, 5)] },
      'JPEGImages/d.jpg': { boxes: [box('bird', 4, 4, 4, 4)] },
    });
    assert.deepEqual(said(await readAs(voc, shared('annotations', 'voc', 'full'))), {
      'JPEGImages/2007_000001.jpg': {
        classes: ['aeroplane', 'bird', 'bottle', 'car', 'chair', 'diningtable', 'horse', 'ignored', 'person', 'sheep', 'train'],
        boxes: [box('cat', 1, 2, 2, 2), box('person', 4, 5, 2, 2)],
        part: 'train',
      },
      'JPEGImages/2007_000002': { part: 'test' },
    });
    assert.deepEqual(said(await readAs(voc, shared('annotations', 'voc', 'roboflow'))), {
      'train/train_001.jpg': { boxes: [box('label_0', 2, 1, 3, 1)], part: 'train' },
      'train/train_002.jpg': { boxes: [box('label_1', 0, 0, 2, 4)], part: 'train' },
      'val/val_001.jpg': { boxes: [box('label_0', 0, 0, 1, 2), box('label_1', 0, 0, 9, 1)], part: 'validation' },
    });
  });

  test('real photos of blood cells: 4,888 boxes, of which two have no area', { skip: withoutShared('data', 'cells') }, async () => {
    assert.equal(await recognised(shared('cells')), 'voc');
    const { images, lost } = await readAs(voc, shared('cells'));
    const boxes = images.flatMap((image) => image.boxes);
    const count = (className: string): number => boxes.filter((one) => one.className === className).length;
    assert.deepEqual([images.length, boxes.length, count('RBC'), count('WBC'), count('Platelets')], [364, 4886, 4153, 372, 361]);
    const parts = ['train', 'validation', 'test'].map((part) => images.filter((image) => image.part === part).length);
    assert.deepEqual(parts, [205, 87, 72]);
    assert.deepEqual(lost, [
      { kind: 'attribute', count: 1131 },
      { kind: 'box-without-area', count: 2 },
    ]);
  });
});
