import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { dependencyMismatch } from '../../build/set-up/dependencies.mjs';
import { emptyFolder } from '../support/models/tensorflow.ts';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/one': { version: '1.0.0', integrity: 'sha512-one' },
  'node_modules/other-system': { version: '2.0.0', integrity: 'sha512-two', optional: true },
};

test('an install that agrees with the lock file is left alone, without the packages of other systems', (t) => {
  assert.equal(dependencyMismatch(checkout(t)), null);
});

test('a fresh clone, another version, other content and a removed package are each noticed', (t) => {
  const fresh = checkout(t);
  rmSync(path.join(fresh, 'node_modules'), { recursive: true });
  assert.match(dependencyMismatch(fresh) ?? '', /nothing is installed/);
  assert.match(dependencyMismatch(checkout(t, { version: '1.0.1' })) ?? '', /not version 1\.0\.0/);
  assert.match(dependencyMismatch(checkout(t, { integrity: 'sha512-else' })) ?? '', /not version 1\.0\.0/);
  const removed = checkout(t);
  rmSync(path.join(removed, 'node_modules', 'one'), { recursive: true });
  assert.match(dependencyMismatch(removed) ?? '', /node_modules\/one is missing/);
});

function checkout(t: TestContext, change: object = {}): string {
  const folder = emptyFolder(t);
  const installed = { 'node_modules/one': { ...locked['node_modules/one'], ...change } };
  mkdirSync(path.join(folder, 'node_modules', 'one'), { recursive: true });
  writeFileSync(path.join(folder, 'node_modules', 'one', 'package.json'), '{}');
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: locked }));
  writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return folder;
}
