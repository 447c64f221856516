import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsOf } from '../../../../engine/work/images/group-names.ts';

const signal = new AbortController().signal;

test('groups are what the first group of the pattern matches, in the order of the names', async () => {
  const names = Array.from({ length: 2500 }, (_, number) => (number === 1700 ? 'odd' : `site${number}_1.jpg`));
  const groups = await groupsOf('(site\\d+)_', names, { signal });
  assert.deepEqual([groups.length, groups[0], groups[1700], groups[2499]], [2500, 'site0', null, 'site2499']);
  assert.deepEqual(await groupsOf('x', ['x'], { signal }), [null], 'a pattern without a group');
  assert.deepEqual(await groupsOf('(x)', [], { signal }), []);
});

test('what is no regular expression is refused', async () => {
  await assert.rejects(groupsOf('(', ['a'], { signal }), { code: 'input-invalid' });
});

test('a pattern that tries endlessly many ways is given up, and keeps nobody else waiting', async () => {
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  await assert.rejects(groupsOf('(a+)+$', [`${'a'.repeat(60)}!`], { signal, limitMs: 200 }), {
    code: 'pattern-too-slow',
    facts: { pattern: '(a+)+$' },
  });
  clearInterval(ticking);
  assert.ok(turns > 1, 'other work went on');
});

test('whoever stops the import need not wait for it', async () => {
  const stopping = new AbortController();
  const groups = groupsOf('(a+)+$', [`${'a'.repeat(60)}!`], { signal: stopping.signal });
  setImmediate(() => {
    stopping.abort(new Error('stopped'));
  });
  await assert.rejects(groups, /stopped/);
});
