import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { DecodePool, type DecodePoolOptions } from '../../../engine/images/pool.ts';
import { childrenOf, eventually, isAlive, withoutProcessList } from '../../support/processes/child-processes.ts';
import { asAvif, asJpeg, drawScene, writeScene } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/project.ts';

const faultyWorker = join(import.meta.dirname, '..', '..', 'support', 'faulty-decode-worker.ts');

function openPool(t: TestContext, options: DecodePoolOptions): DecodePool {
  const pool = new DecodePool(options);
  t.after(() => pool.close());
  return pool;
}
const faulty = (t: TestContext, options: DecodePoolOptions = {}): DecodePool =>
  openPool(t, { workers: 2, worker: faultyWorker, ...options });

/** Sends a batch in which one file does harm; gives the verdict on it and the number of others that went well. */
async function batchWith(pool: DecodePool, harmful: string): Promise<{ verdict: unknown; well: number }> {
  const names = Array.from({ length: 20 }, (_, index) => `file ${index}`).toSpliced(7, 0, harmful);
  const verdicts = await Promise.all(names.map((name) => pool.hash(name)));
  return { verdict: verdicts[7], well: verdicts.filter((verdict) => 'hash' in verdict).length };
}

test('a file that crashes its worker is refused and every other file of the batch goes on', async (t) => {
  const { verdict, well } = await batchWith(faulty(t), 'crash');
  assert.deepEqual(verdict, { refused: { code: 'crashed-decoder', facts: {} } });
  assert.equal(well, 20);
});

test('a file that never ends is refused after its time and every other file of the batch goes on', async (t) => {
  const { verdict, well } = await batchWith(faulty(t, { taskTimeoutMs: 4000 }), 'hang');
  assert.deepEqual(verdict, { refused: { code: 'took-too-long', facts: { seconds: 4 } } });
  assert.equal(well, 20);
});

test('a file that waits for a busy machine is not refused for the time it waited; one that waits without end is', async (t) => {
  const pool = faulty(t, { taskTimeoutMs: 1000 });
  assert.deepEqual(await pool.hash('slow 2500'), { hash: 'slow 2500', bytes: 1 });
  assert.deepEqual(await pool.hash('slow 60000'), { refused: { code: 'took-too-long', facts: { seconds: 1 } } });
});

test('a file that swells its worker beyond its memory is refused and every other file of the batch goes on', async (t) => {
  const { verdict, well } = await batchWith(faulty(t), 'swell');
  assert.equal((verdict as { refused: { code: string } }).refused.code, 'too-large');
  assert.equal(well, 20);
});

test('a picture that somebody waits for goes before all that waits its turn', async (t) => {
  const pool = faulty(t);
  const ended: string[] = [];
  const work = Array.from({ length: 20 }, (_, index) => pool.hash(`file ${index}`).then(() => ended.push(`file ${index}`)));
  await pool.prepare('awaited', { cache: '', isAwaited: true }).then(() => ended.push('awaited'));
  const before = ended.indexOf('awaited');
  await Promise.all(work);
  assert.ok(before <= 2 * pool.workers, `after ${before} others`);
});

test('a worker that cannot even start is a failure of the program and blames no file', async (t) => {
  const pool = faulty(t, { worker: join(import.meta.dirname, 'no-such-worker.ts') });
  await assert.rejects(pool.hash('any.jpg'), { code: 'decoder-died' });
});

test('a real worker killed in the middle of its work costs no file its place', { skip: withoutProcessList }, async (t) => {
  const folder = temporaryFolder(t);
  const before = new Set(childrenOf(process.pid));
  const pool = openPool(t, { workers: 1 });
  const files = Array.from({ length: 8 }, (_, index) => join(folder, `${index}.jpg`));
  for (const [index, file] of files.entries()) await writeScene(file, index, 200);
  const verdicts = Promise.all(files.map((file) => pool.prepare(file, { cache: join(folder, 'cache') })));
  await pool.hash(files[0] ?? '').catch(() => null);
  for (const pid of childrenOf(process.pid)) if (!before.has(pid)) process.kill(pid, 'SIGKILL');
  assert.equal((await verdicts).filter((verdict) => 'prepared' in verdict).length, 8);
});

test('closing the pool ends its processes and fails what is waiting with "stopped"', { skip: withoutProcessList }, async (t) => {
  const before = childrenOf(process.pid).length;
  const pool = faulty(t, { workers: 1 });
  await pool.hash('a file');
  const waiting = [pool.hash('hang'), pool.hash('behind it'), pool.hash('in the queue')].map((one) =>
    assert.rejects(one, { code: 'stopped' }),
  );
  await pool.close();
  await Promise.all(waiting);
  await assert.rejects(pool.hash('too late'), { code: 'stopped' });
  assert.equal(childrenOf(process.pid).length, before);
});

test('workers end when the process that uses them is killed', { skip: withoutProcessList }, async (t) => {
  const file = join(temporaryFolder(t), 'a.jpg');
  await writeScene(file, 1);
  const parent = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'support', 'pool-until-killed.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  await once(parent.stdout, 'data');
  const workers = childrenOf(parent.pid ?? 0);
  assert.equal(workers.length, 1);
  parent.kill('SIGKILL');
  assert.ok(await eventually(() => workers.every((pid) => !isAlive(pid))));
});

test('a view that is gone or damaged fails with words of its own and does not cost the worker', async (t) => {
  const folder = temporaryFolder(t);
  const pool = openPool(t, { workers: 1 });
  writeFileSync(join(folder, 'damaged.view'), (await asJpeg(drawScene(1, 64, 64))).subarray(0, 300));
  await assert.rejects(pool.raster(join(folder, 'missing.view')), { code: 'image-file-missing' });
  await assert.rejects(pool.raster(join(folder, 'damaged.view')), { code: 'image-file-missing' });
  await writeScene(join(folder, 'good.jpg'), 1);
  const verdict = await pool.prepare(join(folder, 'good.jpg'), { cache: folder });
  assert.ok('prepared' in verdict);
  assert.equal((await pool.raster(viewPath(folder, verdict.prepared.hash))).width, 48);
});

test('a cache that cannot be written is a failure of the disk and blames no file', async (t) => {
  const folder = temporaryFolder(t);
  const pool = openPool(t, { workers: 1 });
  await writeScene(join(folder, 'good.jpg'), 1);
  writeFileSync(join(folder, 'a-file'), '');
  await assert.rejects(pool.prepare(join(folder, 'good.jpg'), { cache: join(folder, 'a-file') }));
});

test('the reason of a refused file is its own, whatever else is opened beside it', async (t) => {
  const pool = openPool(t, { workers: 1 });
  const folder = temporaryFolder(t);
  const scene = drawScene(1, 300, 200);
  const [whole, other] = await Promise.all([asAvif(scene), asJpeg(scene)]);
  const names = Array.from({ length: 120 }, (_, index) => join(folder, `${index}.${index % 2 ? 'jpg' : 'avif'}`));
  for (const name of names) writeFileSync(name, name.endsWith('jpg') ? other : whole.subarray(0, whole.length * 0.6));
  const verdicts = await Promise.all(names.map((file) => pool.prepare(file, { cache: join(folder, 'cache') })));
  const said = new Set(verdicts.map((verdict) => ('refused' in verdict ? verdict.refused.code : 'opened')));
  assert.deepEqual(said, new Set(['cut-short', 'opened']));
});
