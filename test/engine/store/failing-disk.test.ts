import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { projectId, temporaryFolder, who } from '../../support/project.ts';

const script = join(import.meta.dirname, '..', '..', 'support', 'label-on-failing-disk.ts');
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
/** Which calls fail with what, on which file of the project. SQLite tells a full disk, but not a share of it that is used up, from other errors. */
const faults = [
  ['pwrite64', 'EIO', 'project.db-wal', 'disk-error'],
  ['fsync', 'EIO', 'project.db-wal', 'disk-error'],
  ['pread64', 'EIO', 'project.db', 'disk-error'],
  ['pwrite64', 'ENOSPC', 'project.db-wal', 'disk-full'],
  ['pwrite64', 'EDQUOT', 'project.db-wal', 'disk-error'],
  ['pwrite64', 'EROFS', 'project.db-wal', 'disk-error'],
  // SQLite opens such a file to be read and says no more.
  ['openat', 'EIO', 'project.lock', 'disk-error'],
  ['openat', 'ENOSPC', 'project.lock', 'disk-full'],
] as const;

test(
  'a disk that fails under an open project is told as such, and what was saved before is still there',
  { skip: !canTrace && 'no calls of the system can be made to fail here' },
  (t) => {
    const folder = join(temporaryFolder(t), 'moths.graft');
    const made = ProjectStore.create(folder, { name: 'moths', id: projectId, at: 1 });
    made.classes.add('kept', who);
    made.close();
    for (const [call, error, file, code] of faults) {
      const { stdout, stderr } = spawnSync(
        'strace',
        [
          '-f',
          '-qq',
          '-o',
          '/dev/null',
          '-P',
          join(folder, file),
          '-e',
          `trace=${call}`,
          '-e',
          `inject=${call}:error=${error}`,
          process.execPath,
          script,
          folder,
          'lost',
        ],
        { encoding: 'utf8' },
      );
      assert.equal(stdout, JSON.stringify(code), `${call} ${error}: ${stderr}`);
      const again = ProjectStore.open(folder);
      assert.deepEqual(
        again.classes.list().map(({ name }) => name),
        ['kept'],
        `${call} ${error}`,
      );
      again.close();
    }
  },
);
