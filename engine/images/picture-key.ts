import { createHash } from 'node:crypto';
import type { ContentHash } from '../domain/ids.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';

/**
 * What a picture and all that is computed from it are kept under: the hash of its file, or, of a picture beyond 8 bits that goes through a
 * window that was chosen, a hash of both, so that nothing made through one window is taken for what another would give.
 */
export function pictureKey(hash: ContentHash, window: PictureWindow | null): ContentHash {
  if (window === null) return hash;
  return createHash('sha256').update(`${hash} through ${window.low} to ${window.high}`).digest('hex') as ContentHash;
}
