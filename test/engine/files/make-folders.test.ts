import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolders } from '../../../engine/files/make-folders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('folders are made however many are missing, and are left where they are', (t) => {
  const folder = temporaryFolder(t), deep = join(folder, 'moths.graft', 'features', 'augmented', 'mirror-1');
  mkdirSync(join(folder, 'moths.graft'));
  for (const path of [deep, deep, join(folder, 'plain', 'below')]) {
    makeFolders(path);
    assert.ok(statSync(path).isDirectory());
  }
});

test('the folder of a project is never made, nor anything in its place', (t) => {
  const folder = temporaryFolder(t), moved = join(folder, 'moths.graft');
  for (const path of [moved, join(moved, 'runs'), join(moved, 'runs', '1', 'trials', '2')]) {
    assert.throws(() => makeFolders(path), { code: 'ENOENT' });
    assert.equal(existsSync(moved), false);
  }
});

test('what the system says is told', (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  assert.throws(() => makeFolders(join(file, 'below')), { code: 'ENOTDIR' });
});
