import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { RowStore } from '../../../engine/files/row-store.ts';
import { loadHead } from '../../../engine/learn/head/head-file.ts';
import { Backups } from '../../../engine/store/backups.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { hashOf, temporaryFolder, temporaryProject, who } from '../../support/project.ts';

/** A closed project, and a folder that is nobody's business of it. */
function project(t: TestContext): { folder: string; outside: string } {
  const store = temporaryProject(t);
  store.close();
  const outside = temporaryFolder(t);
  writeFileSync(join(outside, 'mine.txt'), 'mine');
  return { folder: store.folder, outside };
}

function refused(folder: string, name: string): void {
  assert.throws(
    () => ProjectStore.open(folder),
    (error: { code?: string; facts?: Record<string, unknown> }) => {
      assert.deepEqual([error.code, error.facts?.name], ['project-leads-elsewhere', name]);
      return true;
    },
  );
}

describe(
  'a project of which a part is elsewhere',
  { skip: process.platform === 'win32' && 'Windows asks for rights to make a link' },
  () => {
    for (const name of ['cache', 'features', 'images', 'backups', 'runs']) {
      test(`is not opened: ${name} is a link`, (t) => {
        const { folder, outside } = project(t);
        symlinkSync(outside, join(folder, name));
        refused(folder, name);
        assert.deepEqual(readdirSync(outside), ['mine.txt']);
      });
    }

    for (const name of ['cache/ab', 'features/model', 'backups/project-2020-01-01T00-00-00-000Z.db', 'runs/1']) {
      test(`is not opened: ${name} is a link`, (t) => {
        const { folder, outside } = project(t);
        mkdirSync(join(folder, name.split('/')[0]!), { recursive: true });
        symlinkSync(outside, join(folder, name));
        refused(folder, name);
      });
    }

    test('is not opened: its database is another one, which stays as it is to the last byte', (t) => {
      const { folder, outside } = project(t);
      const other = join(outside, 'other.sqlite');
      const foreign = new Database(other);
      foreign.exec('CREATE TABLE mine (x); INSERT INTO mine VALUES (1)');
      foreign.close();
      const before = readFileSync(other);
      renameSync(join(folder, 'project.db'), join(outside, 'project.db'));
      symlinkSync(other, join(folder, 'project.db'));
      refused(folder, 'project.db');
      assert.deepEqual(readFileSync(other), before);
    });

    for (const name of ['project.db-wal', 'project.db-journal', 'project.db-shm']) {
      test(`is not opened: ${name}, which SQLite would write to, is a link`, (t) => {
        const { folder, outside } = project(t);
        symlinkSync(join(outside, 'mine.txt'), join(folder, name));
        refused(folder, name);
        assert.equal(readFileSync(join(outside, 'mine.txt'), 'utf8'), 'mine');
      });
    }

    test('is not opened where a pipe has the name of its database', (t) => {
      const { folder, outside } = project(t);
      renameSync(join(folder, 'project.db'), join(outside, 'project.db'));
      execFileSync('mkfifo', [join(folder, 'project.db')]);
      refused(folder, 'project.db');
    });
  },
);

test('thinning removes only files of the name of a backup: no link, no folder, no file of another name', async (t) => {
  const store = temporaryProject(t);
  const outside = temporaryFolder(t);
  const day = 24 * 3_600_000,
    start = Date.UTC(2026, 0, 1);
  writeFileSync(join(outside, 'mine.db'), 'mine');
  mkdirSync(store.backupsFolder);
  const [link, folder, notes] = ['project-2020-01-01T00-00-00-000Z.db', 'project-2020-01-01T00-00-00-001Z.db', 'partial-notes.txt'].map(
    (name) => join(store.backupsFolder, name),
  ) as [string, string, string];
  symlinkSync(join(outside, 'mine.db'), link);
  mkdirSync(folder);
  writeFileSync(notes, 'notes');
  writeFileSync(join(store.backupsFolder, 'partial-1.db'), 'left by a process that is gone');
  for (let made = 0; made < 60; made++) {
    store.classes.add(`class ${made}`, who);
    await store.backup(start + (made * day) / 24);
  }
  const kept = Backups.list(store.backupsFolder);
  assert.ok(kept.length < 60, 'it did thin them out');
  assert.ok(kept.every(({ path }) => lstatSync(path).isFile()));
  assert.deepEqual([lstatSync(link).isSymbolicLink(), lstatSync(folder).isDirectory(), readFileSync(notes, 'utf8')], [true, true, 'notes']);
  assert.equal(existsSync(join(store.backupsFolder, 'partial-1.db')), false);
  assert.equal(readFileSync(join(outside, 'mine.db'), 'utf8'), 'mine');
});

test('rows are not written through a link: the store is begun anew, and what lies behind the link stays', (t) => {
  const outside = temporaryFolder(t);
  const mine = join(outside, 'mine.bin');
  writeFileSync(mine, Buffer.alloc(100, 7));
  const hash: ContentHash = hashOf('a');
  for (const place of ['keys', 'rows', '.'] as const) {
    const space = { folder: join(temporaryFolder(t), 'store'), file: 'rows', rowBytes: 4, meta: { version: 1 } };
    const whole = new RowStore(space);
    whole.append([hash], Uint8Array.of(1, 2, 3, 4));
    whole.close();
    const path = join(space.folder, place);
    renameSync(path, join(outside, `was-${place === '.' ? 'store' : place}`));
    symlinkSync(place === '.' ? join(outside, 'was-store') : mine, join(space.folder, place));
    const again = new RowStore(space);
    assert.equal(again.size, 0, place);
    again.append([hash], Uint8Array.of(1, 2, 3, 4));
    again.close();
    assert.deepEqual(readFileSync(mine), Buffer.alloc(100, 7), place);
    assert.deepEqual(
      existsSync(join(outside, 'was-store')) ? readFileSync(join(outside, 'was-store', 'rows')) : null,
      place === '.' ? Buffer.of(1, 2, 3, 4) : null,
    );
  }
});

test('a pipe in the place of a head keeps nobody waiting', async (t) => {
  const folder = temporaryFolder(t);
  execFileSync('mkfifo', [join(folder, 'head.json')]);
  await assert.rejects(loadHead(folder), { code: 'run-damaged' });
});
