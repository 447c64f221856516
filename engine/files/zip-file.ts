import type { ReadStream } from 'node:fs';
import { open, rename, rm, stat, link, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addAbortSignal, type PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import { StudioError } from '../domain/failure.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { syncFolder } from './durable-file.ts';
import { ownPart, removeParts } from './own-remains.ts';
import { openRegular } from './regular-file.ts';

/** A file for the zip: its text, or its path. */
export interface ZipPart {
  readonly name: string;
  readonly content: { readonly text: string } | { readonly path: string };
}

const chunkBytes = 2 ** 20;
/**
 * Stored uncompressed: weights hardly shrink. The date is the earliest that a zip can hold, written without a time zone, so that the same
 * files give the same zip everywhere.
 */
const asTheyAre = { compress: false, mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

interface ZipWatch {
  /** Called when a part begins, with its index. */
  readonly onPart?: (at: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes files into one zip, uncompressed. It appears under its name only when complete and synced, and never replaces an existing file.
 * Returns its size in bytes. Errors: `output-exists`, `stopped`, and those of writingFailure.
 */
export async function writeZip(path: string, parts: readonly ZipPart[], watch: ZipWatch = {}): Promise<number> {
  const draft = ownPart(path);
  removeParts(path);
  try {
    const file = await open(draft, 'w');
    try {
      await fill(file, parts, watch);
      await file.sync();
    } finally {
      await file.close();
    }
    const { size } = await stat(draft);
    await appear(draft, path);
    await syncFolder(dirname(path));
    return size;
  } catch (error) {
    throw writingFailure(error, path);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

async function fill(file: FileHandle, parts: readonly ZipPart[], { onPart, signal }: ZipWatch): Promise<void> {
  if (signal?.aborted) throw new StudioError('stopped');
  const zip = new ZipFile();
  const bytes = zip.outputStream as PassThrough;
  const over = new AbortController();
  const fail = (error: unknown): void => {
    bytes.destroy(error as Error);
  };
  zip.on('error', fail);
  const stop = (): void => {
    fail(new StudioError('stopped'));
  };
  signal?.addEventListener('abort', stop);
  // Errors are reported by the write below; later ones do not matter.
  bytes.on('error', () => {});
  try {
    for (const [at, { name, content }] of parts.entries()) {
      if ('text' in content) zip.addBuffer(Buffer.from(content.text), name, asTheyAre);
      else
        zip.addReadStreamLazy(name, asTheyAre, (give) => {
          onPart?.(at);
          void read(content.path, over.signal, fail).then((stream) => {
            give(null, stream);
          }, fail);
        });
    }
    zip.end();
    await file.writeFile(bytes);
  } finally {
    over.abort();
    signal?.removeEventListener('abort', stop);
  }
}

/** A piped stream neither forwards its errors nor notices when its destination is closed: hence `fail` and `signal`. */
async function read(path: string, signal: AbortSignal, fail: (error: unknown) => void): Promise<ReadStream> {
  const file = await openRegular(path);
  return addAbortSignal(signal, file.createReadStream({ highWaterMark: chunkBytes }).on('error', fail));
}

/** A hard link fails if the name is taken. Without hard links, as on USB sticks, the name is checked before renaming. */
async function appear(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (
      code === 'EEXIST'
      || (await stat(path).then(
        () => true,
        () => false,
      ))
    )
      throw new StudioError('output-exists', { path }, { cause: error });
    await rename(draft, path);
  }
}
