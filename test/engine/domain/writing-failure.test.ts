import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writingFailure } from '../../../engine/domain/writing-failure.ts';

const refused = (code: string): Error => Object.assign(new Error(`${code}: the system says no`), { code });

test('what the system says when it does not write is told as what the user can act on', () => {
  const told = (code: string, path = '/photos/moths/a.jpg') => (writingFailure(refused(code), path) as { failure: unknown }).failure;
  for (const code of ['ENOSPC', 'EDQUOT']) assert.deepEqual(told(code), { code: 'disk-full', facts: { path: '/photos/moths/a.jpg' } });
  assert.deepEqual(told('EIO'), { code: 'disk-error', facts: { path: '/photos/moths/a.jpg', detail: 'EIO' } });
  for (const code of ['EACCES', 'EPERM', 'EROFS'])
    assert.deepEqual(told(code), { code: 'folder-read-only', facts: { path: '/photos/moths' } });
  for (const code of ['ENOENT', 'ENOTDIR']) assert.deepEqual(told(code), { code: 'folder-not-found', facts: { path: '/photos/moths' } });
  assert.deepEqual(told('EROFS', 'E:\\moths\\a.jpg'), { code: 'folder-read-only', facts: { path: 'E:\\moths' } });
});

test('any other error stays what it is, for it is a defect', () => {
  for (const error of [refused('EBADF'), new TypeError('no'), 'text', null]) assert.equal(writingFailure(error, '/a/b'), error);
});
