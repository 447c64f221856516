import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { RowStore } from '../../../../engine/files/row-store.ts';
import { writeCacheFile } from '../../../../engine/images/cache-files.ts';
import { viewPath } from '../../../../engine/images/cache-paths.ts';
import { saveHead } from '../../../../engine/learn/head/head-file.ts';
import { saveCheckpoint } from '../../../../engine/learn/tune/checkpoint.ts';
import { copyIntoProject } from '../../../../engine/work/images/copy-into-project.ts';
import { hashOf, temporaryFolder } from '../../../support/project.ts';
import { drawnHead } from '../../../support/models/drawn-head.ts';
import { drawnProgress } from '../../../support/screens/drawn-progress.ts';
import { TestStudio } from '../../../support/test-studio.ts';

async function begun(t: TestContext) {
  const studio = new TestStudio();
  t.after(() => studio.end());
  const { id, path } = await studio.addProject('moths');
  studio.open({ path });
  await studio.ask('classes.add', { project: id, name: 'moth' });
  return { studio, id, path, moved: path.replace('moths', 'night moths') };
}

test('a project whose folder is renamed while it is open says so, makes nothing at the old place, and opens at the new one with all that was acknowledged', async (t) => {
  const { studio, id, path, moved } = await begun(t);
  renameSync(path, moved);
  const refused = { code: 'project-moved', facts: { path } };
  await assert.rejects(async () => studio.ask('classes.add', { project: id, name: 'fly' }), refused);
  await assert.rejects(
    async () => studio.ask('images.import', { project: id, from: { paths: [studio.folders.start] }, labels: 'folders', copy: true }),
    refused,
  );
  await assert.rejects(async () => studio.ask('runs.start', { project: id, method: 'head', seed: 1 } as never), refused);
  await assert.rejects(async () => studio.ask('projects.get', { project: id }), refused);
  assert.deepEqual(
    (await studio.ask('projects.list', {})).projects.map(({ state }) => state),
    ['missing'],
  );
  await assert.rejects(async () => studio.ask('projects.open', { path }), { code: 'project-not-found' });
  assert.equal(existsSync(path), false);

  const { id: same, classes } = await studio.ask('projects.open', { path: moved });
  assert.deepEqual([same, classes.map(({ name }) => name)], [id, ['moth']]);
  await studio.ask('classes.add', { project: id, name: 'fly' });
  assert.deepEqual((await studio.ask('projects.list', {})).projects.map((one) => one.path).includes(moved), true);
  assert.equal(existsSync(path), false);
});

test('a project that is put back goes on without being opened again', async (t) => {
  const { studio, id, path, moved } = await begun(t);
  renameSync(path, moved);
  await assert.rejects(async () => studio.ask('classes.add', { project: id, name: 'fly' }), { code: 'project-moved' });
  renameSync(moved, path);
  await studio.ask('classes.add', { project: id, name: 'fly' });
});

test('a job that meets a moved folder fails with that reason', async (t) => {
  const { studio, id, path, moved } = await begun(t);
  const job = studio.queue.start({
    kind: 'import',
    project: id,
    work: () => {
      renameSync(path, moved);
      return writeCacheFile(viewPath(join(path, 'cache'), hashOf('a')), Buffer.from('a')) as never;
    },
  });
  assert.deepEqual((await studio.queue.ended(job.id)).failure, { code: 'project-moved', facts: { path } });
  assert.equal(existsSync(path), false);
});

test('whatever is written in a project makes no project folder that is not there', async (t) => {
  const root = temporaryFolder(t),
    gone = join(root, 'gone.graft'),
    hash = hashOf('a'),
    run = join(gone, 'runs', '1');
  const ways: (() => unknown)[] = [
    () => writeCacheFile(viewPath(join(gone, 'cache'), hash), Buffer.from('a')),
    () => new RowStore({ folder: join(gone, 'features', 'a'), file: 'rows', rowBytes: 4, meta: {} }),
    () => saveHead(run, drawnHead(2, 3, { centred: true, unitLength: false })),
    () => {
      saveCheckpoint(join(run, 'checkpoint'), 'job', drawnProgress(3));
    },
    () =>
      copyIntoProject(
        import.meta.filename,
        { target: join(gone, 'images', 'ab', 'a.jpg'), unfinished: join(gone, 'images', 'unfinished') },
        hash,
        () => Promise.resolve({ hash, bytes: 1 }),
      ),
  ];
  for (const way of ways) {
    await assert.rejects(async () => {
      await way();
    });
    assert.deepEqual(readdirSync(root), [], String(way));
  }
  mkdirSync(gone);
  await writeCacheFile(viewPath(join(gone, 'cache'), hash), Buffer.from('a'));
  assert.ok(existsSync(viewPath(join(gone, 'cache'), hash)));
});
