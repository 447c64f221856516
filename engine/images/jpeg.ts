/**
 * Whether a JPEG uses a process that every viewer supports: baseline, extended or progressive with Huffman coding (ITU-T T.81,
 * table B.1: frame markers C0, C1, C2). Lossless and arithmetic-coded files do not.
 */
export function isOrdinaryJpeg(bytes: Buffer): boolean {
  const frame = segmentsOf(bytes).find(isFrame);
  return frame !== undefined && frame.marker <= 0xc2;
}

/** The end-of-image marker of a JPEG (ITU-T T.81, table B.1). */
export const jpegEnd = Buffer.from([0xff, 0xd9]);

/**
 * Whether the end marker is the only thing that can be missing without a decoder warning: the whole picture is one sequential scan (C0,
 * C1). A picture in several scans may lack entire scans.
 */
export function lacksOnlyEnd(bytes: Buffer): boolean {
  if (bytes.subarray(-2).equals(jpegEnd)) return false;
  const segments = segmentsOf(bytes);
  const [frame, scan] = [segments.find(isFrame), segments.find(({ marker }) => marker === 0xda)];
  return frame !== undefined && scan !== undefined && frame.marker <= 0xc1 && bytes[frame.at + 9] === bytes[scan.at + 4];
}

/** A marker and its offset. */
interface Segment {
  readonly marker: number;
  readonly at: number;
}

const isFrame = ({ marker }: Segment): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The marker segments up to the first scan. */
function segmentsOf(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    segments.push({ marker, at });
    if (marker === 0xda) break;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return segments;
}
