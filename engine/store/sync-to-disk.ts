import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Syncs a file, or the renames in a folder, so that it survives a power failure. Windows cannot sync a folder; NTFS journals renames. */
export function syncToDisk(path: string, kind: 'file' | 'folder' = 'file'): void {
  if (kind === 'folder' && process.platform === 'win32') return;
  // Windows syncs only files opened for writing.
  const handle = openSync(path, kind === 'file' ? 'r+' : 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
