import { diskFault, forbidden, systemCode } from '../domain/disk-fault.ts';
import { StudioError, type FailureCode, type FailureFacts } from '../domain/failure.ts';

/** The failure to report for an error of SQLite or of the file system; any other error is returned unchanged. */
export function storeFailure(error: unknown, folder: string): unknown {
  if (error instanceof StudioError) return error;
  const code = systemCode(error),
    fault = diskFault(code);
  const failed = (name: FailureCode, facts: FailureFacts = {}) => new StudioError(name, { path: folder, ...facts }, { cause: error });
  if (fault === 'disk-error') return failed(fault, { detail: code });
  if (fault !== null) return failed(fault);
  if (forbidden.has(code)) return failed('folder-read-only');
  if (code === 'SQLITE_NOMEM' || code === 'SQLITE_IOERR_NOMEM') return failed('out-of-memory');
  if (code.startsWith('SQLITE_BUSY')) return failed('project-in-use');
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return failed('project-damaged', { detail: (error as Error).message });
  return error;
}
