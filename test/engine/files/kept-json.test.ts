import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keep, readKept } from '../../../engine/files/kept-json.ts';
import { ownMark } from '../../../engine/files/own-remains.ts';
import { temporaryFolder } from '../../support/project.ts';

const anything = { parse: (value: unknown) => value };

test('what is there and cannot be read is set aside, so that what is taken instead does not write over it', (t) => {
  const path = join(temporaryFolder(t), 'kept.json');
  // Reading a folder as a file fails on every system, and for the superuser, too.
  mkdirSync(join(path, 'inside'), { recursive: true });
  assert.equal(readKept(path, anything, 'otherwise'), 'otherwise');
  keep(path, 'new');
  assert.deepEqual([readKept(path, anything, null), readdirSync(`${path}.damaged`)], ['new', ['inside']]);
});

test('where nothing is kept, nothing is set aside', (t) => {
  const path = join(temporaryFolder(t), 'kept.json');
  assert.deepEqual([readKept(path, anything, 'otherwise'), existsSync(`${path}.damaged`)], ['otherwise', false]);
});

test('what a killed process left of a file goes when that file is written again', (t) => {
  const folder = temporaryFolder(t),
    path = join(folder, 'kept.json'),
    ended = ownMark().replace(/\d+$/, '4194303');
  for (const name of [`kept.json.part-${ended}`, `other.json.part-${ended}`]) writeFileSync(join(folder, name), '{');
  keep(path, 'new');
  assert.deepEqual(readdirSync(folder), ['kept.json', `other.json.part-${ended}`]);
});
