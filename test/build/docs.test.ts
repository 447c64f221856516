import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

/** Files of the sources that a text names, from the root of the checkout. */
const namedFiles = (text: string): string[] =>
  [...text.matchAll(/`((?:engine|renderer|electron|build|test)\/[\w./-]+\.(?:ts|mjs|svelte|py))`/g)].map(([, path]) => path!);

test('every file that the docs name is there', () => {
  const docs = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ];
  const named = docs.flatMap((doc) => namedFiles(readFileSync(join(root, doc), 'utf8')).map((path) => ({ doc, path })));
  assert.ok(named.length > 20, `only ${named.length} files are named`);
  assert.deepEqual(
    named.filter(({ path }) => !existsSync(join(root, path))),
    [],
  );
});

test('a planted fault is found: a file that was moved', () => {
  assert.deepEqual(
    namedFiles('see `engine/learn/head.ts` and `engine/domain`').filter((path) => !existsSync(join(root, path))),
    ['engine/learn/head.ts'],
  );
});
