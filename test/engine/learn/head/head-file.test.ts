import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import type { LinearHead } from '../../../../engine/domain/models/linear-head.ts';
import { loadHead, saveHead } from '../../../../engine/learn/head/head-file.ts';

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-head-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const head: LinearHead = {
  kind: 'nearest-mean',
  dimension: 3,
  classIds: [7, 9] as ClassId[],
  centre: Float32Array.of(0.1, 0.2, 0.3),
  unitLength: true,
  weights: Float32Array.of(1, 2, 3, 4, 5, 6),
  bias: Float32Array.of(-1, 1e-20),
  chosen: { by: 'leave-one-out', strength: 1e-6, accuracy: 0.9 },
};

test('a head comes back as it was saved, with and without a centre', async (t) => {
  const folder = await emptyFolder(t);
  await saveHead(join(folder, 'run', '1'), head);
  assert.deepEqual(await loadHead(join(folder, 'run', '1')), head);
  const without: LinearHead = {
    ...head,
    kind: 'logistic',
    centre: null,
    unitLength: false,
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
  await saveHead(join(folder, 'run', '2'), without);
  assert.deepEqual(await loadHead(join(folder, 'run', '2')), without);
  assert.deepEqual((await readdir(join(folder, 'run'))).sort(), ['1', '2']);
});

test('a damaged head is refused with the run and the reason', async (t) => {
  const folder = await emptyFolder(t);
  const run = join(folder, '12');
  const faults: [string, () => Promise<void>][] = [
    [
      'a changed weight',
      async () => {
        const bytes = await readFile(join(run, 'head.bin'));
        bytes[20]! ^= 1;
        await writeFile(join(run, 'head.bin'), bytes);
      },
    ],
    ['a short file', () => truncate(join(run, 'head.bin'), 8)],
    [
      'a changed fact',
      async () =>
        writeFile(
          join(run, 'head.json'),
          (await readFile(join(run, 'head.json'), 'utf8')).replace('"unitLength": true', '"unitLength": false'),
        ),
    ],
    ['no JSON', () => writeFile(join(run, 'head.json'), '{')],
    ['no weights', () => rm(join(run, 'head.bin'))],
    ['nothing at all', () => rm(run, { recursive: true })],
  ];
  for (const [name, damage] of faults) {
    await rm(run, { recursive: true, force: true });
    await saveHead(run, head);
    await damage();
    await assert.rejects(
      loadHead(run),
      (error: { code?: string; facts?: Record<string, unknown> }) => error.code === 'run-damaged' && error.facts?.run === '12',
      name,
    );
  }
});

test('what cannot be written leaves nothing behind', async (t) => {
  if (process.getuid?.() === 0) return t.skip('a superuser may write anywhere');
  const folder = await emptyFolder(t);
  await chmod(folder, 0o500);
  await assert.rejects(saveHead(join(folder, '1'), head), { code: 'folder-read-only' });
  assert.deepEqual(await readdir(folder), []);
});
