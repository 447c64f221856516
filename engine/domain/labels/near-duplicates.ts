/** An image with its perceptual hash of 16 hexadecimal digits; null if it has none. */
export interface HashedImage {
  readonly image: number;
  readonly group: string | null;
  readonly fingerprint: string | null;
}

/** Most of the 64 bits that may differ between near-duplicates: resized, recompressed, slightly cropped, taken a second time. */
const mostBits = 8;
/** They may also differ by at most this share of the typical distance to the nearest image: images of one kind all look alike. */
const shareOfUsual = 0.45;
/** Number of images from which the typical distance is estimated. */
const judged = 400;
/** An image without structure, such as a plain colour, has hardly any bit set and resembles every other such image. */
const fewestBits = 4;
/** Of 12 or 13 bits each: with more parts, many unlike images would share a short one; with fewer, a long one needs too large a table. */
const parts = 5;

/**
 * Returns the group of each image after near-duplicates are put into one: declared groups (specimen, site), merged where a near-duplicate
 * connects them, and new groups for near-duplicates without one. Null for an image in no group.
 * Method: perceptual hashes within 8 bits, and within 0.45 of the median distance to the nearest image.
 * @param alike pairs of images known to be near-duplicates besides, such as shots of a burst; those of other images are passed over
 */
export function groupsWithNearDuplicates(
  images: readonly HashedImage[],
  alike: readonly (readonly [number, number])[] = [],
): Map<number, string | null> {
  const sorted = images.toSorted((a, b) => a.image - b.image);
  const sets = new DisjointSets(sorted.length);
  const firstOf = new Map<string, number>();
  for (const [at, { group }] of sorted.entries()) {
    if (group === null) continue;
    sets.join(firstOf.get(group) ?? at, at);
    firstOf.set(group, firstOf.get(group) ?? at);
  }
  const places = new Map(sorted.map(({ image }, at) => [image, at]));
  for (const [one, other] of alike) {
    const [at, otherAt] = [places.get(one), places.get(other)];
    if (at !== undefined && otherAt !== undefined) sets.join(at, otherAt);
  }
  const hashes = readHashes(sorted);
  const most = Math.min(mostBits, Math.floor(shareOfUsual * usualDistance(hashes)));
  forClosePairs(hashes, most, (at, other) => sets.join(hashes.of[at]!, hashes.of[other]!));
  return named(sorted, sets);
}

/** The hashes with enough structure: image index, high and low 32 bits. */
interface Hashes {
  readonly of: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
}

function readHashes(images: readonly HashedImage[]): Hashes {
  const found = images.flatMap(({ fingerprint }, at) => {
    if (fingerprint === null || !/^[0-9a-f]{16}$/i.test(fingerprint)) return [];
    const [high, low] = [parseInt(fingerprint.slice(0, 8), 16) | 0, parseInt(fingerprint.slice(8), 16) | 0];
    const set = bitsSet(high) + bitsSet(low);
    return set >= fewestBits && set <= 64 - fewestBits ? [{ at, high, low }] : [];
  });
  const column = (of: 'at' | 'high' | 'low'): Int32Array => Int32Array.from(found, (one) => one[of]);
  return { of: column('at'), high: column('high'), low: column('low') };
}

const distance = ({ high, low }: Hashes, a: number, b: number): number => bitsSet(high[a]! ^ high[b]!) + bitsSet(low[a]! ^ low[b]!);

/** Population count of 32 bits (Warren, "Hacker's Delight", section 5-1). */
function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Median distance to the nearest image that is more than `mostBits` away, over an evenly spread sample of the images. */
function usualDistance(hashes: Hashes): number {
  const count = hashes.of.length;
  const nearest: number[] = [];
  for (let at = 0; at < count; at += Math.max(1, count / judged)) {
    let least = 64;
    for (let other = 0; other < count; other++) {
      const apart = distance(hashes, Math.floor(at), other);
      if (apart > mostBits && apart < least) least = apart;
    }
    nearest.push(least);
  }
  return nearest.sort((a, b) => a - b)[nearest.length >> 1] ?? 0;
}

/**
 * Calls back for every pair within `most` bits, for some pairs more than once. At least one of the parts of the 64 bits differs in no more
 * than `most / parts` bits, so only images whose part is equal or one bit away are compared (multi-index hashing: Norouzi, Punjani and
 * Fleet, CVPR 2012).
 */
function forClosePairs(hashes: Hashes, most: number, found: (at: number, other: number) => void): void {
  const mayDiffer = Math.floor(most / parts) > 0;
  for (let part = 0; part < parts; part++) {
    const [from, to] = [Math.floor((64 * part) / parts), Math.floor((64 * (part + 1)) / parts)];
    const keys = Int32Array.from(hashes.of, (_, at) => bitsBetween(hashes, at, from, to));
    const { starts, sorted } = byKey(keys, 2 ** (to - from));
    const flips = [0, ...(mayDiffer ? Array.from({ length: to - from }, (_, bit) => 1 << bit) : [])];
    for (let at = 0; at < keys.length; at++) {
      for (const flip of flips) {
        const key = keys[at]! ^ flip;
        for (let place = starts[key]!; place < starts[key + 1]!; place++) {
          const other = sorted[place]!;
          if (other > at && distance(hashes, at, other) <= most) found(at, other);
        }
      }
    }
  }
}

function bitsBetween({ high, low }: Hashes, of: number, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at++) bits = (bits << 1) | (((at < 32 ? high : low)[of]! >>> (31 - (at & 31))) & 1);
  return bits;
}

/** Counting sort: all indices in order of their key (`sorted`), and where those of each key start. */
function byKey(keys: Int32Array, count: number): { readonly starts: Int32Array; readonly sorted: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const key of keys) starts[key + 1]!++;
  for (let key = 0; key < count; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const sorted = new Int32Array(keys.length);
  for (let at = 0; at < keys.length; at++) sorted[next[keys[at]!]!++] = at;
  return { starts, sorted };
}

function named(sorted: readonly HashedImage[], sets: DisjointSets): Map<number, string | null> {
  const members = Map.groupBy(sorted.keys(), (at) => sets.rootOf(at));
  const names = new Map<number, string | null>();
  for (const ats of members.values()) {
    const declared = ats
      .map((at) => sorted[at]!.group)
      .filter((group) => group !== null)
      .sort()[0];
    const name = declared ?? (ats.length > 1 ? `like image ${sorted[ats[0]!]!.image}` : null);
    for (const at of ats) names.set(sorted[at]!.image, name);
  }
  return names;
}

/** Union-find with path compression (Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", Journal of the ACM 22(2), 1975). */
class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, at) => at);
  }

  rootOf(at: number): number {
    let root = at;
    while (this.#parents[root] !== root) root = this.#parents[root]!;
    for (let step = at; step !== root;) {
      const next = this.#parents[step]!;
      this.#parents[step] = root;
      step = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }
}
