import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { yolo } from '../../../../engine/annotations/formats/yolo.ts';
import type { GatheredAnnotations } from '../../../../engine/annotations/read-annotations.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'yolo', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');
/** With a centre that makes an exact corner. */
const box = (className: string | null, x: number, y: number, width: number, height: number, confidence: number | null = null) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'share',
  confidence,
});
const quarter = '0.25 0.5 0.25 0.5';
const quarterBox = (className: string | null, confidence: number | null = null) => box(className, 0.125, 0.25, 0.25, 0.5, confidence);
/** Each picture with the classes of its boxes and its part. */
const classesOf = ({ images }: GatheredAnnotations): Record<string, unknown> =>
  Object.fromEntries(images.map(({ file, boxes, part }) => [file, [boxes.map((one) => one.className).join(), part]]));

describe('YOLO', () => {
  test('a data set as Ultralytics describes it: a line for each object, an empty file for a picture without', async (t) => {
    const folder = folderOf(t, {
      'data.yaml': 'path: ../datasets/trees # root\ntrain: images/train\nval: images/val\ntest: # none\n\nnames:\n  0: elm\n  1: red oak\n',
      'labels/train/a.txt': `0 ${quarter}\r\n1 ${quarter} 0.75\r\n\r\n7 ${quarter}\r\n`,
      'labels/train/дуб%20 1.txt': '',
      'labels/val/a.txt': [
        '0 0.5 0.5 0 0.5',
        '0 0.5 0.5 0.5',
        '0 0.5 0.5 half 0.5',
        `elm ${quarter}`,
        `-1 ${quarter}`,
        `0.5 ${quarter}`,
        '0 0.1 0.1 0.2 0.1 0.2 0.2',
        '0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2',
        '0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2 0.9',
        '0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2 0.1 0.1',
        '10 20 30 20 30 40 10 40 elm 0',
      ].join('\n'),
      'labels/val/b.v2.txt': `1 ${quarter}`,
      'README.txt': 'Trees in spring.',
      'hyp.yaml': 'lr0: [0.01\n',
    });
    assert.equal(await recognised(folder), 'yolo');
    const read = await readAs(yolo, folder);
    assert.deepEqual(said(read), {
      'images/train/a': { boxes: [quarterBox('elm'), quarterBox('red oak', 0.75), quarterBox(null)], part: 'train' },
      'images/train/дуб%20 1': { part: 'train' },
      'images/val/a': { part: 'validation' },
      'images/val/b.v2': { boxes: [quarterBox('red oak')], part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 3 },
      { kind: 'no-class', count: 3 },
      { kind: 'polygon', count: 2 },
      { kind: 'rotated-box', count: 3 },
    ]);
  });

  test('the parts of a data.yaml are kept where folders do not say them, unless it contradicts itself', async (t) => {
    const files = { 'labels/2023/a.txt': `0 ${quarter}`, 'labels/2024/a.txt': `0 ${quarter}`, 'labels/train2017/b.txt': '' };
    const parts = async (yaml: string): Promise<unknown> =>
      classesOf(await readAs(yolo, folderOf(t, { ...files, 'data.yaml': `${yaml}\nnc: 1\nnames: [elm]\n` })));
    assert.deepEqual(await parts("train: ['../images/2023', images/none]\nval: ./images/2024/"), {
      'images/2023/a': ['elm', 'train'],
      'images/2024/a': ['elm', 'validation'],
      'images/train2017/b': ['', 'train'],
    });
    assert.deepEqual(await parts('train: images/train2017\nval: images/train2017\ntest: images/2023'), {
      'images/2023/a': ['elm', 'test'],
      'images/2024/a': ['elm', null],
      'images/train2017/b': ['', 'train'],
    });
  });

  test('Darknet: names by line, lists of pictures as parts, pictures without a label file', async (t) => {
    const folder = folderOf(t, {
      'obj.data': 'classes = 2\ntrain = data/first.txt\nvalid = data/second.txt\nnames = data/obj.names\nbackup = backup/\n',
      'obj.names': '\nelm\noak\n',
      'first.txt': 'data/obj_train_data/a.jpg\ndata/obj_train_data/b.c.jpg\n',
      'second.txt': 'data/obj_train_data/a.jpg\ndata/obj_val_data/a.png\n/home/ann/lost.jpg\n',
      'obj_train_data/a.txt': `1 ${quarter}`,
      'obj_train_data/b.c.txt': `2 ${quarter}\n3 ${quarter}`,
      'obj_val_data/a.txt': 'elm',
      'obj_val_data/d.txt': '',
    });
    assert.equal(await recognised(folder), 'yolo');
    const read = await readAs(yolo, folder);
    assert.deepEqual(classesOf(read), {
      'obj_train_data/a': ['elm', 'train'],
      'obj_train_data/b.c': ['oak,', 'train'],
      'obj_val_data/a': ['', 'validation'],
      'obj_val_data/d': ['', 'validation'],
      '/home/ann/lost.jpg': ['', 'validation'],
    });
    assert.deepEqual(read.lost, [{ kind: 'no-class', count: 1 }]);
  });

  test('Label Studio and labelImg: notes.json, which is no COCO, and classes.txt; without names the numbers are names', async (t) => {
    const notes = folderOf(t, {
      'notes.json': JSON.stringify({ categories: [{ id: 1, name: 'elm' }, { id: 'x' }, 5], info: { contributor: 'Label Studio' } }),
      'labels/0a1b2c3d-a.txt': `1 ${quarter}`,
    });
    assert.equal(await recognised(notes), 'yolo');
    assert.deepEqual(classesOf(await readAs(yolo, notes)), { 'images/0a1b2c3d-a': ['elm', null] });
    const beside = folderOf(t, {
      'plot 1/classes.txt': 'elm\noak\n',
      'plot 1/a.txt': `1 ${quarter}`,
      'plot 1/leaves/a.txt': `0 ${quarter}`,
      'plot 2/classes.txt': 'ash\n',
      'plot 2/a.txt': `0 ${quarter}`,
      'plot 3/classes.txt': '\n',
      'plot 3/a.txt': `4 ${quarter}`,
    });
    assert.deepEqual(classesOf(await readAs(yolo, beside)), {
      'plot 1/a': ['oak', null],
      'plot 1/leaves/a': ['elm', null],
      'plot 2/a': ['ash', null],
      'plot 3/a': ['4', null],
    });
    const several = {
      'config/classes.txt': 'oak\n',
      'config/obj.names': 'elm\n',
      'config/data.yml': 'nc: 1\n',
      'labels/a.txt': `0 ${quarter}`,
    };
    assert.deepEqual(classesOf(await readAs(yolo, folderOf(t, several))), { 'images/a': ['elm', null] });
    assert.deepEqual(classesOf(await readAs(yolo, join(beside, 'plot 1', 'a.txt'))), { a: ['oak', null] }, 'a single file');
    const darknet = folderOf(t, { 'train/_darknet.labels': 'elm\noak', 'train/a.txt': `1 ${quarter}`, 'valid/test a.txt': '' });
    assert.deepEqual(classesOf(await readAs(yolo, darknet)), { 'train/a': ['oak', 'train'], 'valid/test a': ['', 'validation'] });
  });

  test('keypoints are counted and their boxes kept', async (t) => {
    const folder = folderOf(t, {
      'data.yaml': 'kpt_shape: [2, 3] # nose, tail\nnames: [fox]\n',
      'labels/a.txt': `0 ${quarter} 0.1 0.2 2 0.3 0.4 1\n0 0.1 0.1 0.2 0.1 0.2 0.2\n`,
    });
    const read = await readAs(yolo, folder);
    assert.deepEqual(said(read), { 'images/a': { boxes: [quarterBox('fox')] } });
    assert.deepEqual(read.lost, [
      { kind: 'keypoints', count: 1 },
      { kind: 'polygon', count: 1 },
    ]);
  });

  test('files that cannot be read say why', async (t) => {
    const label = { 'labels/a.txt': `0 ${quarter}` };
    const faultOf = (files: Record<string, string | Uint8Array>): Promise<unknown> =>
      readAs(yolo, folderOf(t, files)).catch((error: unknown) => `${(error as { fault: string }).fault} ${(error as { at: string }).at}`);
    assert.equal(await faultOf({ ...label, 'data.yaml': 'nc: 1\nnames: &trees [elm]\n' }), 'wrong-structure line 2');
    assert.equal(await faultOf({ ...label, 'notes.json': '{"categories": [{"id": 0, "na' }), 'damaged ');
    assert.equal(await faultOf({ ...label, 'classes.txt': Buffer.from('chêne', 'latin1') }), 'not-utf-8 ');
    assert.equal(await faultOf({ 'labels/a.txt': Buffer.from(`0 ${quarter} \xff`, 'latin1') }), 'not-utf-8 ');
    assert.equal(await faultOf({ 'labels/a.txt': '0'.repeat(3_000_000) }), 'wrong-structure ');
  });

  test('what is not YOLO detection is not taken for it', async (t) => {
    const none: Record<string, string>[] = [
      // YOLO classification has class folders and no label files.
      { 'train/elm/a.jpg': '', 'val/oak/b.jpg': '', 'data.yaml': 'names: [elm, oak]\n' },
      { 'boxes.txt': '1 60.0 27.0 325.0 304.0\n2 139.0 30.0 153.0 264.0\n' },
      { 'a.txt': 'Car 0.00 0 1.85 387.63 181.54 423.81 203.12 1.67 1.87 3.69\n' },
      { 'notes.txt': '', 'readme.txt': 'Trees.' },
      { 'train.txt': 'images/a.jpg\nimages/b.jpg\n', 'classes.txt': 'elm\n' },
    ];
    for (const files of none) assert.notEqual(await recognised(folderOf(t, files)), 'yolo', JSON.stringify(files));
    const empty = folderOf(t, { 'labels/a.txt': '', 'data.yaml': 'names: [elm]\n' });
    assert.equal(await recognised(empty), 'yolo', 'all pictures without objects');
  });

  test('real files: seven layouts', { skip }, async () => {
    const layouts: Record<string, Record<string, unknown>> = {
      'annotations-folder': { 'Annotations/1': ['label_2,label_4', null] },
      'labels-folder': { 'images/train/1': ['label_2,label_4', 'train'], 'images/val/1': ['label_2,label_4', 'validation'] },
      'oriented-boxes': {
        'train/images/train_001': ['', 'train'],
        'train/images/train_002': ['', 'train'],
        'val/images/val_001': ['', 'validation'],
      },
      photos: {
        'images/img_1': ['bus,number,closed_door,closed_door', null],
        'images/img_2': ['bus,number,closed_door,closed_door', null],
        'images/img_3': ['number,bus,closed_door,closed_door', null],
        'images/img_4': ['number,closed_door,closed_door,bus', null],
        'images/img_5': ['bus,closed_door,bus', null],
      },
      relaxed: { 1: ['2,4', null], 2: ['1,3', null] },
      'roboflow-data-yaml': {
        'train/images/train_001': ['label_0', 'train'],
        'train/images/train_002': ['label_1', 'train'],
        'val/images/val_001': ['label_0,label_1', 'validation'],
      },
      strict: { 'obj_train_data/1': ['label_2,label_4', 'train'] },
    };
    for (const [layout, expected] of Object.entries(layouts)) {
      assert.equal(await recognised(shared(layout)), 'yolo', layout);
      assert.deepEqual(classesOf(await readAs(yolo, shared(layout))), expected, layout);
    }
    assert.deepEqual((await readAs(yolo, shared('oriented-boxes'))).lost, [{ kind: 'rotated-box', count: 4 }]);
    const [first] = (await readAs(yolo, shared('photos'))).images[0]?.boxes ?? [];
    assert.deepEqual(
      first,
      box('bus', 0.49765625 - 0.9640625 / 2, 0.46200607902735563 - 0.8693009118541033 / 2, 0.9640625, 0.8693009118541033),
    );
  });
});
