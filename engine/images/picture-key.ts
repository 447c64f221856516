import { createHash } from 'node:crypto';
import type { ContentHash } from '../domain/ids.ts';
import type { Region } from '../domain/labels/cut-region.ts';
import type { Look } from '../domain/models/look.ts';
import { readingText } from '../domain/models/reading.ts';

/** The hash that stands for a region cut out of a file. */
export function cutKey(ofFile: ContentHash, { x, y, width, height }: Region): ContentHash {
  return createHash('sha256').update(`${ofFile} cut at ${x} ${y}, ${width} x ${height}`).digest('hex') as ContentHash;
}

/**
 * The cache key of a picture and everything computed from it: the hash of its file or, where a window, pages or channels were chosen, a
 * hash of all of these, so that results for one look are never used for another.
 */
export function pictureKey(hash: ContentHash, { window, reading }: Look): ContentHash {
  const chosen = [
    ...(reading === null ? [] : [`read as ${readingText(reading)}`]),
    ...(window === null ? [] : [`through ${window.low} to ${window.high}`]),
  ];
  if (chosen.length === 0) return hash;
  return createHash('sha256')
    .update([hash, ...chosen].join(' '))
    .digest('hex') as ContentHash;
}
