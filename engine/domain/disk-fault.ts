/** A disk fault, named by the failure code that reports it. */
export type DiskFault = 'disk-full' | 'disk-error' | 'folder-read-only';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);
/** The disk is failing or was removed, or its network is gone. UNKNOWN is the code that Node gives most such errors on Windows. */
const broken = new Set([
  'EIO',
  'ENXIO',
  'ENODEV',
  'ENOMEDIUM',
  'ESTALE',
  'EUCLEAN',
  'EREMOTEIO',
  'ENOTCONN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'UNKNOWN',
]);
const protectedDisk = new Set(['EROFS', 'SQLITE_PERM']);

/** The disk fault behind an error code of the system or of SQLite; null if the code does not indicate one. */
export function diskFault(code: string): DiskFault | null {
  if (full.has(code)) return 'disk-full';
  if (protectedDisk.has(code) || /^SQLITE_(READONLY|CANTOPEN)/.test(code)) return 'folder-read-only';
  // SQLite reports running out of memory as an I/O error too.
  if (broken.has(code) || (code.startsWith('SQLITE_IOERR') && code !== 'SQLITE_IOERR_NOMEM')) return 'disk-error';
  return null;
}

/** Codes of the system for missing permissions on a file. They do not indicate a disk fault. */
export const forbidden: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** Linux errors without a name in Node, which calls them "Unknown system error -122", by number; 69 and 70 are those of macOS. */
const unnamed: Readonly<Record<string, string>> = {
  69: 'EDQUOT',
  70: 'ESTALE',
  116: 'ESTALE',
  117: 'EUCLEAN',
  121: 'EREMOTEIO',
  122: 'EDQUOT',
  123: 'ENOMEDIUM',
};

/** The code of a system or SQLite error; empty for any other error. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  // When removing a file fails, Node names only a few errors; the others are disk errors.
  if (code === '' && error instanceof Error && 'syscall' in error && error.syscall === 'rm') return 'EIO';
  const number = /^Unknown system error -(\d+)$/.exec(code)?.[1];
  return number === undefined ? code : (unnamed[number] ?? code);
}
