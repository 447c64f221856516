import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLayers } from '../../build/layers/check.mjs';
import { checkName, checkSettings, checkText } from '../../build/layers/text.mjs';

function check(files: Record<string, string>): string[] {
  return checkLayers(new Map(Object.entries(files)));
}

test('imports that the table allows pass', () => {
  const wrong = check({
    'engine/work/studio.ts': "import { plan } from './runs/plan-run.ts';",
    'engine/work/runs/plan-run.ts':
      "import type { Library } from '../sources/source-library.ts';\nimport { trainingSet } from '../labels/training-set.ts';",
    'engine/domain/labels/split.ts': "import { seeded } from './random.ts';",
    'engine/domain/statistics/random.ts': '',
    'engine/store/labels.ts':
      "import Database from 'better-sqlite3';\nimport { readFile } from 'node:fs';\nimport type { Label } from '../contract/labels.ts';",
    'engine/contract/labels.ts': "import { z } from 'zod';",
    'renderer/App.svelte': '<script lang="ts">\n  import { split } from "../engine/domain/labels/split.ts";\n</script>',
    'test/engine/store.test.ts': "import Database from 'better-sqlite3';",
    'engine/words/words.ts': "import { en } from './en/en.ts';",
    'engine/words/en/en.ts': '',
    'test/engine/words/en.test.ts': "import { en } from '../../../engine/words/en/en.ts';",
  });
  assert.deepEqual(wrong, []);
});

const planted: [string, Record<string, string>, RegExp][] = [
  [
    'the domain using a clock or files of Node',
    { 'engine/domain/a.ts': "import fs from 'node:fs';" },
    /domain may not import Node's own modules/,
  ],
  ['the domain using a package, even for a type', { 'engine/domain/a.ts': "import type { z } from 'zod';" }, /the package zod/],
  [
    'the store using images',
    { 'engine/store/a.ts': "import { decode } from '../images/decode.ts';" },
    /store may not import engine\/images/,
  ],
  ['learn using the store', { 'engine/learn/a.ts': "import { open } from '../store/database.ts';" }, /learn may not import engine\/store/],
  [
    'the store using more than types of the contract',
    { 'engine/store/a.ts': "import { schema } from '../contract/labels.ts';" },
    /only types of it/,
  ],
  [
    'a use case opening the database by itself',
    { 'engine/work/a.ts': "import Database from 'better-sqlite3';" },
    /the package better-sqlite3/,
  ],
  [
    'a screen reading files',
    { 'renderer/screens/A.svelte': '<p>x</p>\n<script lang="ts">\nimport fs from "node:fs";\n</script>' },
    /A\.svelte:3: renderer may not import Node/,
  ],
  ['a screen using Electron', { 'renderer/studio.ts': "import { ipcRenderer } from 'electron';" }, /the package electron/],
  [
    'a part that knows the studio',
    { 'renderer/parts/A.svelte': '<script>import { studio } from "../studio.ts";</script>' },
    /parts know no studio/,
  ],
  [
    'the shell reaching into the engine',
    { 'electron/main.ts': "import { open } from '../engine/store/database.ts';" },
    /electron may not import engine\/store/,
  ],
  [
    'a hidden import inside a function',
    { 'engine/host/a.ts': "async function f() { await import('@tensorflow/tfjs-node'); }" },
    /the package @tensorflow\/tfjs-node/,
  ],
  [
    'an export that passes on a forbidden file',
    { 'engine/store/a.ts': "export { decode } from '../images/decode.ts'; const own = 1;" },
    /store may not import/,
  ],
  [
    'a circle of two files',
    { 'engine/domain/a.ts': "import './b.ts';", 'engine/domain/b.ts': "import './a.ts';" },
    /in a circle: engine\/domain\/a\.ts -> engine\/domain\/b\.ts -> engine\/domain\/a\.ts/,
  ],
  ['a file that imports itself', { 'engine/domain/a.ts': "import './a.ts';" }, /in a circle/],
  [
    'a room importing one above it',
    { 'engine/work/labels/a.ts': "import { plan } from '../runs/plan-run.ts';" },
    /the room labels may not import the room runs/,
  ],
  [
    'a room importing more than types of one beside it',
    { 'engine/work/runs/a.ts': "import { find } from '../sources/source-library.ts';" },
    /the room runs may not import the room sources \(only types of it\)/,
  ],
  [
    'a room importing what puts the rooms together',
    { 'engine/work/runs/a.ts': "import type { Studio } from '../studio.ts';" },
    /what puts the rooms together/,
  ],
  ['a use case in a room of its own', { 'engine/work/odds/a.ts': 'export const one = 1;' }, /has no room odds/],
  [
    "a use case reaching into TensorFlow's layer",
    { 'engine/work/runs/a.ts': "import { fitHead } from '../../learn/head/head.ts';" },
    /work may not import engine\/learn/,
  ],
  [
    'the studio process loading what makes a PDF',
    {
      'engine/host/studio.ts': "import '../work/reports/document/pdf/layout.ts';",
      'engine/work/reports/document/pdf/layout.ts': "import PDFDocument from 'pdfkit';",
    },
    /the process of engine\/host\/studio\.ts must never load pdfkit/,
  ],
  ['a use case making a PDF by itself', { 'engine/work/reports/a.ts': "import PDFDocument from 'pdfkit';" }, /the package pdfkit/],
  [
    'a screen taking its words from the folder of a language',
    { 'renderer/screens/A.svelte': '<script>import { label } from "../../engine/words/en/label.ts";</script>' },
    /words come from engine\/words\/words\.ts, never from the folder of a language/,
  ],
  [
    'a test, but one of the words, taking its words from there',
    { 'test/app/a.test.ts': "import { label } from '../../engine/words/en/label.ts';" },
    /words come from engine\/words\/words\.ts/,
  ],
  ['a barrel', { 'engine/domain/all.ts': "export * from './a.ts';", 'engine/domain/a.ts': '' }, /pass on exports/],
  ['a file named index', { 'engine/work/index.ts': 'export const one = 1;' }, /may be named index/],
];

