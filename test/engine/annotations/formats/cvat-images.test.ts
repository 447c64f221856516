import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cvatImages } from '../../../../engine/annotations/formats/cvat-images.ts';
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
/** A file as CVAT's description of its XML format, version 1.1, gives it. */
const annotations = (...elements: string[]): string => `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><id>4</id><name>segmentation</name><subset>Train</subset></task><dumped>2018-06-06 15:47:04.386866+03:00</dumped></meta>
  ${elements.join('\n')}
</annotations>`;
const image = (name: string, shapes: string, more = ''): string =>
  `<image id="0" name="${name}" width="64" height="48" ${more}>${shapes}</image>`;
const place = 'xtl="1.5" ytl="2" xbr="11.5" ybr="22"';

describe('CVAT for images', () => {
  test('boxes and tags, with the subset as part of the split and of the name; all else is counted', async (t) => {
    const folder = folderOf(t, {
      'annotations.xml': annotations(
        image(
          'plot 1/a.jpg',
          `<box label="elm" occluded="1" source="manual" ${place} z_order="0" rotation="0.00" group_id="3">
             <attribute name="age">old</attribute><attribute name="note"></attribute></box>
           <box label="oak" occluded="0" ${place} rotation="30.00"/>
           <box label="oak" occluded="0" xtl="1" ytl="2" xbr="1" ybr="9"/>
           <box label="oak" occluded="0" xtl="1" ytl="none" xbr="4" ybr="9"/>
           <box label="oak" occluded="0" xtl="1"/>
           <box occluded="0" ${place}/>
           <tag label="sunny" source="manual"><attribute name="sky">blue</attribute></tag>
           <tag label="dry" source="manual"/><tag label="sunny"/><tag label=" "/>
           <polygon label="elm" points="1,2;3,4;5,6"/><ellipse label="elm" cx="1" cy="1" rx="2" ry="3"/><cuboid label="elm"/>
           <polyline label="elm" points="1,2;3,4"/>
           <points label="elm" points="1,2"/><skeleton label="elm"><points label="1" points="1,2"/></skeleton>
           <mask label="elm" rle="3, 5" left="0" top="0" width="2" height="4"/>
           <gaze label="elm"/>`,
          'subset="Train"',
        ),
        image('b &amp; ö%20.jpg', '', 'subset="default"'),
        image('c.jpg', '<tag label="sunny"/>', 'subset="autumn"'),
        image('d.jpg', `<box label="elm" ${place}/>`),
        '<image id="9"><tag label="sunny"/></image>',
        `<track id="0" label="elm"><box frame="0" ${place}/><box frame="1" ${place}/></track>`,
      ),
    });
    assert.equal(await recognised(folder), 'cvat-images');
    const read = await readAs(cvatImages, folder);
    assert.deepEqual(said(read), {
      'Train/plot 1/a.jpg': { classes: ['sunny', 'dry'], boxes: [box('elm', 1.5, 2, 10, 20), box(null, 1.5, 2, 10, 20)], part: 'train' },
      'b & ö%20.jpg': {},
      'autumn/c.jpg': { classes: ['sunny'] },
      'd.jpg': { boxes: [box('elm', 1.5, 2, 10, 20)] },
    });
    assert.deepEqual(read.lost, [
      // The age and occlusion of the elm, the sky, and the unknown shape.
      { kind: 'attribute', count: 4 },
      { kind: 'box-without-area', count: 3 },
      { kind: 'keypoints', count: 2 },
      { kind: 'line', count: 1 },
      { kind: 'mask', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'polygon', count: 3 },
      { kind: 'relation', count: 1 },
      { kind: 'rotated-box', count: 1 },
      { kind: 'video', count: 1 },
    ]);
  });

  test('files that cannot be read say why', async (t) => {
    const whole = annotations(image('a.jpg', '<tag label="elm"/>'));
    const folder = folderOf(t, {
      'cut.xml': whole.slice(0, -20),
      'bad.xml': whole.replace('<tag', '<tag <'),
      'empty.xml': '',
      'entity.xml': whole.replace('<annotations>', '<!DOCTYPE a [<!ENTITY x "yyyyyyyy">]><annotations>'),
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(cvatImages, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual(await Promise.all(['cut.xml', 'bad.xml', 'empty.xml', 'entity.xml'].map(faultOf)), [
      'cut-short',
      'damaged',
      'cut-short',
      'unsafe',
    ]);
  });

  test('other XML with the same words is not taken for it', async (t) => {
    assert.equal(await recognised(folderOf(t, { 'a.xml': '<annotations><entry/></annotations>' })), null);
    assert.equal(await recognised(folderOf(t, { 'a.xml': '<data><annotations><version>1.1</version></annotations></data>' })), null);
  });

  test('real file: a project with three subsets', { skip: withoutShared('data', 'annotations') }, async () => {
    const folder = sharedPath('data', 'annotations', 'other', 'cvat-project') ?? '';
    assert.equal(await recognised(folder), 'cvat-images');
    const read = await readAs(cvatImages, folder);
    assert.deepEqual(said(read), {
      'Test/img0.jpg': { boxes: [box('label1', 0, 2, 4, 2)], part: 'test' },
      'Test/img1.jpg': { part: 'test' },
      'Train/img0.jpg': { boxes: [box('label1', 0, 2, 4, 2)], part: 'train' },
      'Train/img1.jpg': { part: 'train' },
      'Validation/img0.jpg': { boxes: [box('label1', 0, 2, 4, 2)], part: 'validation' },
      'Validation/img1.jpg': { part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 15 },
      { kind: 'keypoints', count: 3 },
      { kind: 'line', count: 3 },
      { kind: 'polygon', count: 3 },
    ]);
  });
});
