import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint, saveCheckpoint } from '../../../../engine/learn/tune/checkpoint.ts';
import { fileKeeper } from '../../../../engine/learn/tune/keeper.ts';
import type { TrainingProgress } from '../../../../engine/learn/tune/trainer/training-progress.ts';
import { drawnProgress } from '../../../support/screens/drawn-progress.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const job = 'a job';

test('a checkpoint comes back as it was kept, in the search and after it', (t) => {
  const path = join(temporaryFolder(t), 'runs', '1', 'checkpoint');
  assert.equal(loadCheckpoint(path, job), null);
  const whole = drawnProgress(50);
  const early: TrainingProgress = { ...whole, main: null };
  const noLook: TrainingProgress = { ...whole, main: { ...whole.main!, steps: { ...whole.main!.steps, best: null, curve: [] } } };
  const cycles = { isTrial: true, first: 8, most: 8, searchSteps: 0, before: null, within: 0.7, hasBegun: true, finished: false };
  const trial: TrainingProgress = {
    ...whole,
    plan: { ...whole.plan, firstCycle: 8 },
    main: { ...whole.main!, steps: { ...whole.main!.steps, cycles } },
    leading: { ...drawnProgress(20).main!, steps: { ...drawnProgress(20).main!.steps, cycles } },
  };
  for (const progress of [early, noLook, whole, trial]) {
    saveCheckpoint(path, job, progress);
    assert.deepEqual(loadCheckpoint(path, job), progress);
  }
  assert.deepEqual(readdirSync(join(path, '..')), ['checkpoint'], 'nothing is left beside it');
});

test('a checkpoint that is torn anywhere or changed in any place is never taken', (t) => {
  const path = join(temporaryFolder(t), 'checkpoint');
  saveCheckpoint(path, job, drawnProgress(40));
  const whole = readFileSync(path);
  const places = Array.from({ length: 24 }, (_, at) => Math.floor((at * whole.length) / 24));
  for (const place of places) {
    writeFileSync(path, whole.subarray(0, place));
    assert.throws(() => loadCheckpoint(path, job), { code: 'checkpoint-damaged' }, `torn at ${place}`);
    writeFileSync(path, whole.with(place, whole[place]! ^ 0x10));
    assert.throws(() => loadCheckpoint(path, job), { code: 'checkpoint-damaged' }, `changed at ${place}`);
  }
});

test('a checkpoint of another training is refused', (t) => {
  const path = join(temporaryFolder(t), 'checkpoint');
  saveCheckpoint(path, job, drawnProgress(10));
  assert.throws(() => loadCheckpoint(path, 'another'), { code: 'checkpoint-damaged' });
});

test('what a process that was killed had begun to write goes when the training goes on, and the checkpoint stays', (t) => {
  const folder = temporaryFolder(t),
    path = join(folder, 'checkpoint'),
    kept = drawnProgress(10);
  saveCheckpoint(path, job, kept);
  for (const name of ['.checkpoint.part-1', '.checkpoint.part-23456', 'activations']) writeFileSync(join(folder, name), 'half');
  assert.deepEqual(fileKeeper(path, job, true, 0).kept, kept);
  assert.deepEqual(readdirSync(folder).toSorted(), ['activations', 'checkpoint']);
  assert.equal(fileKeeper(join(folder, 'none', 'checkpoint'), job, true, 0).kept, null);
});

// A user namespace of its own may mount a small disk without being superuser.
test('a disk that fills at a checkpoint is told, and the one before stays whole', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'disk'));
  const script = join(import.meta.dirname, '..', '..', '..', 'support', 'checkpoints-on-small-disk.ts');
  const inside = 'mount -t tmpfs -o size=200k none "$1" && exec "$2" "$3" "$1"';
  const { stdout, stderr, status, error } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', inside, 'sh', join(folder, 'disk'), process.execPath, script],
    { encoding: 'utf8' },
  );
  if (error || /unshare|mount|permitted/.test(stderr)) return t.skip(`no small disk can be had here: ${stderr || String(error)}`);
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { code: 'disk-full', steps: 50, files: ['checkpoint'] });
  return undefined;
});
