import type { ImageDetail, ImageId, ProjectId } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';

const known = new Map<string, Promise<ImageDetail | null>>();

/**
 * Returns the facts of an image; null if they cannot be fetched, so that a tile stays empty and the screen still works. Cached: name and
 * content, which are what a tile shows, never change.
 */
export function imageOf(project: ProjectId, image: ImageId): Promise<ImageDetail | null> {
  const key = `${project} ${image}`;
  const found =
    known.get(key)
    ?? ask('images.get', { project, image }).catch(() => {
      known.delete(key);
      return null;
    });
  known.set(key, found);
  return found;
}
