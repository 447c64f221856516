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
