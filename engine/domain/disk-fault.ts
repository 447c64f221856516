/** What is wrong with a disk, as the failure that tells it. */
export type DiskFault = 'disk-full' | 'disk-error' | 'folder-read-only';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);
/** Of a disk that fails, was pulled out, or lies behind a network that is gone. UNKNOWN is what Node says of most such errors on Windows. */
const broken = new Set(['EIO', 'ENXIO', 'ENODEV', 'ENOMEDIUM', 'ESTALE', 'EUCLEAN', 'EREMOTEIO', 'ENOTCONN', 'EHOSTDOWN', 'EHOSTUNREACH', 'UNKNOWN']);
const protectedDisk = new Set(['EROFS', 'SQLITE_PERM']);

/** What the code of an error of the system or of SQLite says of a disk; null where it says nothing of one. */
export function diskFault(code: string): DiskFault | null {
  if (full.has(code)) return 'disk-full';
  if (protectedDisk.has(code) || /^SQLITE_(READONLY|CANTOPEN)/.test(code)) return 'folder-read-only';
  // SQLite counts want of memory among the errors of reading and writing.
  if (broken.has(code) || (code.startsWith('SQLITE_IOERR') && code !== 'SQLITE_IOERR_NOMEM')) return 'disk-error';
  return null;
}

/** What the system says where a user may not do something with a file: of the disk this tells nothing. */
export const forbidden: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** Errors of Linux that Node has no names for and calls "Unknown system error -122", by their numbers; on macOS 69 and 70. */
const unnamed: Readonly<Record<string, string>> = { 69: 'EDQUOT', 70: 'ESTALE', 116: 'ESTALE', 117: 'EUCLEAN', 121: 'EREMOTEIO', 122: 'EDQUOT', 123: 'ENOMEDIUM' };

/** The code of an error of the system or of SQLite; empty for any other. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Of what keeps a file from being removed Node names a few errors; the others are of the disk.
  if (code === '' && error instanceof Error && 'syscall' in error && error.syscall === 'rm') return 'EIO';
  const number = /^Unknown system error -(\d+)$/.exec(code)?.[1];
  return number === undefined ? code : unnamed[number] ?? code;
}
