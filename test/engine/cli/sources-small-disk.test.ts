import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../support/project.ts';
import { writeTinySource } from '../../support/models/tiny-source.ts';

interface Step {
  readonly step: string;
  readonly code: string;
  readonly left: readonly string[];
}
const script = join(import.meta.dirname, '..', '..', 'support', 'sources-on-small-disk.ts');

/** 300,000 weights: 1.2 MB. */
const wide = [
  {
    kind: 'Conv2D',
    name: 'stem',
    config: { filters: 300, kernel_size: [10, 10], strides: [4, 4], padding: 'same', use_bias: false, data_format: 'channels_last' },
    weights: { kernel: [10, 10, 3, 300] },
  },
  { kind: 'ReLU', name: 'stem_relu', config: {} },
  {
    kind: 'Conv2D',
    name: 'mix',
    config: { filters: 700, kernel_size: [1, 1], strides: [1, 1], padding: 'same', use_bias: false, data_format: 'channels_last' },
    weights: { kernel: [1, 1, 300, 700] },
  },
  { kind: 'GlobalAveragePooling2D', name: 'pool', config: { data_format: 'channels_last' } },
];

// A user namespace of its own may mount a small disk without being superuser, and there a disk that may only be read binds the superuser too.
test('a library on a full disk or on one that may only be read says so, keeps what it had and has nothing half done', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'disk'));
  mkdirSync(join(folder, 'user'));
  const model = await writeTinySource(join(folder, 'wide'), { id: 'wide', layers: wide, cuts: [{ layer: 'pool', outputShape: [700] }] });
  const inside = 'mount -t tmpfs -o size=4m none "$1" && exec "$2" "$3" "$1" "$4" "$5"';
  const { stdout, stderr, status, error } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', inside, 'sh', join(folder, 'disk'), process.execPath, script, model, join(folder, 'user')],
    { encoding: 'utf8' },
  );
  if (error || /unshare|mount|permitted/.test(stderr)) return t.skip(`no small disk can be had here: ${stderr || String(error)}`);
  assert.equal(status, 0, stderr);
  const steps = JSON.parse(stdout) as Step[];
  const whole = ['models', 'models/model', 'models/model/model.json', 'models/model/source.json', 'models/model/weights.bin'];
  assert.deepEqual(steps, [
    { step: 'add to a small disk', code: 'disk-full', left: ['models'] },
    { step: 'add with space', code: '', left: whole },
    { step: 'export to a full disk', code: 'disk-full', left: whole },
    { step: 'remove on a full disk', code: '', left: ['models'] },
    { step: 'add again', code: '', left: whole },
    { step: 'add on a disk that may only be read', code: 'folder-read-only', left: whole },
    { step: 'export to a disk that may only be read', code: 'folder-read-only', left: whole },
    { step: 'remove on a disk that may only be read', code: 'folder-read-only', left: whole },
  ]);
  return undefined;
});
