import { join } from 'node:path';
import { ownMark, removeEarlierUploads, removeRemains, removeTemporaries } from '../../files/own-remains.ts';

/** The folder of this process for files sent by a browser, until an import or a prediction has taken them. */
export const ownUploads = (home: string): string => join(home, 'uploads', ownMark());

/** Removes the remains of studios that were killed: images that were only to be tried, and copies of projects. */
export async function clearLeftBehind(home: string): Promise<void> {
  await removeRemains(join(home, 'uploads'));
  await removeEarlierUploads(join(home, 'uploads'));
  await removeTemporaries();
}
