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
    makeOne(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolders(dirname(path));
    makeOne(path);
  }
}

/** That it is there is as good: another process may make it at the same moment. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
