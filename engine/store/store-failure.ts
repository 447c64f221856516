import { StudioError, type FailureCode, type FailureFacts } from '../domain/failure.ts';

const full = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'EFBIG']);
const readOnly = new Set(['EROFS', 'EACCES', 'EPERM', 'SQLITE_CANTOPEN', 'SQLITE_PERM']);

/** What an error of SQLite or of the file system means to a user; an error that is neither is given back as it is. */
export function storeFailure(error: unknown, folder: string): unknown {
  if (error instanceof StudioError) return error;
  const code = codeOf(error);
  const failed = (name: FailureCode, facts: FailureFacts = {}) =>
    new StudioError(name, { path: folder, ...facts }, { cause: error });
  if (full.has(code)) return failed('disk-full');
  if (readOnly.has(code) || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return failed('folder-read-only');
  if (code.startsWith('SQLITE_BUSY')) return failed('project-in-use');
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return failed('project-damaged', { detail: String(error) });
  return error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
