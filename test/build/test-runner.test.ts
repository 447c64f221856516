import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { addUp, countsOf, exitCodeOf, nothingYet, slowestOf } from '../../build/test/summary.mjs';
import { runTestFile } from '../../build/test/test-files.mjs';
import { emptyFolder } from '../support/models/tensorflow.ts';

const skippedOne = [{ name: 'shell', reason: 'no Electron' }];

test('the last line counts passed and failed, and names skipped ones only where there are any', () => {
  assert.equal(countsOf({ ...nothingYet(), passed: 3 }), '3 passed, 0 failed');
  assert.equal(countsOf({ ...nothingYet(), passed: 3, failed: 1, skipped: skippedOne }), '3 passed, 1 failed, 1 skipped');
});

test('outcomes add up', () => {
  const sum = addUp([
    { ...nothingYet(), passed: 2 },
    { ...nothingYet(), failed: 1, failures: ['why'] },
    { ...nothingYet(), skipped: skippedOne },
  ]);
  assert.deepEqual(sum, { passed: 2, failed: 1, skipped: skippedOne, failures: ['why'], times: [] });
});

test('the slowest files are told, slowest first', () => {
  const { times } = addUp([
    {
      ...nothingYet(),
      times: [
        { file: 'a', ms: 900 },
        { file: 'b', ms: 12_000 },
      ],
    },
    { ...nothingYet(), times: [{ file: 'c', ms: 3000 }] },
  ]);
  assert.deepEqual(slowestOf({ ...nothingYet(), times }, 2), ['  12 s  b', '   3 s  c']);
});

test('only a run in which something passed and nothing failed ends with exit code 0', () => {
  assert.equal(exitCodeOf({ ...nothingYet(), passed: 1 }), 0);
  assert.equal(exitCodeOf({ ...nothingYet(), passed: 9, failed: 1 }), 1);
  assert.equal(exitCodeOf(nothingYet()), 1);
  assert.equal(exitCodeOf({ ...nothingYet(), skipped: skippedOne }), 1);
});

test('passed, failed and skipped tests of a file are counted once each, also inside suites', async (t) => {
  const outcome = await run(
    t,
    `
    import { describe, test } from 'node:test';
    describe('suite', () => {
      test('passes', () => {});
      test('fails', () => { throw new Error('the planted reason'); });
      test('skips', (t) => t.skip('the planted want'));
    });
    test('parent', async (t) => { await t.test('child fails', () => { throw new Error('inside'); }); });
  `,
  );
  assert.equal(countsOf(outcome), '1 passed, 2 failed, 1 skipped');
  assert.match(outcome.failures.join('\n'), /suite > fails\n.*the planted reason/);
  assert.match(outcome.failures.join('\n'), /parent > child fails/);
  assert.equal(outcome.skipped[0]?.reason, 'the planted want');
});

test('a file that ends its process, one that does not load and one without a test have failed', async (t) => {
  const ended = await run(
    t,
    "import { test } from 'node:test'; test('one', () => {}); test('two', () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => setTimeout(() => {}, 1e6)); });",
  );
  assert.equal(ended.failed, 1);
  assert.match(ended.failures.join('\n'), /ended by SIGKILL/);
  const broken = await run(t, "import './not-there.mjs';");
  assert.equal(broken.failed, 1);
  const empty = await run(t, '');
  assert.equal(empty.failed, 1);
  assert.match(empty.failures.join('\n'), /holds no test/);
});

test('a file that does not end is ended at its time limit, and what it had passed still counts', async (t) => {
  const outcome = await run(t, "import { test } from 'node:test'; test('one', () => {}); setInterval(() => {}, 1000);", 3000);
  assert.equal(countsOf(outcome), '1 passed, 1 failed');
  assert.match(outcome.failures.join('\n'), /did not end within 3 s/);
});

function run(t: TestContext, source: string, timeoutMs = 60_000) {
  const file = path.join(emptyFolder(t), 'planted.test.mjs');
  writeFileSync(file, source);
  const env = { ...process.env };
  delete env['NODE_TEST_CONTEXT'];
  return runTestFile(file, { timeoutMs, env });
}
