import type { FolderWindow } from '../../domain/models/folder-windows.ts';
import { sample } from './figures.ts';

/** The brightness windows of images with more than 8 bits that were set for folders. */
export function folderWindows(folders: readonly FolderWindow[]): string {
  const each = folders.map(({ folder, window }) =>
    window === null ? `${folder}: one per image` : `${folder}: from ${sample(window.low)} to ${sample(window.high)}`,
  );
  return `Images with more than 8 bits use different brightness windows by folder (${each.join('; ')}).`;
}
