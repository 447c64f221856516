import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { AnnotationSource } from '../../../../engine/annotations/reading/annotation-source.ts';
import { classList } from '../../../../engine/annotations/formats/class-list.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');

describe('lists of pictures and classes', () => {
  test('as the Caffe tool reads them: a path and the number of a class, with parts of the split and names of classes', async (t) => {
    const folder = folderOf(t, {
      'data/train.txt': 'elm 1/a b.JPEG 0\r\nsub/дуб%20.png\t1\r\n./c.jpg 2\r\n\r\nd.jpg 1 0 1\n/data/e.jpg 1\ntrees\nf.jpg oak, old\n',
      'data/val.txt': 'a.jpg 1\n',
      'data/synset_words.txt': 'n01440764 elm, common elm\nn01443537 oak\n',
      'readme.txt': 'Trees in\nspring',
    });
    assert.equal(await recognised(folder), 'class-list');
    const read = await readAs(classList, folder);
    assert.deepEqual(said(read), {
      'data/elm 1/a b.JPEG': { classes: ['elm, common elm'], part: 'train' },
      'data/sub/дуб%20.png': { classes: ['oak'], part: 'train' },
      'data/c.jpg': { part: 'train' },
      'data/d.jpg': { part: 'train' },
      '/data/e.jpg': { classes: ['oak'], part: 'train' },
      'data/f.jpg': { classes: ['oak, old'], part: 'train' },
      'data/a.jpg': { classes: ['oak'], part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'no-class', count: 2 },
      { kind: 'no-file', count: 1 },
    ]);
  });

  test('names without extension, a single file, numbers without names', async (t) => {
    const folder = folderOf(t, {
      'list.txt': 'a oak\nb elm\nc.2 oak\n',
      'numbers/images.txt': 'a.jpg 3\nb.jpg 10\n',
    });
    assert.deepEqual(said(await readAs(classList, join(folder, 'list.txt'))), {
      a: { classes: ['oak'] },
      b: { classes: ['elm'] },
      'c.2': { classes: ['oak'] },
    });
    assert.deepEqual(said(await readAs(classList, join(folder, 'numbers', 'images.txt'))), {
      'a.jpg': { classes: ['3'] },
      'b.jpg': { classes: ['10'] },
    });
    const named = folderOf(t, { 'a.txt': 'a.jpg 1\n', 'classes.txt': 'elm\noak\n' });
    assert.deepEqual(said(await readAs(classList, join(named, 'a.txt'))), { 'a.jpg': { classes: ['oak'] } }, 'names beside a single file');
  });

  test('files that cannot be read say why', async (t) => {
    const folder = folderOf(t, { 'a.txt': Buffer.from('a.jpg chêne\n', 'latin1'), 'b.txt': 'x'.repeat(3_000_000) });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(classList, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('a.txt'), await faultOf('b.txt')], ['not-utf-8', 'wrong-structure']);
  });

  test('what is no list is not taken for one', async (t) => {
    const isList = async (files: Record<string, string>): Promise<boolean> =>
      classList.recognise(await AnnotationSource.open(folderOf(t, files)));
    for (const text of [
      'hello world\n',
      'Trees were photographed\nin spring\n',
      '1 1\n2 1\n3 1\n',
      '1 001.Albatross/a.jpg\n2 001.Albatross/b.jpg\n',
      'a.jpg\nb.jpg\n',
      '1 a.jpg\n2 a.jpg\n',
      'Trees in spring.\nSee a.jpg for one\nof them.\n',
      'a.jpg 10,20,30,40,0 50,60,70,80,1\nb.jpg 10.5,20,30,40,0\n',
      'a oak\na oak\n',
      'a one\nb two\n',
      '',
    ])
      assert.equal(await isList({ 'a.txt': text }), false, text);
    assert.equal(await isList({ 'classes.txt': 'red oak\nwhite oak\n' }), false);
    assert.equal(await recognised(folderOf(t, { 'labels/a.txt': '0 0.5 0.5 0.1 0.1\n', 'train.txt': 'a.jpg 1\n' })), 'yolo');
    assert.equal(await recognised(folderOf(t, { 'ImageSets/Main/elm_train.txt': 'a 1\n', 'train.txt': 'a.jpg 1\n' })), 'voc');
  });

  test('real files: classes by name, by number, and numbers without names', { skip }, async () => {
    for (const path of [
      ['csv', 'class-per-image-txt'],
      ['folders', 'images-plus-list', 'basic'],
    ])
      assert.equal(await recognised(shared(...path)), 'class-list');
    const classes = { 1: ['dog'], 2: ['cat'], 3: ['dog'], 4: ['cat'], 5: ['cat'] };
    const byName = await readAs(classList, shared('csv', 'class-per-image-txt', 'ann.txt'));
    assert.deepEqual(said(byName), Object.fromEntries(Object.entries(classes).map(([id, of]) => [`${id}.jpg`, { classes: of }])));
    const bare = await readAs(classList, shared('csv', 'class-per-image-txt', 'ann_wo_ext.txt'));
    assert.deepEqual(said(bare), Object.fromEntries(Object.entries(classes).map(([id, of]) => [id, { classes: of }])));
    const list = (name: string): Promise<Parameters<typeof said>[0]> => readAs(classList, shared('folders', 'images-plus-list', name));
    assert.deepEqual(said(await list('basic')), {
      '1.jpg': { classes: ['label_0'], part: 'train' },
      '2.jpg': { classes: ['label_5'], part: 'train' },
      '3.jpg': { classes: ['label_3'], part: 'train' },
      '4.jpg': { classes: ['label_5'], part: 'train' },
    });
    assert.deepEqual(said(await list('custom_labels')), { '1.jpg': { classes: ['alt_label_0'], part: 'train' } });
    assert.deepEqual(said(await list('no_labels')), { '1.jpg': { classes: ['4'], part: 'train' } });
  });
});
