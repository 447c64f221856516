import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNameFrom, folderOf, inFolder, isFileName, lastPart } from '../../../../renderer/state/app/paths.ts';

test("a name is put into a folder with the separator of the studio's system", () => {
  assert.equal(inFolder('/home/ada', 'a.csv'), '/home/ada/a.csv');
  assert.equal(inFolder('/home/ada/', 'a.csv'), '/home/ada/a.csv');
  assert.equal(inFolder('/', 'a.csv'), '/a.csv');
  assert.equal(inFolder('C:\\Users\\Ada', 'a.csv'), 'C:\\Users\\Ada\\a.csv');
  assert.equal(inFolder('C:\\', 'a.csv'), 'C:\\a.csv');
  assert.equal(inFolder('\\\\server\\share', 'a.csv'), '\\\\server\\share\\a.csv');
});

test('a path is taken apart into its folder and its last part', () => {
  const parts = (path: string) => [folderOf(path), lastPart(path)];
  assert.deepEqual(parts('/home/ada/Flowers.graft'), ['/home/ada', 'Flowers.graft']);
  assert.deepEqual(parts('/home/ada/'), ['/home', 'ada']);
  assert.deepEqual(parts('/Flowers.graft'), ['/', 'Flowers.graft']);
  assert.deepEqual(parts('C:\\Flowers.graft'), ['C:\\', 'Flowers.graft']);
  assert.deepEqual(parts('C:\\Users\\Ada\\'), ['C:\\Users', 'Ada']);
  assert.deepEqual(parts('/odd\\name/here'), ['/odd\\name', 'here']);
});

test('only what is a name on every system is one', () => {
  for (const name of ['a.csv', 'Blätter 3', '.hidden']) assert.ok(isFileName(name), name);
  for (const name of ['', '.', '..', 'a/b', 'a\\b', 'a:b', 'a?', 'a\nb', ' a', 'a ', 'a.', 'x'.repeat(201)])
    assert.ok(!isFileName(name), JSON.stringify(name));
});

test('any text becomes a name', () => {
  assert.equal(fileNameFrom('Beech: leaves/2025?'), 'Beech- leaves-2025-');
  assert.equal(fileNameFrom('...'), 'images');
  for (const text of ['', ' . ', '\u0000', 'x'.repeat(500), 'C:\\', 'end. .'])
    assert.ok(isFileName(fileNameFrom(text)), JSON.stringify(text));
});
