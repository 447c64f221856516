import { stat } from 'node:fs/promises';
import type { ProjectStore } from '../../store/project-store.ts';

/** Enough to notice a drive that is gone, few enough to be asked every minute. */
const askedFor = 20;

/**
 * Whether images have lost their files or have them again, unlike what is recorded, judged by a few images. Does not block: a network drive
 * that is gone may take long to say so.
 */
export async function haveFilesMoved(store: ProjectStore, turn: number): Promise<boolean> {
  const asked = store.contentFiles.sample(askedFor, turn);
  const seen = await Promise.all(
    asked.map(async ({ missing, places }) => missing === (await Promise.all(places.map(isThere))).some(Boolean)),
  );
  return seen.some(Boolean);
}

const isThere = ({ path, bytes }: { readonly path: string; readonly bytes: number }): Promise<boolean> =>
  stat(path).then(
    (file) => file.isFile() && file.size === bytes,
    () => false,
  );
