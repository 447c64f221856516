import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../domain/disk-fault.ts';

/** Suffix of project folders. */
const ofProject = '.graft';

/**
 * Creates a folder with its missing parents, but never a project folder: if an open project is moved, its folder must not be created
 * again at the old place.
 * @throws a system error, ENOENT if the project folder is missing
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

/** Accepts an existing folder, because another process may create it at the same time. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
