import assert from 'node:assert/strict';
import { readdirSync, renameSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContentHash } from '../../../../engine/domain/ids.ts';
import { readMap, writeMap } from '../../../../engine/models/forward/map-file.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const space = { source: 'e'.repeat(64) as ContentHash, cut: 'pool' };
const hashes = ['a', 'b', 'c'].map((digit) => digit.repeat(64) as ContentHash);

test('a map is read as it was written, in place of an earlier one, and only for its source model', async (t) => {
  const features = temporaryFolder(t);
  assert.equal(await readMap(features, space), null);
  await writeMap(features, space, { hashes: hashes.slice(0, 1), positions: Float32Array.of(1, 2) });
  const map = { hashes, positions: Float32Array.of(0.5, -1, 2, 3, 4, -5) };
  await writeMap(features, space, map);
  assert.deepEqual(await readMap(features, space), map);
  assert.equal(await readMap(features, { ...space, cut: 'block_1' }), null);
  assert.equal(readdirSync(join(features, 'maps')).length, 1, 'nothing is left over');
});

test('a file cut short and a link are no map', async (t) => {
  const features = temporaryFolder(t);
  await writeMap(features, space, { hashes, positions: new Float32Array(6) });
  const [name] = readdirSync(join(features, 'maps'));
  const file = join(features, 'maps', name!);
  renameSync(file, `${file}.elsewhere`);
  symlinkSync(`${file}.elsewhere`, file);
  assert.equal(await readMap(features, space), null);
  renameSync(`${file}.elsewhere`, file);
  assert.notEqual(await readMap(features, space), null);
  truncateSync(file, 100);
  assert.equal(await readMap(features, space), null);
});
