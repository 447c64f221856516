import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { JobId, UnpackReport } from '../../../../engine/contract/index.ts';
import { descriptionName } from '../../../../engine/domain/project-archive.ts';
import { writeZip } from '../../../../engine/files/zip-file.ts';
import type { TestProject } from '../../../support/screens/test-project.ts';
import { TestStudio } from '../../../support/test-studio.ts';

/** A studio with a project of 24 labelled images in two classes, one image without its file, a run and an undo to make. */
async function saved(t: TestContext, images = true): Promise<{ studio: TestStudio; project: TestProject; file: string }> {
  const studio = new TestStudio();
  t.after(() => studio.end());
  const project = await studio.addProject('Moths of 2025', async (filler) => {
    filler.addImages('Betula', 12, 12);
    filler.addImages('Quercus, old', 12, 12);
    const folder = filler.store.runFolder(filler.runs.add());
    mkdirSync(join(folder, 'tuned'), { recursive: true });
    writeFileSync(join(folder, 'head.bin'), 'the new last layer');
    writeFileSync(join(folder, 'tuned/weights.bin'), 'what was tuned');
    filler.setLabels([2], 2);
    await filler.loseFile(5);
  });
  studio.open(project);
  const file = join(studio.folders.start, 'moths.graft.zip');
  await studio.done(await studio.ask('projects.pack', { project: project.id, out: file, images }));
  return { studio, project, file };
}

async function unpacked(studio: TestStudio, file: string, name?: string): Promise<UnpackReport> {
  const { job } = await studio.ask('projects.unpack', { file, ...(name === undefined ? {} : { name }) });
  const ended = await studio.queue.ended(job);
  assert.equal(ended.result?.kind, 'unpack', JSON.stringify(ended.failure));
  return ended.result.report;
}

/** Another computer, with only this file. */
async function elsewhere(t: TestContext, file: string): Promise<{ studio: TestStudio; file: string }> {
  const studio = new TestStudio();
  t.after(() => studio.end());
  await studio.addProject('Another');
  const copy = join(studio.folders.start, 'moths.graft.zip');
  cpSync(file, copy);
  return { studio, file: copy };
}

test('a project goes to another computer as one file, with its images, labels, history, runs and models', async (t) => {
  const { studio: here, project, file } = await saved(t);
  const before = { images: project.images, summary: project.summary() };
  await here.close(project);
  rmSync(here.pictures, { recursive: true });
  const other = await elsewhere(t, file);

  const report = await unpacked(other.studio, other.file);
  assert.deepEqual(report, {
    project: project.id,
    path: join(other.studio.folders.projects, 'Moths of 2025.graft'),
    name: 'Moths of 2025',
    images: 24,
    missing: 1,
  });
  const seen = await other.studio.ask('images.page', { project: project.id, filter: {}, order: 'added', offset: 0, limit: 100 });
  assert.deepEqual(
    seen.images.map(({ id, name, class: label, split, missing }) => [id, name, label, split, missing]),
    before.images.map(({ id, name, class: label, split, missing }) => [id, name, label, split, missing]),
  );
  const { files } = await other.studio.ask('images.get', { project: project.id, image: before.images[0]!.id });
  assert.ok(files[0]!.path.startsWith(join(report.path, 'images')), files[0]!.path);
  for (const name of ['head.bin', 'tuned/weights.bin'])
    assert.deepEqual(readFileSync(join(report.path, 'runs/1', name)), readFileSync(join(project.path, 'runs/1', name)));
  const now = await other.studio.ask('projects.get', { project: project.id });
  assert.deepEqual([now.undo, now.runs, now.dataVersion], [before.summary.undo, 1, before.summary.dataVersion]);
  await other.studio.ask('labels.undo', { project: project.id });
  assert.deepEqual(readdirSync(other.studio.folders.projects), ['Another.graft', 'Moths of 2025.graft']);
});

test('without its images a project finds those that are where they were', async (t) => {
  const { studio: here, project, file } = await saved(t, false);
  await here.close(project);
  const other = await elsewhere(t, file);
  assert.equal((await unpacked(other.studio, other.file)).missing, 1);
  assert.equal(existsSync(join(other.studio.folders.projects, 'Moths of 2025.graft/images')), false);
  await other.studio.close({ id: project.id });
  rmSync(here.pictures, { recursive: true });
  assert.equal((await unpacked(other.studio, other.file, 'Again')).missing, 24);
});

test('an image whose file has changed since it was imported does not come back as that image', async (t) => {
  const { studio: here, project } = await saved(t);
  const [image] = project.images;
  const { files } = await here.ask('images.get', { project: project.id, image: image!.id });
  const content = readFileSync(files[0]!.path);
  content[content.length - 1]! ^= 1;
  writeFileSync(files[0]!.path, content);
  const file = join(here.folders.start, 'changed.graft.zip');
  await here.done(await here.ask('projects.pack', { project: project.id, out: file, images: true }));
  await here.close(project);
  rmSync(here.pictures, { recursive: true });
  const other = await elsewhere(t, file);
  assert.equal((await unpacked(other.studio, other.file)).missing, 2);
});

