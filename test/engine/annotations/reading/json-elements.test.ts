import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { coco } from '../../../../engine/annotations/formats/coco.ts';
import { faultOf, folderOf } from '../../../support/annotations/reading.ts';

test('a document of very many levels is refused at once, wherever they are', async (t) => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const folder = folderOf(t, {
    'read.json': `{"images":[${deep}]}`,
    'skipped.json': `{"other":${deep}}`,
    'flat.json': `{"images":[],"other":${'['.repeat(60)}${']'.repeat(60)}}`,
  });
  const faults = await Promise.all(['read', 'skipped', 'flat'].map((name) => faultOf(coco, join(folder, `${name}.json`))));
  assert.deepEqual(faults, ['unsafe', 'unsafe', null]);
});
