import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { drawExampleImages } from '../../../engine/work/images/example-images.ts';
import { ServedStudio } from '../../support/served-studio.ts';
import { pooledSource, poolOfModels } from '../../support/five-classes.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-process-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function projectWithImages(studio: ServedStudio, folder: string, labels: 'folders' | 'none'): Promise<{ path: string; id: string }> {
  await drawExampleImages(join(folder, 'images'));
  const project = await studio.ask('projects.create', { name: 'Pollen' });
  const { job } = await studio.ask('images.import', {
    project: project.id,
    from: { paths: [join(folder, 'images')] },
    labels,
    copy: false,
  });
  assert.equal((await studio.ended(job)).state, 'done');
  return { path: project.path, id: project.id };
}

test('a studio killed in the middle of bulk labels has lost nothing that it acknowledged, and undo still works', async (t) => {
  const folder = await folderOf(t);
  let studio = await ServedStudio.start(folder);
  t.after(() => studio.end('SIGKILL'));
  const { path } = await projectWithImages(studio, folder, 'none');
  for (let round = 0; round < 4; round++) {
    const project = await studio.ask('projects.open', { path });
    const names = project.classes.map((one) => one.name);
    const { class: one } = names.includes(`Class ${round}`)
      ? { class: project.classes[0]! }
      : await studio.ask('classes.add', { project: project.id, name: `Class ${round}` });
    const { ids } = await studio.ask('images.ids', { project: project.id, filter: {} });
    let acknowledged = (await studio.ask('projects.get', { project: project.id })).dataVersion;
    const labelling = (async () => {
      for (;;)
        acknowledged = (await studio.ask('labels.set', { project: project.id, images: ids, class: acknowledged % 2 ? one.id : null }))
          .dataVersion;
    })().catch(() => {});
    await new Promise((resolve) => {
      setTimeout(resolve, 30 + 40 * round);
    });
    await studio.end('SIGKILL');
    await labelling;
    studio = await ServedStudio.start(folder);
    const after = await studio.ask('projects.open', { path });
    assert.ok(after.dataVersion >= acknowledged, `round ${round}: ${after.dataVersion} after ${acknowledged} was acknowledged`);
    assert.ok(
      after.labelled === 0 || after.labelled === after.images,
      `round ${round}: an action was half done, ${after.labelled} of ${after.images}`,
    );
  }
  const before = await studio.ask('projects.open', { path });
  await studio.ask('labels.undo', { project: before.id });
  assert.notEqual((await studio.ask('projects.get', { project: before.id })).labelled, before.labelled);
});

test('pictures that were sent to a studio that was killed are gone once another has started', async (t) => {
  const folder = await folderOf(t);
  const killed = await ServedStudio.start(folder);
  const upload = 'uploads/11111111-2222-4333-8444-555555555555/face.jpg';
  await fetch(new URL(upload, killed.address), { method: 'PUT', body: 'x', headers: { cookie: killed.cookie, 'x-graft-key': killed.key } });
  await killed.end('SIGKILL');
  assert.equal((await readdir(join(folder, 'home', 'uploads'))).length, 1);
  const next = await ServedStudio.start(folder);
  t.after(() => next.end());
  assert.deepEqual(await readdir(join(folder, 'home', 'uploads')), []);
});

test('labels changed during a run make its result stale, and neither the labels nor the result are lost', async (t) => {
  const folder = await folderOf(t);
  const studio = await ServedStudio.start(folder);
  t.after(() => studio.end());
  const { id } = await projectWithImages(studio, folder, 'folders');
  const project = await studio.ask('projects.get', { project: id as never });
  const [from, to] = project.classes;
  const started = await studio.ask('runs.start', { project: project.id });
  const { ids } = await studio.ask('images.ids', { project: project.id, filter: { class: from!.id } });
  await studio.ask('labels.set', { project: project.id, images: ids.slice(0, 3), class: to!.id });
  assert.equal((await studio.ask('jobs.get', { job: started.job })).endedAt, null, 'the labels changed while the run was under way');
  assert.equal((await studio.ended(started.job)).state, 'done');
  assert.equal((await studio.ask('runs.evaluation', { project: project.id })).stale, true);
  const after = await studio.ask('projects.get', { project: project.id });
  assert.deepEqual([after.labelled, after.classes[1]?.images], [project.labelled, to!.images + 3]);
  const again = await studio.ask('runs.start', { project: project.id });
  await studio.ended(again.job);
  assert.equal((await studio.ask('runs.evaluation', { project: project.id })).stale, false);
});

test('a learner killed during training costs that run, not a label, and the next run works', async (t) => {
  const folder = await folderOf(t);
  const studio = await ServedStudio.start(folder, { env: poolOfModels });
  t.after(() => studio.end());
  const { id } = await projectWithImages(studio, folder, 'folders');
  const project = await studio.ask('projects.get', { project: id as never });
  const started = await studio.ask('runs.start', { project: project.id, source: pooledSource('mobilenet_v2_100_224_imagenet') });
  await killLearner(studio.process.pid ?? 0);
  const ended = await studio.ended(started.job);
  assert.deepEqual([ended.state, ended.failure?.code], ['failed', 'learner-died']);
  const { runs } = await studio.ask('runs.list', { project: project.id });
  assert.deepEqual([runs[0]?.state, runs[0]?.failure?.code], ['failed', 'learner-died']);
  assert.equal((await studio.ask('projects.get', { project: project.id })).labelled, project.labelled);
  const again = await studio.ask('runs.start', { project: project.id, source: pooledSource('mobilenet_v1_025_128_imagenet') });
  assert.equal((await studio.ended(again.job)).state, 'done');
});

/** Kills the child process of the studio that runs the learner, as soon as there is one that is training. */
async function killLearner(studio: number): Promise<void> {
  for (;;) {
    const children = (await readFile(`/proc/${studio}/task/${studio}/children`, 'utf8')).trim().split(' ');
    for (const pid of children) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const mapsTensorFlow =
        command.includes('learner') && (await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '')).includes('tensorflow');
      if (mapsTensorFlow) return void process.kill(Number(pid), 'SIGKILL');
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

test('a second program that wants the same project is told so in words', async (t) => {
  const folder = await folderOf(t);
  const first = await ServedStudio.start(folder);
  const second = await ServedStudio.start(folder);
  t.after(() => Promise.all([first.end(), second.end()]));
  const { path } = await first.ask('projects.create', { name: 'Shared' });
  await assert.rejects(() => second.ask('projects.open', { path }), { code: 'project-in-use' });
  assert.equal((await second.ask('projects.list', {})).projects.find((entry) => entry.path === path)?.state, 'open-elsewhere');
});

test(
  'ending the studio leaves no process behind',
  { skip: process.platform === 'linux' ? false : 'reads the process table of Linux' },
  async (t) => {
    const folder = await folderOf(t);
    const studio = await ServedStudio.start(folder);
    await projectWithImages(studio, folder, 'folders');
    const children = (await readFile(`/proc/${studio.process.pid}/task/${studio.process.pid}/children`, 'utf8'))
      .trim()
      .split(' ')
      .filter(Boolean);
    assert.ok(children.length > 0, 'the decode pool runs in processes of its own');
    await studio.end();
    for (const pid of children) await assert.rejects(() => readFile(`/proc/${pid}/cmdline`), { code: 'ENOENT' });
  },
);
