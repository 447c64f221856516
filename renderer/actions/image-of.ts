import type { ImageDetail, ImageId, ProjectId } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';

const known = new Map<string, Promise<ImageDetail | null>>();

/**
 * What is known of an image; null where it cannot be had, so that a tile stays empty and the screen goes on. Asked for once: its
 * name and its content, which are what a tile shows, never change.
 */
export function imageOf(project: ProjectId, image: ImageId): Promise<ImageDetail | null> {
  const key = `${project} ${image}`;
  const found = known.get(key) ?? ask('images.get', { project, image }).catch(() => {
    known.delete(key);
    return null;
  });
  known.set(key, found);
  return found;
}
