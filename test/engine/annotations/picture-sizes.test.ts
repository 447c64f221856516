import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFormats } from '../../../engine/annotations/all-formats.ts';
import { folderOf, readAs } from '../../support/annotations/reading.ts';

/** Each says that a.jpg was 500 x 375 pixels when it was labelled. */
const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  coco: {
    'coco.json': JSON.stringify({ images: [{ id: 1, file_name: 'a.jpg', width: 500, height: 375 }], categories: [], annotations: [] }),
  },
  voc: {
    'a.xml':
      '<annotation><filename>a.jpg</filename><size><width>500</width><height>375</height><depth>3</depth></size><object><name>elm</name></object></annotation>',
  },
  cvat: {
    'annotations.xml': '<annotations><version>1.1</version><image id="0" name="a.jpg" width="500" height="375"></image></annotations>',
  },
  vott: {
    'a-asset.json': JSON.stringify({
      asset: { id: '1', name: 'a.jpg', path: 'file:a.jpg', size: { width: 500, height: 375 } },
      regions: [],
    }),
  },
};

for (const [id, content] of Object.entries(files)) {
  test(`${id} tells the size of the picture that its boxes were drawn on, where it is two positive numbers`, async (t) => {
    const format = allFormats.find((one) => one.id.startsWith(id))!;
    const sizeIn = async (replace: (text: string) => string): Promise<unknown> => {
      const folder = folderOf(t, Object.fromEntries(Object.entries(content).map(([name, text]) => [name, replace(text)])));
      return (await readAs(format, folder)).images.map(({ size }) => size);
    };
    assert.deepEqual(await sizeIn((text) => text), [{ width: 500, height: 375 }]);
    assert.deepEqual(await sizeIn((text) => text.replace('500', '0')), [null]);
  });
}
