import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a file outlast a power cut, or what was renamed in a folder: Windows can't open a folder for that, and NTFS journals renames. */
export function syncToDisk(path: string, kind: 'file' | 'folder' = 'file'): void {
  if (kind === 'folder' && process.platform === 'win32') return;
  // Windows syncs only what was opened for writing.
  const handle = openSync(path, kind === 'file' ? 'r+' : 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
