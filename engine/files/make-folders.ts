import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../domain/disk-fault.ts';

/** How the names of the folders of projects end. */
const ofProject = '.graft';

/**
 * Makes a folder and all that is missing on the way to it, but no project: the folder of one that was moved while it is open must not come
 * into being again at its old place.
 * @throws an error of the system, ENOENT where the project is not there
 */
export function makeFolders(path: string): void {
  if (path.endsWith(ofProject)) return void statSync(path);
  try {
    mkdirSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolders(dirname(path));
    mkdirSync(path);
  }
}
