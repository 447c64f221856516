import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../build/set-up/places.mjs';
import { recordFile } from '../../build/set-up/run.mjs';

/** Runs set-up where every way to a network leads nowhere. */
function setUpOffline() {
  const nowhere = 'http://127.0.0.1:9';
  const env = {
    ...process.env,
    http_proxy: nowhere,
    https_proxy: nowhere,
    npm_config_registry: nowhere,
    npm_config_offline: 'true',
    PIP_INDEX_URL: nowhere,
  };
  return spawnSync(process.execPath, [path.join(root, 'build', 'set-up.mjs')], { env, encoding: 'utf8' });
}

test('set-up called again has nothing to do, and needs no network for it', () => {
  const first = setUpOffline();
  assert.equal(first.status, 0, first.stderr);
  const second = setUpOffline();
  assert.equal(second.status, 0, second.stderr);
  assert.match(second.stdout, /^ready: nothing to do \(\d+ ms\)\n$/);
});

test('set-up records what this checkout runs on', () => {
  const record = JSON.parse(readFileSync(recordFile, 'utf8'));
  assert.match(record.node, /^24\./);
  assert.match(record.tensorflow.version, /^2\./);
  assert.ok(['archive', 'wheel', 'folder'].includes(record.tensorflow.route));
  assert.ok(record.electron.program !== null || record.electron.reason.length > 0);
});
