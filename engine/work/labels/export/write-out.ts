import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../../domain/failure.ts';
import { writingFailure } from '../../../domain/writing-failure.ts';
import { DurableFile } from '../../../files/durable-file.ts';
import { writeWorkbook } from '../../../files/workbook-file.ts';
import { ownPart, removePartFolders } from '../../../files/own-remains.ts';
import type { OutFile, SetImage } from './labelled-set.ts';

/** What is written at once, so that neither the disk nor other work of the studio waits for single lines. */
const chunkLetters = 2 ** 16;

/** Writes a text as a file that appears when it is complete. Returns once `before` has allowed it. */
export async function writeText(path: string, text: Iterable<string>, signal: AbortSignal, before: () => void = () => {}): Promise<void> {
  const file = new DurableFile(path);
  try {
    for (const chunk of inChunks(text)) {
      signal.throwIfAborted();
      await file.write(chunk);
    }
    before();
    await file.commit();
  } finally {
    await file.discard();
  }
}

/** Writes a file of an export that is no copy; as writeText. */
export async function writeOne(path: string, file: OutFile, signal: AbortSignal, before: () => void = () => {}): Promise<void> {
  if ('text' in file) await writeText(path, file.text, signal, before);
  else if ('workbook' in file) await writeWorkbook(path, file.workbook, { signal, before });
}

function* inChunks(text: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const piece of text) {
    chunk += piece;
    if (chunk.length < chunkLetters) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

interface FolderWork {
  readonly signal: AbortSignal;
  /** Copies a picture; false if it was left out. */
  copy(image: SetImage, target: string): Promise<boolean>;
}

/**
 * Writes files into a new folder that appears when it is complete; until then they are in a temporary folder beside it. Returns the number
 * of files. Copies are not synced one by one: their originals stay, and it would take hours for many.
 * Errors: `export-folder-not-empty`, those of writingFailure.
 */
export async function writeFolder(out: string, files: Iterable<OutFile>, { signal, copy }: FolderWork): Promise<number> {
  const draft = ownPart(out);
  await removePartFolders(out);
  let written = 0;
  try {
    await mkdir(draft);
    const made = new Set<string>([draft]);
    for (const file of files) {
      signal.throwIfAborted();
      const path = join(draft, file.name);
      if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
      made.add(dirname(path));
      if (!('copyOf' in file)) await writeOne(path, file, signal);
      else if (!(await copy(file.copyOf, path))) continue;
      written += 1;
    }
    signal.throwIfAborted();
    await requireEmpty(out);
    await rmdir(out).catch(ifAbsent);
    await rename(draft, out);
    return written;
  } catch (error) {
    // A failed clean-up must not hide the original error.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw withoutDraft(writingFailure(error, out), draft, out);
  }
}

/** Nobody knows the temporary folder by its name. */
function withoutDraft(error: unknown, draft: string, out: string): unknown {
  if (!(error instanceof StudioError) || typeof error.facts.path !== 'string' || !error.facts.path.startsWith(draft)) return error;
  return new StudioError(error.code, { ...error.facts, path: out }, { cause: error });
}

/** Errors: `export-folder-not-empty` for a folder with something in it, and for a file. */
export async function requireEmpty(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR' ? new StudioError('export-folder-not-empty', { path: out }) : writingFailure(error, join(out, 'x'));
  });
  if (names.length > 0) throw new StudioError('export-folder-not-empty', { path: out });
}

function ifAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
