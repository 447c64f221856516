import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskFault, type DiskFault } from '../../../engine/domain/disk-fault.ts';
import { failureOf, StudioError } from '../../../engine/domain/failure.ts';
import { writingFailure } from '../../../engine/domain/writing-failure.ts';
import { storeFailure } from '../../../engine/store/store-failure.ts';

const codes: Readonly<Record<DiskFault, readonly string[]>> = {
  'disk-full': ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'],
  'disk-error': [
    'EIO',
    'ENXIO',
    'ENODEV',
    'ESTALE',
    'EUCLEAN',
    'ENOTCONN',
    'UNKNOWN',
    'SQLITE_IOERR',
    'SQLITE_IOERR_WRITE',
    'SQLITE_IOERR_READ',
    'SQLITE_IOERR_FSYNC',
    'SQLITE_IOERR_SHORT_READ',
  ],
  'folder-read-only': ['EROFS', 'SQLITE_READONLY', 'SQLITE_READONLY_DBMOVED', 'SQLITE_CANTOPEN', 'SQLITE_CANTOPEN_ISDIR', 'SQLITE_PERM'],
};
const reported = (code: string, facts: object = {}): Error => Object.assign(new Error(`${code}: the system says no`), { code, ...facts });

test('whatever a disk or SQLite reports is a failure of the disk, wherever it is caught, and never a defect of Graft', () => {
  for (const [fault, reports] of Object.entries(codes)) {
    for (const code of reports) {
      assert.equal(diskFault(code), fault, code);
      const everywhere = [
        failureOf(reported(code)),
        failureOf(writingFailure(reported(code), '/a/b')),
        failureOf(storeFailure(reported(code), '/a')),
      ];
      assert.deepEqual(
        everywhere.map((failure) => failure.code),
        [fault, fault, fault],
        code,
      );
      if (fault === 'disk-error')
        assert.deepEqual(
          everywhere.map(({ facts }) => facts['detail']),
          [code, code, code],
        );
    }
  }
});

test('errors that Node has no names for are known by their numbers', () => {
  const unnamed = (number: number) => failureOf(writingFailure(reported(`Unknown system error -${number}`), '/a/b')).code;
  assert.deepEqual([122, 69, 117, 123, 9999].map(unnamed), ['disk-full', 'disk-full', 'disk-error', 'disk-error', 'unexpected']);
});

test('the file that the system names is told, and a failure with words of its own keeps them', () => {
  assert.deepEqual(failureOf(reported('EIO', { path: '/photos/a.jpg' })), {
    code: 'disk-error',
    facts: { path: '/photos/a.jpg', detail: 'EIO' },
  });
  assert.equal(failureOf(new StudioError('project-damaged', {}, { cause: reported('EIO') })).code, 'project-damaged');
});

test('want of memory is none of the disk, and other codes stay defects', () => {
  assert.equal(failureOf(storeFailure(reported('SQLITE_IOERR_NOMEM'), '/a')).code, 'out-of-memory');
  for (const code of ['EBADF', 'ENOENT', 'SQLITE_ERROR', 'ERR_INVALID_ARG_TYPE', ''])
    assert.equal(failureOf(reported(code)).code, 'unexpected', code);
});

test('what keeps a file from being removed is of the disk where Node has no name for it', () => {
  const error = Object.assign(new Error(", Unknown error: Input/output error '/p/project.db-wal'"), {
    errno: -4094,
    code: '',
    path: '/p/project.db-wal',
    syscall: 'rm',
  });
  assert.deepEqual(failureOf(error), { code: 'disk-error', facts: { path: '/p/project.db-wal', detail: 'EIO' } });
  assert.equal(failureOf(Object.assign(new Error('a defect'), { code: '' })).code, 'unexpected');
});
