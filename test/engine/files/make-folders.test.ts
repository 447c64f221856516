import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { makeFolders } from '../../../engine/files/make-folders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('folders are made however many are missing, and are left where they are', (t) => {
  const folder = temporaryFolder(t),
    deep = join(folder, 'moths.graft', 'features', 'augmented', 'mirror-1');
  mkdirSync(join(folder, 'moths.graft'));
  for (const path of [deep, deep, join(folder, 'plain', 'below')]) {
    makeFolders(path);
    assert.ok(statSync(path).isDirectory());
  }
});

test('the folder of a project is never made, nor anything in its place', (t) => {
  const folder = temporaryFolder(t),
    moved = join(folder, 'moths.graft');
  for (const path of [moved, join(moved, 'runs'), join(moved, 'runs', '1', 'trials', '2')]) {
    assert.throws(() => makeFolders(path), { code: 'ENOENT' });
    assert.equal(existsSync(moved), false);
  }
});

test('what the system says is told', (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolders(join(file, 'below')), { code: 'ENOTDIR' });
});

test('several threads that make the same folders at the same moment all find them there', async (t) => {
  const folder = temporaryFolder(t),
    source = new URL('../../../engine/files/make-folders.ts', import.meta.url).href,
    rounds = 300;
  const gate = new Int32Array(new SharedArrayBuffer(4 * rounds)),
    threads = 2;
  const code = `
    import { workerData, parentPort } from 'node:worker_threads';
    const { makeFolders } = await import(workerData.source);
    for (let round = 0; round < workerData.rounds; round += 1) {
      // Nobody begins a round before all are there.
      Atomics.add(workerData.gate, round, 1);
      while (Atomics.load(workerData.gate, round) < workerData.threads);
      makeFolders(workerData.folder + '/' + round + '/a/b');
    }
    parentPort.postMessage('made');`;
  const all = Array.from(
    { length: threads },
    () =>
      new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: { source, folder, rounds, gate, threads } }),
  );
  t.after(() => Promise.all(all.map((one) => one.terminate())));
  assert.deepEqual(
    await Promise.all(all.map(async (one) => ((await once(one, 'message')) as [string])[0])),
    Array.from(all, () => 'made'),
  );
});
