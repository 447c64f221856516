import { readFile } from 'node:fs/promises';

/** Content type of a picture by its first bytes: the cache stores JPEG, PNG and WebP without extensions. */
function pictureType(bytes: Uint8Array): string {
  const starts = (...values: number[]): boolean => values.every((value, index) => bytes[index] === value);
  if (starts(0xff, 0xd8)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  if (starts(0x52, 0x49, 0x46, 0x46)) return 'image/webp';
  return 'application/octet-stream';
}

export async function pictureResponse(file: string): Promise<Response> {
  return pictureBytes(await readFile(file));
}

export function pictureBytes(bytes: Uint8Array): Response {
  // The address contains the project, image and content hash, so the picture at it never changes.
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': pictureType(bytes), 'cache-control': 'private, max-age=31536000, immutable' },
  });
}

/**
 * Several pictures in one answer: the length of each in bytes as a 32-bit number, little-endian, 0 for one that is not there; then the pictures
 * themselves, one after the other.
 */
export function picturePage(pictures: readonly (Uint8Array | null)[]): Response {
  const lengths = new DataView(new ArrayBuffer(4 * pictures.length));
  pictures.forEach((picture, at) => {
    lengths.setUint32(4 * at, picture?.length ?? 0, true);
  });
  const parts = [new Uint8Array(lengths.buffer), ...pictures.filter((picture) => picture !== null)];
  // What is not there now may be there the next time.
  return new Response(Buffer.concat(parts), { headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' } });
}
