import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ContentHash } from '../domain/ids.ts';
import { limits } from './limits.ts';
import type { UnreadableReason } from '../domain/refusal-facts.ts';
import { RefusedPicture } from './refused-picture.ts';

/** The bytes of a file and their SHA-256, from a single read. */
export interface PictureBytes {
  readonly bytes: Buffer;
  readonly hash: ContentHash;
}

/**
 * Reads a whole file.
 * @throws RefusedPicture vanished, a-folder, unreadable (also for pipes and devices, which are never opened, because that may block
 * forever), empty-file, too-large, changed-while-reading
 */
export async function readPicture(file: string): Promise<PictureBytes> {
  return reading(file, async (handle, before) => {
    const bytes = await handle.readFile();
    await checkUnchanged(handle, before, bytes.length);
    return { bytes, hash: createHash('sha256').update(bytes).digest('hex') as ContentHash };
  });
}

/** Hashes a file (SHA-256) without keeping its bytes. @throws RefusedPicture as readPicture does */
export async function hashFile(file: string): Promise<{ readonly hash: ContentHash; readonly bytes: number }> {
  return reading(file, async (handle, before) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream('', { fd: handle, autoClose: false }), hash);
    await checkUnchanged(handle, before, before.size);
    return { hash: hash.digest('hex') as ContentHash, bytes: before.size };
  });
}

async function reading<T>(file: string, read: (handle: FileHandle, before: Stats) => Promise<T>): Promise<T> {
  try {
    checkKind(await stat(file));
    const handle = await open(file, 'r');
    try {
      const before = await handle.stat();
      checkKind(before);
      return await read(handle, before);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readingRefusal(error);
  }
}

function checkKind(found: Stats): void {
  if (found.isDirectory()) throw new RefusedPicture('a-folder');
  if (!found.isFile()) throw new RefusedPicture('unreadable', { reason: 'not-a-file' satisfies UnreadableReason });
  if (found.size === 0) throw new RefusedPicture('empty-file');
  if (found.size > limits.fileBytes) {
    throw new RefusedPicture('too-large', { megabytes: Math.round(found.size / 1e6), limitMegabytes: Math.round(limits.fileBytes / 1e6) });
  }
}

async function checkUnchanged(handle: FileHandle, before: Stats, bytesRead: number): Promise<void> {
  const after = await handle.stat();
  const isSame = after.size === before.size && after.mtimeMs === before.mtimeMs && bytesRead === before.size;
  if (!isSame) throw new RefusedPicture('changed-while-reading');
}

function readingRefusal(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof RefusedPicture || code === undefined) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RefusedPicture('vanished');
  if (code === 'EACCES' || code === 'EPERM')
    return new RefusedPicture('unreadable', { reason: 'no-permission' satisfies UnreadableReason });
  if (code === 'ELOOP') return new RefusedPicture('unreadable', { reason: 'link-circle' satisfies UnreadableReason });
  return new RefusedPicture('unreadable', { reason: code });
}