for (const [words, files, expected] of planted) {
  test(`a planted fault is found: ${words}`, () => {
    const wrong = check(files);
    assert.equal(wrong.length, 1, wrong.join('\n'));
    assert.match(wrong[0] ?? '', expected);
  });
}

test('a planted fault is found: the studio process loading a decoder by way of a permitted import', () => {
  const wrong = check({
    'engine/host/studio.ts': "import '../work/import.ts';",
    'engine/work/import.ts': "import { Pool } from '../images/pool.ts';",
    'engine/images/pool.ts': "import { decode } from './decode.ts';",
    'engine/images/decode.ts': "import sharp from 'sharp';",
  });
  assert.deepEqual(wrong, ['engine/images/decode.ts:1: the process of engine/host/studio.ts must never load sharp']);
});

test('types alone load nothing: the same way with a type import passes', () => {
  const wrong = check({
    'engine/host/studio.ts': "import '../work/import.ts';",
    'engine/work/import.ts': "import type { Decoded } from '../images/decode.ts';",
    'engine/images/decode.ts': "import sharp from 'sharp';",
  });
  assert.deepEqual(wrong, []);
});

test('texts that tie the sources to one machine are found, and folders of the project that look alike are not', () => {
  const place = ['', 'work', 'main'].join('/');
  const host = ['registry', 'npmjs', 'org'].join('.');
  assert.deepEqual(checkText('a.md', `one\nsee "${place}/x"\nfrom https://${host}/x`), [
    'a.md:2: holds an absolute path of one machine',
    'a.md:3: holds the host of a package registry',
  ]);
  assert.deepEqual(checkText('a.ts', "import '../work/studio.ts'; // engine/work/studio.ts, `$" + '{folder}/tmp/x`'), []);
});

test('settings that would make electron mean our own folder are found', () => {
  assert.equal(checkSettings('electron/tsconfig.json', '{ "compilerOptions": { "baseUrl": "." } }').length, 1);
  assert.equal(checkSettings('electron/index.ts', '').length, 1);
  assert.deepEqual(checkSettings('engine/tsconfig.json', '{ "extends": "../tsconfig.json" }'), []);
});

test('names that Windows cannot hold are told', () => {
  const wrong = ['CON', 'docs/aux.md', '<script>', 'a/b.', 'a /b', 'a:b'];
  assert.deepEqual(
    wrong.flatMap(checkName),
    wrong.map((name) => `${name}:1: Windows can't hold a file of this name`),
  );
  assert.deepEqual(['.ci/run', 'engine/console.ts', 'renderer/icons/a-b_c.svg', 'conduct.md'].flatMap(checkName), []);
});
