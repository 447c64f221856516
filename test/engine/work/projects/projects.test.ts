import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { requests } from '../../../../engine/contract/index.ts';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import { browseHandlers } from '../../../../engine/work/images/browse-images.ts';
import { projectHandlers } from '../../../../engine/work/projects/projects.ts';
import { usualTableForm } from '../../../../engine/domain/table-form.ts';
import { Settings } from '../../../../engine/work/studio/settings.ts';
import { cacheFolder, projectsFolder, studioHome } from '../../../../engine/work/studio/user-folders.ts';
import { record, temporaryFolder } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';

const failure = (code: string) => ({ name: 'StudioError', code });
type ProjectHandlers = ReturnType<typeof projectHandlers>;
const create = (handlers: ProjectHandlers, name: string) => requests['projects.create'].output.parse(handlers['projects.create']({ name }));
const list = async (handlers: ProjectHandlers) => requests['projects.list'].output.parse(await handlers['projects.list']({})).projects;

describe('projects', () => {
  test('are made in the projects folder, whatever their name, and listed last opened first', async (t) => {
    const { shelf, projects } = testShelf(t);
    const handlers = projectHandlers(shelf);
    const first = create(handlers, 'Moths: north/south?');
    const second = create(handlers, 'Fungi');
    assert.deepEqual(readdirSync(projects).toSorted(), ['Fungi.graft', 'Moths- north-south-.graft']);
    assert.equal(first.name, 'Moths: north/south?');
    assert.deepEqual(
      (await list(handlers)).map(({ id, name, state, images }) => ({ id, name, state, images })),
      [
        { id: second.id, name: 'Fungi', state: 'ready', images: 0 },
        { id: first.id, name: first.name, state: 'ready', images: 0 },
      ],
    );
    assert.throws(() => handlers['projects.create']({ name: 'Fungi' }), failure('project-exists'));
    assert.throws(() => handlers['projects.create']({ name: 'x', folder: join(projects, 'none') }), failure('folder-not-found'));
  });

  test('the first one is made where projects are kept, also when that folder is named and is not there yet', (t) => {
    const { shelf, projects } = testShelf(t);
    rmSync(projects, { recursive: true });
    void projectHandlers(shelf)['projects.create']({ name: 'First', folder: projects });
    assert.deepEqual(readdirSync(projects), ['First.graft']);
  });

  test('are opened once, also by way of a link or of the database inside', (t) => {
    const { shelf, projects } = testShelf(t);
    const { id, path } = create(projectHandlers(shelf), 'one');
    symlinkSync(path, join(projects, 'link.graft'));
    for (const way of [path, `${path}/`, join(path, 'project.db'), join(projects, 'link.graft')]) assert.equal(shelf.open(way).id, id);
  });

  test('that are closed answer as not open, and open again with what they held', async (t) => {
    const { shelf } = testShelf(t);
    const handlers = projectHandlers(shelf);
    const { id, path } = create(handlers, 'one');
    shelf.get(id).images.addBatch([record('/p/cat/1.jpg', { className: 'cat' })], { at: 1, by: 'x' });
    void handlers['projects.close']({ project: id });
    assert.throws(() => handlers['projects.get']({ project: id }), failure('project-not-open'));
    assert.throws(() => handlers['projects.close']({ project: id }), failure('project-not-open'));
    const counted = (await list(handlers)).map(({ images, labelled, classes }) => [images, labelled, classes]);
    assert.deepEqual(counted, [[1, 1, 1]], 'counts are known without opening');
    const project = requests['projects.open'].output.parse(handlers['projects.open']({ path }));
    assert.deepEqual([project.id, project.images, project.labelled, project.undo?.kind], [id, 1, 1, 'import']);
  });

  test('say in the list when they are gone or open elsewhere, and can be forgotten', async (t) => {
    const { shelf, projects } = testShelf(t);
    const handlers = projectHandlers(shelf);
    for (const name of ['away', 'held', 'here']) shelf.close(create(handlers, name).id);
    renameSync(join(projects, 'away.graft'), join(projects, 'elsewhere.graft'));
    const holder = spawn(
      process.execPath,
      [join(import.meta.dirname, '..', '..', '..', 'support', 'hold-project.ts'), join(projects, 'held.graft')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    t.after(() => holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const states = async () => Object.fromEntries((await list(handlers)).map(({ name, state }) => [name, state]));
    assert.deepEqual(await states(), { here: 'ready', held: 'open-elsewhere', away: 'missing' });
    assert.throws(() => handlers['projects.open']({ path: join(projects, 'held.graft') }), failure('project-in-use'));
    void handlers['projects.forget']({ path: join(projects, 'away.graft') });
    assert.deepEqual(Object.keys(await states()), ['here', 'held']);
    holder.stdin.end();
    await once(holder, 'exit');
    assert.equal((await states())['held'], 'ready');
    assert.ok(readdirSync(projects).includes('elsewhere.graft'), 'a forgotten project stays where it is');
  });

  test('a copy of an open project cannot be opened beside it, for both have one identity', (t) => {
    const { shelf, projects } = testShelf(t);
    const { id, path } = create(projectHandlers(shelf), 'one');
    shelf.close(id);
    mkdirSync(join(projects, 'copy.graft'));
    writeFileSync(join(projects, 'copy.graft', 'project.db'), readFileSync(join(path, 'project.db')));
    shelf.open(path);
    assert.throws(() => shelf.open(join(projects, 'copy.graft')), failure('project-in-use'));
    assert.equal(shelf.get(id).folder, path);
  });

  test('tell the windows once after many changes, and back themselves up', async (t) => {
    const { shelf, told, problems } = testShelf(t);
    const { id } = create(projectHandlers(shelf), 'one');
    const store = shelf.get(id);
    for (const name of ['a', 'b', 'c']) {
      store.classes.add(name, { at: 1, by: 'x' });
      shelf.changed(id);
    }
    await nextTurn();
    assert.deepEqual(
      told.map(({ classes }) => classes.length),
      [3],
    );
    const backups = () => readdirSync(store.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('project-'));
    while (backups().length === 0) await wait(10);
    assert.deepEqual(problems, []);
  });

  test('find out after opening which images have lost their file', async (t) => {
    const folder = temporaryFolder(t);
    const { shelf, told } = testShelf(t, folder);
    const { id, path } = create(projectHandlers(shelf), 'one');
    const files = Array.from({ length: 150 }, (_, index) => join(folder, `${index}.jpg`));
    for (const file of files) writeFileSync(file, 'jpeg');
    shelf.get(id).images.addBatch(
      files.map((file) => record(file, { bytes: 4 })),
      { at: 1, by: 'x' },
    );
    shelf.close(id);
    rmSync(files[120] as string);
    shelf.open(path);
    assert.equal(shelf.get(id).images.counts().missing, 0, 'they are looked for behind other work');
    assert.deepEqual(await browseHandlers(shelf)['images.missing']({ project: id }), { missing: 1 }, 'whoever asks waits for the answer');
    while (told.length === 0) await wait(5);
    assert.equal(told.at(-1)?.missing, 1);
    assert.equal(shelf.get(id).images.get(121 as ImageId).missing, true);
  });
});

describe('what is kept of a user', () => {
  test('a damaged list of projects or settings never stops the start, and is set aside', async (t) => {
    const folder = temporaryFolder(t);
    const { shelf, home } = testShelf(t, folder);
    create(projectHandlers(shelf), 'one');
    for (const damage of ['', '{"half', '[{"path": 3}]', 'null']) {
      writeFileSync(join(home, 'projects.json'), damage);
      writeFileSync(join(home, 'settings.json'), damage);
      assert.deepEqual(await list(projectHandlers(testShelf(t, folder).shelf)), []);
      assert.equal(new Settings(home).get().theme, 'system');
    }
    assert.deepEqual(readdirSync(home).toSorted(), ['projects.json.damaged', 'settings.json.damaged']);
  });

  test('a project opens although the list cannot be written, and the problem is told', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'home'), 'a file where the folder should be');
    const { shelf, problems } = testShelf(t, folder);
    assert.equal(create(projectHandlers(shelf), 'one').images, 0);
    assert.equal(problems.length, 1);
  });

  test('settings are kept, and one change leaves the others', (t) => {
    const home = join(temporaryFolder(t), 'deep', 'home');
    const settings = new Settings(home);
    assert.ok(settings.get().by.length > 0);
    settings.set({ by: 'Ada' });
    settings.set({ theme: 'dark' });
    assert.deepEqual(new Settings(home).get(), { by: 'Ada', theme: 'dark', source: null, table: usualTableForm });
    settings.set({ source: 'mobilenet' });
    settings.set({ table: { separator: 'semicolon', bom: false } });
    settings.set({ theme: 'light' });
    assert.deepEqual(new Settings(home).get(), {
      by: 'Ada',
      theme: 'light',
      source: 'mobilenet',
      table: { separator: 'semicolon', bom: false },
    });
    settings.set({ source: null });
    assert.equal(new Settings(home).get().source, null);
  });

  test('the folders of a user are where each system keeps them, or where the environment says', () => {
    const ends = (paths: string[]) => paths.map((path) => path.split(/[\\/]/).slice(-2).join('/'));
    assert.deepEqual(ends((['linux', 'darwin', 'win32'] as const).map((system) => studioHome({}, system))), [
      'share/graft',
      'Application Support/Graft',
      'Roaming/Graft',
    ]);
    assert.deepEqual(ends((['linux', 'darwin'] as const).map((system) => cacheFolder({}, system))), ['.cache/graft', 'Caches/Graft']);
    assert.equal(cacheFolder({ GRAFT_CACHE: '/c', GRAFT_HOME: '/h' }), resolve('/c'));
    assert.equal(studioHome({ XDG_DATA_HOME: '/d' }, 'linux'), join('/d', 'graft'));
    assert.deepEqual([studioHome({ GRAFT_HOME: '/h' }), projectsFolder({ GRAFT_PROJECTS: '/p' })], [resolve('/h'), resolve('/p')]);
  });
});
