import { createHash } from 'node:crypto';
import type { ContentHash } from '../domain/ids.ts';
import type { Region } from '../domain/labels/cut-region.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';

/** The hash that stands for a region cut out of a file. */
export function cutKey(ofFile: ContentHash, { x, y, width, height }: Region): ContentHash {
  return createHash('sha256').update(`${ofFile} cut at ${x} ${y}, ${width} x ${height}`).digest('hex') as ContentHash;
}

/**
 * The cache key of a picture and everything computed from it: the hash of its file or, for a picture of more than 8 bits with a chosen
 * window, a hash of both, so that results for one window are never used for another.
 */
export function pictureKey(hash: ContentHash, window: PictureWindow | null): ContentHash {
  if (window === null) return hash;
  return createHash('sha256').update(`${hash} through ${window.low} to ${window.high}`).digest('hex') as ContentHash;
}
