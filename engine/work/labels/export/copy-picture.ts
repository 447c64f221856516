import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import type { LeftOutReason } from '../../../domain/labels/label-export.ts';
import { whileWriting } from '../../../domain/writing-failure.ts';
import type { SetImage } from './labelled-set.ts';

const chunkBytes = 2 ** 20;
/** A file may be replaced by a pipe between the look at it and its opening; nothing waits for one. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
type Content = Pick<SetImage, 'hash' | 'bytes'>;
type Found = Extract<LeftOutReason, `file-${string}`>;

/**
 * Copies the first of the files that still has the content of the image; returns why there is none, or null. What is read is compared with
 * the hash, because a label belongs to a content. Errors: those of writingFailure, and the signal's.
 */
export async function copyPicture(files: readonly string[], content: Content, target: string, signal: AbortSignal): Promise<Found | null> {
  let reason: Found = 'file-missing';
  for (const file of files) {
    const outcome = await copyOne(file, content, target, signal);
    if (outcome === null) return null;
    if (outcome !== 'file-missing') reason = outcome;
  }
  return reason;
}

async function copyOne(file: string, { hash, bytes }: Content, target: string, signal: AbortSignal): Promise<Found | null> {
  const facts = await stat(file).catch(whyNot);
  if (typeof facts === 'string') return facts;
  if (!facts.isFile()) return 'file-missing';
  if (facts.size !== bytes) return 'file-changed';
  const source = await open(file, flags).catch(whyNot);
  if (typeof source === 'string') return source;
  try {
    const copy = await whileWriting(target, () => open(target, 'wx'));
    const outcome = await pour(source, { copy, target }, signal)
      .then((read) => (read === null ? 'file-unreadable' : read === hash ? null : 'file-changed'))
      .finally(() => copy.close());
    if (outcome !== null) await rm(target, { force: true });
    return outcome;
  } finally {
    await source.close();
  }
}

/** Returns the hash of what was copied; null if the source cannot be read. */
async function pour(
  source: FileHandle,
  { copy, target }: { readonly copy: FileHandle; readonly target: string },
  signal: AbortSignal,
): Promise<string | null> {
  const content = createHash('sha256'),
    buffer = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    signal.throwIfAborted();
    const read = await source.read(buffer, 0, chunkBytes).catch(() => null);
    if (read === null) return null;
    if (read.bytesRead === 0) return content.digest('hex');
    const part = buffer.subarray(0, read.bytesRead);
    content.update(part);
    await whileWriting(target, () => copy.writeFile(part));
  }
}

const whyNot = ({ code }: NodeJS.ErrnoException): Found => (code === 'ENOENT' || code === 'ENOTDIR' ? 'file-missing' : 'file-unreadable');
