import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownMark, removeRemains } from '../../files/own-remains.ts';

const views = 'graft-predict-';

/** Where this process keeps the files that a browser sends, until an import or a prediction has taken them. */
export const ownUploads = (home: string): string => join(home, 'uploads', ownMark());

/** What the names of folders begin with in which this process keeps views for a short while. */
export const ownViewsPrefix = (): string => join(tmpdir(), `${views}${ownMark()}-`);

/** Removes what a studio that was killed has left of these: pictures that somebody only wanted to try. */
export async function clearLeftBehind(home: string): Promise<void> {
  await removeRemains(join(home, 'uploads'));
  await removeRemains(tmpdir(), views);
}
