import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownMark, ownTemporary, removeRemains, removeTemporaries } from '../../../engine/files/own-remains.ts';
import { temporaryFolder } from '../../support/project.ts';

/** The mark of a process of this machine that has ended. */
const endedMark = (): string => ownMark().replace(/\d+$/, String(spawnSync(process.execPath, ['-e', '']).pid));

test('what a process left that is gone is removed, with all that is in it; what is of others stays', async (t) => {
  const folder = temporaryFolder(t), ended = endedMark();
  const kept = [ownMark(), `${ownMark()}-a1`, ended.replace(/^/, 'elsewhere_'), `${ended}0x`, 'notes', `views-${ended}`];
  for (const name of [ended, `${ended}-Xy12`, ...kept]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'picture.jpg'), '');
  }
  await removeRemains(folder);
  assert.deepEqual(readdirSync(folder).toSorted(), kept.toSorted());
  await removeRemains(folder, 'views-');
  assert.equal(readdirSync(folder).includes(`views-${ended}`), false);
  await removeRemains(join(folder, 'not there'));
});

test('what was kept for a short while by a process that is gone is removed', async (t) => {
  const before = process.env['TMPDIR'];
  t.after(() => { if (before === undefined) delete process.env['TMPDIR']; else process.env['TMPDIR'] = before; });
  const folder = process.env['TMPDIR'] = temporaryFolder(t), ended = endedMark();
  const own = (['views', 'look', 'graph'] as const).map((kind) => `${ownTemporary(kind)}a1`);
  for (const path of own) for (const name of [path, path.replace(ownMark(), ended)]) mkdirSync(name);
  await removeTemporaries();
  assert.deepEqual(readdirSync(folder).map((name) => join(folder, name)).toSorted(), own.toSorted());
});
