import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DurableFile } from '../../../engine/files/durable-file.ts';
import { ownMark, ownTemporary, removeEarlierUploads, removeRemains, removeTemporaries } from '../../../engine/files/own-remains.ts';
import { writeZip } from '../../../engine/files/zip-file.ts';
import { temporaryFolder } from '../../support/project.ts';

/** The mark of a process of this machine that has ended. */
const endedMark = (): string => ownMark().replace(/\d+$/, String(spawnSync(process.execPath, ['-e', '']).pid));

test('what a process left that is gone is removed, with all that is in it; what is of others stays', async (t) => {
  const folder = temporaryFolder(t),
    ended = endedMark();
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
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const folder = (process.env['TMPDIR'] = temporaryFolder(t)),
    ended = endedMark();
  const own = (['views', 'look', 'graph'] as const).map((kind) => `${ownTemporary(kind)}a1`);
  for (const path of own) for (const name of [path, path.replace(ownMark(), ended)]) mkdirSync(name);
  await removeTemporaries();
  assert.deepEqual(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .toSorted(),
    own.toSorted(),
  );
});

test('what a killed process left of a table goes when that table is written again; every other file stays', async (t) => {
  const folder = temporaryFolder(t),
    ended = endedMark(),
    path = join(folder, 'said.csv');
  const kept = [
    `said.csv.part-${ownMark()}0-a`,
    `said.csv.part-${ended}x`,
    `said.csv.part-${ended}-a1`,
    'said.csv.part-7',
    `other.csv.part-${ended}`,
    `said.csv.part-elsewhere_${ended}`,
  ];
  for (const name of [`said.csv.part-${ended}`, ...kept]) writeFileSync(join(folder, name), 'a');
  const file = new DurableFile(path);
  await file.write('a line');
  assert.deepEqual(readdirSync(folder).toSorted(), [...kept, `said.csv.part-${ownMark()}`].toSorted());
  await file.commit();
  assert.deepEqual(readdirSync(folder).toSorted(), [...kept, 'said.csv'].toSorted());

  mkdirSync(join(folder, `said.csv.part-${ended}`));
  const again = new DurableFile(path);
  await again.write('a line');
  await again.discard();
  assert.ok(readdirSync(folder).includes(`said.csv.part-${ended}`), 'a folder is nothing that Graft made');
});

test('what a killed process left of a zip goes when that zip is written again', async (t) => {
  const folder = temporaryFolder(t),
    path = join(folder, 'model.zip');
  writeFileSync(`${path}.part-${endedMark()}`, 'a');
  await writeZip(path, [{ name: 'a.txt', content: { text: 'a' } }]);
  assert.deepEqual(readdirSync(folder), ['model.zip']);
});

test('uploads that an earlier version left are removed where they can be nothing else', async (t) => {
  const folder = temporaryFolder(t),
    ended = endedMark().replace(/^.*-/, ''),
    upload = '11111111-2222-4333-8444-555555555555';
  const now = Date.UTC(2026, 5, 10),
    make = (name: string, inside: string, ageHours: number): void => {
      mkdirSync(join(folder, name, inside), { recursive: true });
      utimesSync(join(folder, name), now / 1000, now / 1000 - ageHours * 3600);
    };
  make(ended, upload, 25);
  await removeEarlierUploads(folder, now);
  assert.deepEqual(readdirSync(folder), []);
  make(ended, upload, 23);
  await removeEarlierUploads(folder, now);
  assert.deepEqual(readdirSync(folder), [ended], 'a studio on another machine may have made it');
  make(ended, 'thesis', 25);
  make(String(process.pid), upload, 25);
  make('0123', upload, 25);
  make(`${ended}x`, upload, 25);
  if (process.platform !== 'win32') symlinkSync(join(folder, `${ended}x`), join(folder, '99999999'));
  const before = readdirSync(folder);
  await removeEarlierUploads(folder, now);
  assert.deepEqual(readdirSync(folder), before, 'what is of others or in use stays');
});
