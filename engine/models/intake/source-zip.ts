import { closeSync, fstatSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { openRegularSync } from '../../files/regular-file.ts';
import { mostTextBytes, mostWeightBytes, TooLarge, UnreadableModel } from './model-file.ts';

/** One file in a zip, as its directory declares it. */
export interface ZipEntry { readonly name: string; readonly bytes: number }
interface Placed extends ZipEntry { readonly method: number; readonly packed: number; readonly crc: number; readonly at: number }

const endSignature = 0x06054b50, entrySignature = 0x02014b50, fileSignature = 0x04034b50;
const endLength = 22, longestComment = 0xffff, entryLength = 46, fileLength = 30;
const mostEntries = 2000, mostDirectoryBytes = 2 ** 25;
/** Packing may make a file a little longer, never much. */
const mostPacked = (bytes: number): number => bytes + bytes / 100 + 1024;
const stored = 0, deflated = 8;

/**
 * A zip from somebody else, read without trust: names that lead elsewhere, links and more bytes than Graft takes are refused from
 * the directory alone, before anything is unpacked, and no file gives more than the directory declared.
 * Format: PKWARE, APPNOTE.TXT, .ZIP File Format Specification 6.3.10.
 */
export class SourceZip {
  readonly entries: readonly ZipEntry[];
  readonly #file: number;
  readonly #size: number;
  readonly #placed: ReadonlyMap<string, Placed>;

  /** @throws UnreadableModel, TooLarge, NotRegular */
  constructor(path: string) {
    this.#file = openRegularSync(path);
    try {
      this.#size = fstatSync(this.#file).size;
      this.#placed = this.#directory();
      this.entries = [...this.#placed.values()].map(({ name, bytes }) => ({ name, bytes }));
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#placed.has(name);
  }

  /** The content of one file, its length and checksum verified. @throws UnreadableModel */
  read(name: string): Buffer {
    const entry = this.#placed.get(name);
    if (entry === undefined) throw new UnreadableModel(`the zip holds no ${name}`);
    const head = this.#bytes(entry.at, fileLength);
    if (head.readUInt32LE(0) !== fileSignature) throw damaged(name);
    const packed = this.#bytes(entry.at + fileLength + head.readUInt16LE(26) + head.readUInt16LE(28), entry.packed);
    const content = entry.method === stored ? packed : inflated(packed, entry);
    if (content.length !== entry.bytes || crc32(content) !== entry.crc) throw damaged(name);
    return content;
  }

  close(): void {
    closeSync(this.#file);
  }

  #directory(): Map<string, Placed> {
    const { count, at, length } = this.#end();
    if (count > mostEntries) throw new UnreadableModel(`the zip holds ${count} files, at most ${mostEntries} are read`);
    if (length > mostDirectoryBytes) throw damaged('its directory');
    const directory = this.#bytes(at, length);
    const found = new Map<string, Placed>();
    let offset = 0, all = 0;
    for (let index = 0; index < count; index++) {
      if (offset + entryLength > directory.length || directory.readUInt32LE(offset) !== entrySignature) throw damaged('its directory');
      const [names, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(offset + field)) as [number, number, number];
      const name = directory.toString('utf8', offset + entryLength, offset + entryLength + names);
      const entry = placedEntry(directory, offset, name);
      offset += entryLength + names + extra + comment;
      if (name.endsWith('/')) continue;
      if (found.has(name)) throw new UnreadableModel(`the zip holds ${name} twice`);
      all += entry.bytes;
      found.set(name, entry);
    }
    if (all > mostWeightBytes + mostTextBytes) throw new TooLarge(`unpacked it would take ${Math.ceil(all / 2 ** 20)} MB, at most ${mostWeightBytes / 2 ** 20} MB are taken in`);
    return found;
  }

  /** Where the directory lies: told at the end of the file, before a comment of any length. */
  #end(): { count: number; at: number; length: number } {
    const tail = this.#bytes(Math.max(0, this.#size - endLength - longestComment), Math.min(this.#size, endLength + longestComment));
    for (let offset = tail.length - endLength; offset >= 0; offset--) {
      if (tail.readUInt32LE(offset) !== endSignature) continue;
      const [count, length, at] = [tail.readUInt16LE(offset + 10), tail.readUInt32LE(offset + 12), tail.readUInt32LE(offset + 16)];
      if (count === 0xffff || at === 0xffffffff) throw new TooLarge('it is a zip of the form for more than 4 GB');
      return { count, length, at };
    }
    throw new UnreadableModel('the zip is cut short or damaged: it has no directory');
  }

  #bytes(at: number, length: number): Buffer {
    if (at < 0 || length < 0 || at + length > this.#size) throw new UnreadableModel('the zip is cut short or damaged');
    const bytes = Buffer.alloc(length);
    if (readSync(this.#file, bytes, 0, length, at) !== length) throw new UnreadableModel('the zip is cut short');
    return bytes;
  }
}

function placedEntry(directory: Buffer, offset: number, name: string): Placed {
  const flags = directory.readUInt16LE(offset + 8);
  const method = directory.readUInt16LE(offset + 10);
  const mode = directory.readUInt32LE(offset + 38) >>> 16;
  if ((flags & 1) !== 0) throw new UnreadableModel('the zip is locked with a password');
  if (method !== stored && method !== deflated) throw new UnreadableModel(`${name} is packed in a way that is not known (${method})`);
  if (leadsElsewhere(name) || (mode & 0o170000) === 0o120000) throw new UnreadableModel(`the zip holds a name that leads elsewhere: ${name}`);
  if (directory.readUInt32LE(offset + 20) > mostPacked(directory.readUInt32LE(offset + 24))) throw damaged(name);
  return { name, method, crc: directory.readUInt32LE(offset + 16), packed: directory.readUInt32LE(offset + 20), bytes: directory.readUInt32LE(offset + 24), at: directory.readUInt32LE(offset + 42) };
}

const leadsElsewhere = (name: string): boolean => name.includes('\\') || name.includes('\0') || name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..');

function inflated(packed: Buffer, { name, bytes }: Placed): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch {
    throw damaged(name);
  }
}

const damaged = (name: string): UnreadableModel => new UnreadableModel(`the zip is damaged: ${name} is not what its directory says`);
