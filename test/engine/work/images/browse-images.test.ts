import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requests } from '../../../../engine/contract/index.ts';
import { browseHandlers } from '../../../../engine/work/images/browse-images.ts';
import { record } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';

test('images, their ids, one of them and the refused files are answered as the contract says', async (t) => {
  const { shelf } = testShelf(t);
  const store = shelf.create({ name: 'one' });
  const project = store.id;
  const ask = browseHandlers(shelf);
  const tone = { low: 10, high: 60_000 };
  store.images.addBatch([record('/p/cat/b.tif', { className: 'cat', tone, bitDepth: 16, group: 'slide 1' }), record('/p/a.jpg')], {
    at: 5,
    by: 'tester',
  });
  store.refusals.add([{ file: '/p/c.jpg', code: 'cut-short', facts: { bytes: 3 } }], 5);
  const page = requests['images.page'].output.parse(await ask['images.page']({ project, filter: {}, order: 'name', offset: 0, limit: 1 }));
  assert.deepEqual([page.total, page.images.map(({ name, class: label }) => [name, label])], [2, [['a.jpg', null]]]);
  assert.deepEqual(requests['images.ids'].output.parse(await ask['images.ids']({ project, filter: { class: 'none' }, order: 'added' })), {
    ids: [2],
  });
  const image = requests['images.get'].output.parse(await ask['images.get']({ project, image: 1 as never }));
  assert.deepEqual(
    [image.tone, image.bitDepth, image.group, image.addedAt, image.files, image.history],
    [
      tone,
      16,
      'slide 1',
      5,
      [{ path: '/p/cat/b.tif', class: 1 }],
      [
        { at: 5, by: 'tester', how: 'imported', kind: 'group', class: null, value: 'slide 1' },
        { at: 5, by: 'tester', how: 'imported-folder', kind: 'label', class: 1, value: null },
      ],
    ],
  );
  assert.deepEqual(requests['images.refused'].output.parse(await ask['images.refused']({ project })), {
    refused: [{ file: '/p/c.jpg', code: 'cut-short', facts: { bytes: 3 } }],
  });
});
