import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { soundCopy, soundCopyAside } from '../../../engine/store/sound-copy.ts';
import { addImages, temporaryFolder, temporaryProject } from '../../support/project.ts';

test('a copy of a database is read back whole, here or in a thread, and told from a damaged one and one that cannot be read', async (t) => {
  const store = temporaryProject(t);
  addImages(store, 300);
  store.close();
  const folder = temporaryFolder(t);
  const [whole, damaged, missing] = ['whole', 'damaged', 'missing'].map((name) => join(folder, `${name}.db`)) as [string, string, string];
  for (const copy of [whole, damaged]) copyFileSync(join(store.folder, 'project.db'), copy);
  const bytes = readFileSync(damaged);
  // The second half of its pages.
  writeFileSync(damaged, bytes.fill(1, bytes.length / 2));
  for (const read of [soundCopy, soundCopyAside]) {
    assert.equal(await read(whole), true);
    assert.equal(await read(damaged), false);
    await assert.rejects(async () => read(missing), { code: 'SQLITE_CANTOPEN' });
  }
  assert.ok(!existsSync(`${whole}-wal`));
  assert.equal(readFileSync(whole)[19], 1, 'a single file');
});
