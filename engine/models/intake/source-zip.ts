import { closeSync, fstatSync, read } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, validateFileName } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { openRegularSync } from '../../files/regular-file.ts';
import { isLink } from '../../files/zip-reader.ts';
import { mostTextBytes, mostWeightBytes, TooLarge, UnreadableModel } from './model-file.ts';

/** One file in a zip, as declared in the zip's directory. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
}

const entryLength = 46;
const mostEntries = 2000,
  mostDirectoryBytes = 2 ** 25;
/** Compression may make a file slightly larger, never much. */
const mostPacked = (bytes: number): number => bytes + bytes / 100 + 1024;
const stored = 0,
  deflated = 8;
const chunkBytes = 2 ** 18;

/**
 * Reads an untrusted zip: paths that lead elsewhere, links and anything above Graft's size limits are refused from the directory alone,
 * before anything is unpacked, and no file yields more than the directory declared.
 */
export class SourceZip {
  readonly entries: readonly ZipEntry[];
  readonly #zip: ZipFile;
  readonly #found: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, found: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#found = found;
    this.entries = [...found].map(([name, { uncompressedSize: bytes }]) => ({ name, bytes }));
  }

  /** @throws UnreadableModel, TooLarge, NotRegular */
  static async open(path: string): Promise<SourceZip> {
    const file = openRegularSync(path);
    try {
      const { size } = fstatSync(file);
      // Sizes and names are checked here: here the file is known, and names that lead elsewhere get a clear message.
      const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
      const zip = await fromRandomAccessReaderPromise(new OpenFile(file, size), size, options).catch((error: unknown) => {
        throw refusal(error, 'the zip is cut short or damaged: it has no directory');
      });
      return new SourceZip(zip, await directory(zip));
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** Reads one file and verifies its length and checksum. @throws UnreadableModel */
  async read(name: string): Promise<Buffer> {
    const entry = this.#found.get(name);
    if (entry === undefined) throw new UnreadableModel(`the zip holds no ${name}`);
    try {
      return await contentOf(await this.#zip.openReadStreamPromise(entry), entry);
    } catch (error) {
      throw refusal(error, damaged(name));
    }
  }

  close(): void {
    this.#zip.close();
  }
}

async function directory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > mostEntries) throw new UnreadableModel(`the zip holds ${zip.entryCount} files, at most ${mostEntries} are read`);
  const found = new Map<string, Entry>();
  let length = 0,
    all = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      length += entryLength + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (length > mostDirectoryBytes) throw new UnreadableModel(damaged('its directory'));
      const name = acceptable(entry);
      if (name.endsWith('/')) continue;
      if (found.has(name)) throw new UnreadableModel(`the zip holds ${name} twice`);
      all += entry.uncompressedSize;
      found.set(name, entry);
    }
  } catch (error) {
    throw refusal(error, isLocked(error) ? locked : damaged('its directory'));
  }
  if (all > mostWeightBytes + mostTextBytes)
    throw new TooLarge(`unpacked it would take ${Math.ceil(all / 2 ** 20)} MB, at most ${mostWeightBytes / 2 ** 20} MB are taken in`);
  return found;
}

/** The name of a file that may be read, judging by the directory. @throws UnreadableModel */
function acceptable(entry: Entry): string {
  const {
    generalPurposeBitFlag: flags,
    fileNameRaw,
    extraFields,
    compressionMethod: method,
    compressedSize: packed,
    uncompressedSize: bytes,
  } = entry;
  // macOS archivers write names in UTF-8 without declaring it.
  const name = getFileNameLowLevel(flags | 0x800, fileNameRaw, extraFields, true);
  if (entry.isEncrypted()) throw new UnreadableModel(locked);
  if (method !== stored && method !== deflated) throw new UnreadableModel(`${name} is packed in a way that is not known (${method})`);
  if (validateFileName(name) !== null || name.includes('\0') || isLink(entry))
    throw new UnreadableModel(`the zip holds a name that leads elsewhere: ${name}`);
  if (packed > mostPacked(bytes) || (method === stored && packed !== bytes)) throw new UnreadableModel(damaged(name));
  return name;
}

/** Reads a file in a zip: not a byte more than its directory declares. */
async function contentOf(stream: Readable, { uncompressedSize, crc32: declared }: Entry): Promise<Buffer> {
  const content = Buffer.alloc(uncompressedSize);
  let length = 0,
    checksum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (length + chunk.length > content.length) throw new Error('it is longer than its directory says');
    chunk.copy(content, length);
    length += chunk.length;
    checksum = crc32(chunk, checksum);
  }
  if (length !== content.length || checksum !== declared) throw new Error('its length or checksum is not what its directory says');
  return content;
}

/** An open file, read at positions given by an untrusted zip: those outside it are refused before the system call. */
class OpenFile extends RandomAccessReader {
  readonly #file: number;
  readonly #size: number;

  constructor(file: number, size: number) {
    super();
    this.#file = file;
    this.#size = size;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    const cutShort = (): UnreadableModel => new UnreadableModel('the zip is cut short or damaged');
    if (position + length > this.#size) setImmediate(callback, cutShort());
    else read(this.#file, buffer, offset, length, position, (error, got) => callback(error ?? (got === length ? null : cutShort())));
  }

  override _readStreamForRange(start: number, end: number): Readable {
    let position = start;
    const stream: Readable = new Readable({
      highWaterMark: chunkBytes,
      read: (size) => {
        const bytes = Buffer.allocUnsafe(Math.min(size, end - position));
        if (bytes.length === 0) return void stream.push(null);
        this.read(bytes, 0, bytes.length, position, (error) => {
          if (error !== null) return void stream.destroy(error);
          position += bytes.length;
          stream.push(bytes);
        });
      },
    });
    return stream;
  }

  override close(callback: (error: Error | null) => void): void {
    closeSync(this.#file);
    callback(null);
  }
}

/** The library's messages about a zip tell users little; a disk read error is not the zip's fault. */
function refusal(error: unknown, words: string): unknown {
  if (error instanceof UnreadableModel || error instanceof TooLarge || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  return new UnreadableModel(words, { cause: error });
}

/** The only kind of encryption that the library itself reports. */
const isLocked = (error: unknown): boolean => error instanceof Error && error.message.includes('encryption');
const locked = 'the zip is locked with a password';
const damaged = (name: string): string => `the zip is damaged: ${name} is not what its directory says`;