test('a file that is no project, was damaged, or holds anything else is refused in words, and nothing is left of it', async (t) => {
  const { studio, project, file } = await saved(t);
  await studio.close(project);
  const good = readFileSync(file);
  const at = (content: string): number => good.indexOf(content);
  const changed = (change: (bytes: Buffer) => Buffer | void): Buffer => {
    const bytes = Buffer.from(good);
    return change(bytes) ?? bytes;
  };
  const renamed = (from: string, to: string): Buffer => Buffer.from(good.toString('latin1').replaceAll(from, to), 'latin1');
  const other = join(studio.folders.start, 'other.zip');
  await writeZip(other, [{ name: 'source.json', content: { text: '{}' } }]);
  const cases: [string, Buffer, RegExp][] = [
    ['text', Buffer.from('no zip at all'), /damaged/],
    ['another zip', readFileSync(other), /no-project/],
    ['cut short', good.subarray(0, good.length - 4000), /damaged/],
    ['one bit of the database', changed((bytes) => void (bytes[at('SQLite format 3') + 5000]! ^= 1)), /damaged/],
    ['a newer version', renamed('"version":1', '"version":2'), /damaged|newer/],
    ['a part that leads elsewhere', renamed('runs/1/', '../../x'), /damaged/],
    ['a part of no project', renamed('runs/1/', 'bins/1/'), /foreign/],
  ];
  const before = readdirSync(studio.folders.projects);
  for (const [name, bytes, problem] of cases) {
    const bad = join(studio.folders.start, 'bad.zip');
    writeFileSync(bad, bytes);
    const { job } = await studio.ask('projects.unpack', { file: bad, name: 'Unpacked' });
    const { failure } = await studio.queue.ended(job);
    assert.equal(failure?.code, 'project-file-unreadable', `${name}: ${JSON.stringify(failure)}`);
    assert.match(String(failure.facts.problem), problem, name);
    assert.deepEqual(readdirSync(studio.folders.projects), before, name);
  }
  const failed = async (request: { file: string; name?: string; folder?: string }): Promise<string | undefined> =>
    (await studio.queue.ended((await studio.ask('projects.unpack', request)).job)).failure?.code;
  assert.equal(await failed({ file }), 'project-exists');
  assert.equal(await failed({ file: join(studio.folders.start, 'gone.zip') }), 'project-file-unreadable');
  assert.equal(await failed({ file, folder: join(studio.folders.start, 'nowhere') }), 'folder-not-found');
  studio.open(project);
  assert.equal(await failed({ file, name: 'Twin' }), 'project-in-use', 'two open projects cannot be one');
  assert.deepEqual(readdirSync(studio.folders.projects), before);
});

test('a version that this program does not know is told as that', async (t) => {
  const { studio, project, file } = await saved(t, false);
  await studio.close(project);
  const newer = join(studio.folders.start, 'newer.zip');
  await writeZip(newer, [
    { name: descriptionName, content: { text: '{"format":"graft-project","version":2,"name":"M"}' } },
    { name: 'project.db', content: { path: file } },
  ]);
  const { job } = await studio.ask('projects.unpack', { file: newer });
  assert.equal((await studio.queue.ended(job)).failure?.facts.problem, 'newer');
});

test('nothing is overwritten, nothing is written into the project, and a stop leaves no file', async (t) => {
  const { studio, project, file } = await saved(t);
  const pack = (out: string): Promise<{ job: JobId }> => studio.ask('projects.pack', { project: project.id, out, images: true });
  await assert.rejects(pack(file), { code: 'output-exists' });
  await assert.rejects(pack(join(project.path, 'me.zip')), { code: 'output-in-project' });
  const stopped = join(studio.folders.start, 'stopped.zip');
  const { job } = await pack(stopped);
  await studio.ask('jobs.stop', { job, keepBest: false });
  assert.equal((await studio.queue.ended(job)).state, 'stopped');
  assert.deepEqual(
    readdirSync(studio.folders.start).filter((name) => name.startsWith('stopped')),
    [],
  );
  await studio.close(project);
  renameSync(project.path, `${project.path}.away`);
  const { job: unpacking } = await studio.ask('projects.unpack', { file });
  await studio.ask('jobs.stop', { job: unpacking, keepBest: false });
  assert.equal((await studio.queue.ended(unpacking)).state, 'stopped');
  assert.deepEqual(readdirSync(studio.folders.projects), ['Moths of 2025.graft.away']);
});
