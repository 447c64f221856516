import type { ContentHash } from '../domain/ids.ts';
import type { BlobPlace } from './blob-index.ts';

/** A blob to read. `at`: its number among those asked for. */
export interface WantedBlob {
  readonly at: number;
  readonly key: ContentHash;
  readonly place: BlobPlace;
}

/** The most that is read at once, and thereby the longest blob. */
export const stretchBytes = 4 * 2 ** 20;
/** Bytes between two blobs that are read along with them rather than asked for separately. */
const gapBytes = 32 * 1024;

/** Blobs to be read together: each stretch lies in one pack, in order of place, without large gaps. */
export function stretchesOf(wanted: readonly WantedBlob[]): WantedBlob[][] {
  const sorted = wanted.toSorted(({ place: one }, { place: other }) => one.pack - other.pack || one.offset - other.offset);
  const stretches: WantedBlob[][] = [];
  for (const one of sorted) {
    const stretch = stretches.at(-1);
    const [first, before] = [stretch?.[0]?.place, stretch?.at(-1)?.place];
    const isNear =
      first?.pack === one.place.pack
      && before !== undefined
      && one.place.offset - (before.offset + before.length) <= gapBytes
      && one.place.offset + one.place.length - first.offset <= stretchBytes;
    if (stretch && isNear) stretch.push(one);
    else stretches.push([one]);
  }
  return stretches;
}
