import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../domain/disk-fault.ts';

/**
 * Makes a folder and at most so many in all on the way to it: what lies above must be there. A project's folder that was moved while it is
 * open must not come into being again at its old place.
 * @throws an error of the system, ENOENT where more is missing
 */
export function makeFolders(path: string, levels: number): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || levels <= 1) throw error;
    makeFolders(dirname(path), levels - 1);
    makeFolders(path, 1);
  }
}
