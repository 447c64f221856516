import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { failureOf } from '../../../../engine/domain/failure.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { takeInModel } from '../../../../engine/models/intake/take-in-model.ts';
import { damagedBytes } from '../../../support/damage.ts';
import { kerasModel } from '../../../support/keras-models.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

test('a file over which the library for HDF5 goes round for ever is refused', async (t) => {
  const folder = temporaryFolder(t),
    path = join(folder, 'model.h5');
  writeFileSync(path, damagedBytes(seededRandom(22), readFileSync(kerasModel('nested.h5'))));
  const before = process.cpuUsage();
  await assert.rejects(takeInModel(path, { id: 'damaged', from: 'damaged', scaling: 'none' }, join(folder, 'made')), (error: unknown) => {
    const { code, facts } = failureOf(error);
    return code === 'source-file-unreadable' && /comes to no end/.test(String(facts.detail));
  });
  // Of all threads: what a busy machine does beside it does not count.
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1e6 < 10);
});
