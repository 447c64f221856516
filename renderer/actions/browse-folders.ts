import type { Output } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';

/** Reads a folder for the folder picker; without a path, the start folder. @throws StudioError */
export function browseFolders(path?: string): Promise<Output<'files.browse'>> {
  return ask('files.browse', path ? { path } : {});
}

/** The same with annotation files and sheets. @throws StudioError */
export function browseFiles(path?: string): Promise<Output<'files.browse'>> {
  return ask('files.browse', { files: 'annotations', ...(path ? { path } : {}) });
}

/** The same with project files. @throws StudioError */
export function browseProjectFiles(path?: string): Promise<Output<'files.browse'>> {
  return ask('files.browse', { files: 'projects', ...(path ? { path } : {}) });
}
