/**
 * Whether a JPEG is of a process that every viewer draws: baseline, extended or progressive with Huffman coding (ITU-T T.81,
 * table B.1: frame markers C0, C1, C2). Lossless and arithmetic-coded files are not.
 */
export function isOrdinaryJpeg(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return marker <= 0xc2;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}

/** The marker that ends a JPEG (ITU-T T.81, table B.1). */
export const jpegEnd = Buffer.from([0xff, 0xd9]);

export const endsAsJpeg = (bytes: Buffer): boolean => bytes.subarray(-2).equals(jpegEnd);
