import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { engineProblems } from '../../build/engine/check.mjs';
import { entryPoint, entryPoints, fontFile, fontFiles, licenceFile } from '../../engine/program/own-files.ts';

const chunk = (fileName: string, more: object = {}): Parameters<typeof engineProblems>[0][number] => ({ type: 'chunk', fileName, ...more });

test('what the engine starts and reads from its sources is there', () => {
  for (const file of [...entryPoints.map(entryPoint), ...fontFiles.map(fontFile), licenceFile]) assert.ok(existsSync(file), file);
});

test('a bundle whose files import each other, Node and the packages left outside has no problems', () => {
  const chunks = [
    chunk('host/studio.mjs', { imports: ['chunks/a.mjs', 'node:fs', 'better-sqlite3'] }),
    chunk('learner/process.mjs', { imports: ['chunks/a.mjs', '@tensorflow/tfjs-node/dist/proto/api_pb.js'] }),
    chunk('chunks/a.mjs', { imports: ['stream'], dynamicImports: ['sharp'], code: 'const require = createRequire(import.meta.url);' }),
    chunk('program/own-files.mjs', { code: 'import.meta.dirname' }),
  ];
  assert.deepEqual(engineProblems(chunks), []);
});

test('a package that was neither bundled nor left outside is found', () => {
  assert.deepEqual(engineProblems([chunk('cli/graft.mjs', { imports: ['zod'] })]), [
    'cli/graft.mjs imports zod, which is not in the bundle',
  ]);
  assert.deepEqual(engineProblems([chunk('cli/graft.mjs', { dynamicImports: ['@img/x/y'] })]), [
    'cli/graft.mjs imports @img/x/y, which is not in the bundle',
  ]);
});

test('code that looks for files next to itself, which bundling moves away, is found', () => {
  for (const code of ['import.meta.dirname', 'new URL("./worker.ts", import.meta.url)', 'import.meta.resolve("x")'])
    assert.deepEqual(engineProblems([chunk('chunks/a.mjs', { code })]), ['chunks/a.mjs looks for a file next to itself'], code);
});

test('a process that would load what it must not, because files were merged, is found', () => {
  const chunks = [chunk('host/studio.mjs', { imports: ['chunks/a.mjs'] }), chunk('chunks/a.mjs', { imports: ['sharp'] })];
  assert.deepEqual(engineProblems(chunks), ['the process of engine/host/studio.ts would load sharp']);
});
