import { open, rename, rm, stat, link, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { StudioError } from '../domain/failure.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { syncFolder } from './durable-file.ts';
import { ownPart, removeParts } from './own-remains.ts';
import { openRegular } from './regular-file.ts';

/** A file for the zip: text, or where it lies. */
export interface ZipPart { readonly name: string; readonly content: { readonly text: string } | { readonly path: string } }
interface Written { readonly name: string; readonly crc: number; readonly bytes: number; readonly at: number }

const chunkBytes = 2 ** 20;
/** 1 January 1980, the first day that a zip knows: the same files give the same zip. */
const date = 0x21;
/** Names are UTF-8. */
const flags = 0x800;
const version = 20;

/**
 * Writes files as one zip, as they are: weights hardly get smaller. The zip appears under its name when it is whole and synced; what has
 * that name is never replaced. Format: PKWARE, APPNOTE.TXT, .ZIP File Format Specification 6.3.10; below 4 GB.
 * Answers its length in bytes. Errors: `output-exists`, `folder-not-found`, `folder-read-only`, `disk-full`.
 */
export async function writeZip(path: string, parts: readonly ZipPart[]): Promise<number> {
  const draft = ownPart(path);
  removeParts(path);
  try {
    const file = await open(draft, 'w');
    try {
      const written: Written[] = [];
      for (const part of parts) written.push(await addPart(file, part, written.reduce((end, one) => end + sizeOf(one), 0)));
      await write(file, directoryOf(written));
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

async function addPart(file: FileHandle, { name, content }: ZipPart, at: number): Promise<Written> {
  // The head is written again once length and checksum are known.
  await write(file, headOf({ name, crc: 0, bytes: 0, at }));
  let crc = 0, bytes = 0;
  for await (const chunk of 'text' in content ? [Buffer.from(content.text)] : chunksOf(content.path)) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    await write(file, chunk);
  }
  const written = { name, crc, bytes, at };
  const head = headOf(written);
  await file.write(head, 0, head.length, at);
  return written;
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await openRegular(path);
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: chunkBytes, autoClose: false })) yield chunk as Buffer;
  } finally {
    await file.close();
  }
}

async function write(file: FileHandle, bytes: Buffer): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** A second name is refused where the first is taken; where a file system knows no second names, as on sticks, it is looked for. */
async function appear(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || await stat(path).then(() => true, () => false)) throw new StudioError('output-exists', { path }, { cause: error });
    await rename(draft, path);
  }
}

const headLength = 30;
const sizeOf = ({ name, bytes }: Written): number => headLength + Buffer.byteLength(name) + bytes;

function headOf({ name, crc, bytes }: Written): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt32LE(0x04034b50, 0);
  fields(head, 4, { name, crc, bytes });
  return Buffer.concat([head, Buffer.from(name)]);
}

/** What the head of a file and its entry in the directory have in common. */
function fields(into: Buffer, from: number, { name, crc, bytes }: Pick<Written, 'name' | 'crc' | 'bytes'>): void {
  [version, flags, 0, 0, date].forEach((value, at) => into.writeUInt16LE(value, from + 2 * at));
  [crc, bytes, bytes].forEach((value, at) => into.writeUInt32LE(value, from + 10 + 4 * at));
  into.writeUInt16LE(Buffer.byteLength(name), from + 22);
}

function directoryOf(all: readonly Written[]): Buffer {
  const entries = Buffer.concat(all.map((one) => {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(version, 4);
    fields(entry, 6, one);
    entry.writeUInt32LE(one.at, 42);
    return Buffer.concat([entry, Buffer.from(one.name)]);
  }));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(all.length, at);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(all.reduce((sum, one) => sum + sizeOf(one), 0), 16);
  return Buffer.concat([entries, end]);
}
