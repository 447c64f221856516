import { join } from 'node:path';
import type { ContentHash } from '../domain/ids.ts';

// Two hexadecimal digits give 256 folders, so that none grows too large to list.
const cacheFile = (cache: string, hash: ContentHash, ending: string): string => join(cache, hash.slice(0, 2), `${hash}.${ending}`);

/** The picture as shown to users and models: at most 512 px, JPEG or PNG. */
export const viewPath = (cache: string, hash: ContentHash): string => cacheFile(cache, hash, 'view');
/** A cut at the resolution of its photograph, as it was first looked at in full. */
export const fullCutPath = (cache: string, hash: ContentHash): string => cacheFile(cache, hash, 'full');
/** At most 192 px, JPEG: where earlier versions kept each thumbnail. Now all are in packs (files/blob-packs.ts). */
export const thumbPath = (cache: string, hash: ContentHash): string => cacheFile(cache, hash, 'thumb');
