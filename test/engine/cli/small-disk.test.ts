import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeScene } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/project.ts';

interface Step {
  readonly step: string;
  readonly exitCode: number;
  readonly said: Record<string, unknown>;
  readonly left: readonly string[];
}

const script = join(import.meta.dirname, '..', '..', 'support', 'on-small-disk.ts');
/** So many that their views do not fit, however the database packs its pages. */
const imageCount = 45;

// A user namespace of its own may mount a small disk without being superuser, and there a disk that may only be read binds the superuser too.
test('on a full disk and on one that may only be read every command says so, keeps what it had, and goes on afterwards', async (t) => {
  const folder = temporaryFolder(t);
  for (const name of ['disk', 'home', 'images']) mkdirSync(join(folder, name));
  for (let seed = 0; seed < imageCount; seed++)
    await writeScene(join(folder, 'images', seed % 2 ? 'oak' : 'elm', `${seed}.jpg`), seed, 640);
  const inside = 'mount -t tmpfs -o size=1500k none "$1" && exec "$2" "$3" "$1" "$4" "$5"';
  const parameters = ['sh', join(folder, 'disk'), process.execPath, script, join(folder, 'images'), join(folder, 'home')];
  const { stdout, stderr, status, error } = spawnSync('unshare', ['-rm', 'sh', '-c', inside, ...parameters], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error || /unshare|mount|permitted/.test(stderr)) return t.skip(`no small disk can be had here: ${stderr || String(error)}`);
  assert.equal(status, 0, stderr);
  const steps = new Map((JSON.parse(stdout) as Step[]).map((one) => [one.step, one]));
  const said = (step: string): Record<string, unknown> => steps.get(step)?.said ?? {};
  const code = (step: string): unknown => (said(step)['failure'] as { code: string } | undefined)?.code;

  assert.equal(code('import on a small disk'), 'disk-full');
  const kept = said('status after it')['images'] as number;
  assert.ok(kept > 0 && kept < imageCount, `${kept} images were kept`);
  assert.deepEqual([said('import with space')['imported'], said('import with space')['present']], [imageCount - kept, kept]);

  const onFullDisk = [
    'train on a full disk',
    'export to a full disk',
    'predict to a full disk',
    'labels to a full disk',
    'class folders to a full disk',
    'import by copy on a full disk',
    'new on a full disk',
  ];
  assert.deepEqual(
    onFullDisk.map((step) => [step, code(step)]),
    onFullDisk.map((step) => [step, 'disk-full']),
  );
  for (const step of onFullDisk) assert.deepEqual(steps.get(step)?.left, ['ballast', 'p.graft'], `${step} left something half done`);
  assert.deepEqual(steps.get('predict with space')?.left, ['features', 'model', 'p.csv', 'p.graft']);
  assert.equal(code('train with features on a full disk'), 'disk-full');
  assert.equal(said('train with features and space')['run'], 2, 'the run that found the disk full is kept as failed');

  const refused = { train: 'project-read-only', import: 'project-read-only', new: 'folder-read-only', labels: 'folder-read-only' };
  for (const [command, why] of Object.entries(refused)) assert.equal(code(`${command} on a disk that may only be read`), why, command);
  const reads = ['status on', 'evaluate on', 'export from', 'predict from', 'labels from'].map(
    (start) => `${start} a disk that may only be read`,
  );
  assert.deepEqual(
    reads.map((step) => [step, steps.get(step)?.exitCode, said(step)['failure']]),
    reads.map((step) => [step, 0, undefined]),
  );
  assert.deepEqual(
    reads.map((step) => steps.get(step)?.left),
    reads.map(() => steps.get('status after the full disk')?.left),
  );
  assert.deepEqual(
    ['status after the full disk', 'status on a disk that may only be read'].map((step) => said(step)['readOnly']),
    [false, true],
  );
  assert.equal(steps.get('export beside it')?.exitCode, 0);
  for (const later of ['status after the full disk', 'status at the end']) {
    for (const fact of ['images', 'labelled', 'dataVersion', 'classes'])
      assert.deepEqual(said(later)[fact], said('status before')[fact], `${later}: ${fact}`);
  }
  return undefined;
});
