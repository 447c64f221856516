import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { migrations, inOrder } from '../../../engine/store/migrations/all.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { addImages, headRun, projectId, reopened, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

const support = (name: string) => join(import.meta.dirname, '..', '..', 'support', name);
const failure =
  (code: string, facts: Record<string, unknown> = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error && 'facts' in error, String(error));
    assert.equal(error.code, code);
    assert.partialDeepStrictEqual(error.facts, facts);
    return true;
  };
const run = (t: TestContext, name: string, ...parameters: string[]): ChildProcess => {
  const child = spawn(process.execPath, [support(name), ...parameters], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
};
/** The first line that a process writes. */
const firstLine = async (child: ChildProcess): Promise<string> => {
  const line = await createInterface({ input: child.stdout! })[Symbol.asyncIterator]().next();
  return line.value ?? '';
};
/** Changes a closed project's database behind the program's back. */
function tamper(folder: string, change: (sqlite: Database.Database) => void): void {
  const sqlite = new Database(join(folder, 'project.db'));
  change(sqlite);
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.close();
}

describe('a project folder', () => {
  test('is made whole, and never over another', (t) => {
    const folder = temporaryFolder(t);
    const store = temporaryProject(t, folder);
    assert.deepEqual([store.name, store.id, store.folder], ['test', projectId, join(folder, 'test.graft')]);
    assert.deepEqual(readdirSync(folder), ['test.graft']);
    const facts = { name: 'test', id: projectId, at: 1 };
    assert.throws(() => ProjectStore.create(store.folder, facts), failure('project-exists', { name: 'test' }));
    assert.throws(() => ProjectStore.create(join(folder, 'none', 'a.graft'), facts), failure('folder-not-found'));
    writeFileSync(join(folder, 'a file'), '');
    assert.throws(() => ProjectStore.create(join(folder, 'a file', 'a.graft'), facts), failure('folder-not-found'));
    assert.deepEqual(readdirSync(folder).toSorted(), ['a file', 'test.graft']);
  });

  test('names its parts', (t) => {
    const store = temporaryProject(t);
    assert.deepEqual(
      [store.cacheFolder, store.featuresFolder, store.imagesFolder, store.backupsFolder, store.runFolder(3 as never)].map((path) =>
        path.slice(store.folder.length + 1),
      ),
      ['cache', 'features', 'images', 'backups', join('runs', '3')],
    );
  });

  test('has numbered forms without gap', () => {
    assert.equal(inOrder(migrations), migrations);
    const [first] = migrations;
    assert.ok(first);
    assert.throws(() => inOrder([first, { ...first, version: 3 }]), /expected 2/);
  });
});

describe('opening a project', () => {
  test('fails with words of its own for what is not a project', (t) => {
    const folder = temporaryFolder(t);
    assert.throws(() => ProjectStore.open(join(folder, 'none')), failure('project-not-found'));
    assert.throws(() => ProjectStore.open(folder), failure('not-a-project'));
    new Database(join(folder, 'project.db')).exec('CREATE TABLE t (x)').close();
    assert.throws(() => ProjectStore.open(folder), failure('not-a-project', { path: folder }));
  });

  test('refuses a project of a newer form and leaves it as it is', (t) => {
    const store = temporaryProject(t);
    store.close();
    tamper(store.folder, (sqlite) => sqlite.pragma('user_version = 99'));
    const before = readFileSync(join(store.folder, 'project.db'));
    assert.throws(() => ProjectStore.open(store.folder), failure('project-newer', { found: 99, known: migrations.length }));
    assert.deepEqual(readFileSync(join(store.folder, 'project.db')), before);
  });

  test('refuses a damaged database, names the most recent sound backup and touches neither', async (t) => {
    const store = temporaryProject(t);
    addImages(store, 2000);
    const older = await store.backup(Date.UTC(2026, 0, 1));
    const newer = await store.backup(Date.UTC(2026, 0, 2));
    store.close();
    const path = join(store.folder, 'project.db');
    const sound = readFileSync(path);
    const damage = Buffer.from(sound);
    damage.fill(0xa5, 4096 * 3, 4096 * 40);
    writeFileSync(path, damage);
    assert.throws(() => ProjectStore.open(store.folder), failure('project-damaged', { backup: newer.path, backups: 2 }));
    truncateSync(newer.path, 9000);
    assert.throws(() => ProjectStore.open(store.folder), failure('project-damaged', { backup: older.path }));
    assert.deepEqual(readFileSync(path), damage);
    for (const bytes of [Buffer.alloc(0), Buffer.from('no database at all'.repeat(99)), sound.subarray(0, sound.length >> 1)]) {
      writeFileSync(path, bytes);
      assert.throws(() => ProjectStore.open(store.folder), failure('project-damaged', { backup: older.path }));
    }
    copyFileSync(older.path, path);
    const restored = ProjectStore.open(store.folder);
    t.after(() => restored.close());
    assert.equal(restored.images.counts().images, 2000, 'putting the backup in its place by hand restores the project, too');
  });

  test('syncs every commit to disk, checks foreign keys and distrusts the file', (t) => {
    const store = temporaryProject(t);
    const settings = ['synchronous', 'journal_mode', 'locking_mode', 'foreign_keys', 'trusted_schema', 'cell_size_check', 'mmap_size'];
    assert.deepEqual(Object.fromEntries(settings.map((name) => [name, store.setting(name)])), {
      synchronous: 2,
      journal_mode: 'wal',
      locking_mode: 'exclusive',
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      mmap_size: 0,
    });
    const careless = new Database(join(temporaryFolder(t), 'x.db'));
    careless.pragma('journal_mode = WAL');
    careless.exec('CREATE TABLE t (x)');
    assert.notEqual(careless.pragma('synchronous', { simple: true }), 2, 'the library alone would sync less');
    careless.close();
  });

  test('gives a run that a dead studio left unfinished an end', (t) => {
    const store = temporaryProject(t);
    const source = { id: 's', title: 's', hash: '0'.repeat(64) as never };
    const counts = { trainImages: 0, validationImages: 0, testImages: 0 };
    const unfinished = store.runs.start({
      method: 'head',
      source,
      cut: 'c',
      seed: 1,
      classes: [],
      ...counts,
      dataVersion: 0,
      software: 'test',
      at: 1,
      ...headRun,
    });
    assert.equal(store.runs.get(unfinished).state, 'running');
    const { state, failure: why } = reopened(t, store).runs.get(unfinished);
    assert.deepEqual([state, why?.code], ['failed', 'studio-ended']);
  });
});

describe('one writer', () => {
  test('a second program is told that the project is open, and gets it when the first is killed', async (t) => {
    const store = temporaryProject(t);
    store.close();
    const holder = run(t, 'hold-project.ts', store.folder);
    assert.equal(await firstLine(holder), 'open');
    assert.throws(() => ProjectStore.open(store.folder), failure('project-in-use'));
    assert.equal(ProjectStore.isInUse(store.folder), true);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    assert.equal(ProjectStore.isInUse(store.folder), false);
    const mine = ProjectStore.open(store.folder);
    mine.close();
  });

  test('of programs that open it at the same moment exactly one gets it', async (t) => {
    const store = temporaryProject(t);
    store.close();
    for (let round = 0; round < 5; round += 1) {
      const at = String(Date.now() + 1500);
      const racers = [1, 2, 3].map(() => run(t, 'hold-project.ts', store.folder, at));
      const said = await Promise.all(racers.map(firstLine));
      assert.deepEqual(said.toSorted(), ['open', 'project-in-use', 'project-in-use']);
      await Promise.all(
        racers.map(async (racer) => {
          racer.stdin?.end();
          if (racer.exitCode === null) await once(racer, 'exit');
        }),
      );
    }
  });
});

describe('a killed program', () => {
  test('loses no acknowledged label and leaves no bulk half applied', async (t) => {
    const store = temporaryProject(t);
    addImages(store, 500);
    for (const name of ['a', 'b', 'c']) store.classes.add(name, who);
    store.close();
    let bulks = 0;
    for (let point = 0; point < 24; point += 1) {
      const child = run(t, 'label-until-killed.ts', store.folder);
      const lines: string[] = [];
      const reading = (async () => {
        for await (const line of createInterface({ input: child.stdout! })) lines.push(line);
      })();
      while (lines.length === 0 && child.exitCode === null) await wait(2);
      await wait(point * 1.7);
      child.kill('SIGKILL');
      await reading;
      const [label, version] = (lines.at(-1) ?? '').split(' ').map(Number);
      const again = ProjectStore.open(store.folder);
      const { images } = again.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 });
      const found = new Map(images.map(({ id, class: to }) => [id, to]));
      assert.equal(new Set(found.values()).size, 1, 'a bulk is applied whole or not at all');
      assert.deepEqual(again.annotations.holding('label'), found);
      assert.ok(again.labels.dataVersion >= (version ?? Infinity), 'what was acknowledged is there');
      if (again.labels.dataVersion === version) assert.equal(found.get(1 as ImageId), label);
      assert.equal(again.labels.pending().undo?.images, 500);
      again.close();
      bulks += lines.length;
    }
    assert.ok(bulks > 24);
  });
});

describe('a full disk', () => {
  test('is told as such, loses nothing acknowledged, and work goes on once there is space', (t) => {
    const folder = temporaryFolder(t);
    const store = temporaryProject(t, folder);
    store.close();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=4m none "$1" && cp -r "$2" "$1/p.graft" &&
      head -c 1000000 /dev/zero > "$1/ballast" && exec "$3" "$4" "$1/p.graft" "$1/ballast"`;
    const parameters = ['-rm', 'sh', '-c', script, 'sh', disk, store.folder, process.execPath, support('fill-project.ts')];
    const filled = spawnSync('unshare', parameters, { encoding: 'utf8' });
    if (filled.error || /unshare|mount|permitted/.test(filled.stderr)) {
      return t.skip(`no small disk can be had here: ${filled.stderr || String(filled.error)}`);
    }
    assert.equal(filled.status, 0, filled.stderr);
    const told = JSON.parse(filled.stdout) as { acknowledged: number };
    const { acknowledged } = told;
    assert.ok(acknowledged > 0);
    assert.deepEqual(told, {
      failure: 'disk-full',
      acknowledged,
      whenFull: { images: acknowledged, labelled: acknowledged },
      after: acknowledged + 50,
    });
    return undefined;
  });
});
