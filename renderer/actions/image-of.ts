import type { ImageDetail, ImageId, ProjectId } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';

/** What is known of an image; null where it cannot be had, so that a tile stays empty and the screen goes on. */
export function imageOf(project: ProjectId, image: ImageId): Promise<ImageDetail | null> {
  return ask('images.get', { project, image }).catch(() => null);
}
