import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { pathsFrom } from '../../electron/paths.ts';

const root = resolve(import.meta.dirname, '..', '..');

test('in development the studio is run by the Node of the npm package, never by Electron', () => {
  const { node, studioFolder, preload } = pathsFrom({
    bundleFolder: join(root, 'dist', 'electron'),
    packaged: false,
    resourcesPath: '/nowhere',
    platform: process.platform,
    arch: process.arch,
  });
  assert.equal(studioFolder, root);
  assert.ok(existsSync(node), node);
  assert.equal(preload, join(root, 'dist', 'electron', 'preload.cjs'));
});

test('in a package the bundle of the engine lies beside the archive, and Node among the resources', () => {
  const resources = resolve('resources');
  const around = { bundleFolder: join(resources, 'app.asar', 'dist', 'electron'), packaged: true, resourcesPath: resources, arch: 'x64' };
  assert.deepEqual(pathsFrom({ ...around, platform: 'linux' }), {
    studioFolder: join(resources, 'studio'),
    studioEntry: join(resources, 'studio', 'engine', 'host', 'studio.mjs'),
    node: join(resources, 'node', 'node'),
    preload: join(resources, 'app.asar', 'dist', 'electron', 'preload.cjs'),
  });
  assert.equal(pathsFrom({ ...around, platform: 'win32' }).node, join(resources, 'node', 'node.exe'));
});
