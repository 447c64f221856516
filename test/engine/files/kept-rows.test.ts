import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { KeptRows } from '../../../engine/files/kept-rows.ts';
import { RowStore, type RowSpace } from '../../../engine/files/row-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const hashes = ['a', 'b', 'c'].map((digit) => digit.repeat(64) as ContentHash);
const spaceIn = (folder: string): RowSpace => ({ folder: join(folder, 'rows'), file: 'rows.bin', rowBytes: 4, meta: { version: 1 } });

test('rows are read while they are being added to, and a row half written is neither seen nor removed', (t) => {
  const space = spaceIn(temporaryFolder(t));
  assert.equal(KeptRows.open(space), null, 'nothing is created');
  const store = new RowStore(space);
  t.after(() => {
    store.close();
  });
  store.append(hashes.slice(0, 2), Uint8Array.of(1, 1, 1, 1, 2, 2, 2, 2));
  // Another process is writing the third row.
  appendFileSync(join(space.folder, 'rows.bin'), Uint8Array.of(3, 3));
  const kept = KeptRows.open(space)!;
  t.after(() => {
    kept.close();
  });
  assert.deepEqual(kept.hashes(), hashes.slice(0, 2));
  assert.deepEqual([...kept.read(1, 1)], [2, 2, 2, 2]);
  assert.throws(() => kept.read(1, 2), RangeError);
  assert.equal(readFileSync(join(space.folder, 'rows.bin')).length, 10, 'what is half written stays');

  store.append(hashes.slice(2), Uint8Array.of(3, 3, 3, 3));
  const later = KeptRows.open(space)!;
  t.after(() => {
    later.close();
  });
  assert.notEqual(later.state, kept.state);
  assert.deepEqual([kept.size, later.size], [2, 3]);
});

test('another store and a link are not read', (t) => {
  const space = spaceIn(temporaryFolder(t));
  const store = new RowStore(space);
  store.append(hashes.slice(0, 1), Uint8Array.of(1, 1, 1, 1));
  store.close();
  assert.equal(KeptRows.open({ ...space, meta: { version: 2 } }), null);
  unlinkSync(join(space.folder, 'keys'));
  symlinkSync(join(space.folder, 'rows.bin'), join(space.folder, 'keys'));
  assert.equal(KeptRows.open(space), null);
});
