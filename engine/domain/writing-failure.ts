import { diskFault, forbidden, systemCode } from './disk-fault.ts';
import { StudioError } from './failure.ts';

const absent = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Returns the failure to report when the system refused to write the file `path`: `disk-full`, `disk-error`, `folder-read-only` or
 * `folder-not-found` (both about the containing folder). Returns any other error unchanged.
 */
export function writingFailure(error: unknown, path: string): unknown {
  const code = systemCode(error),
    fault = diskFault(code);
  if (fault === 'disk-full') return new StudioError('disk-full', { path }, { cause: error });
  if (fault === 'disk-error') return new StudioError('disk-error', { path, detail: code }, { cause: error });
  if (fault === 'folder-read-only' || forbidden.has(code))
    return new StudioError('folder-read-only', { path: folderOf(path) }, { cause: error });
  if (absent.has(code)) return new StudioError('folder-not-found', { path: folderOf(path) }, { cause: error });
  return error;
}

/** Runs `write`, which writes the file `path` (or whatever a message should call it). @throws writingFailure of any error */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writingFailure(error, path);
  }
}

/** The same for what takes time. */
export async function whileWriting<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw writingFailure(error, path);
  }
}

function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end > 0 ? path.slice(0, end) : path;
}
