import { join } from 'node:path';
import { ownMark, removeEarlierUploads, removeRemains, removeTemporaries } from '../../files/own-remains.ts';

/** Where this process keeps the files that a browser sends, until an import or a prediction has taken them. */
export const ownUploads = (home: string): string => join(home, 'uploads', ownMark());

/** Removes what a studio that was killed has left: pictures that somebody only wanted to try, and copies of projects. */
export async function clearLeftBehind(home: string): Promise<void> {
  await removeRemains(join(home, 'uploads'));
  await removeEarlierUploads(join(home, 'uploads'));
  await removeTemporaries();
}
