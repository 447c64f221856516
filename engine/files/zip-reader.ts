import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fromFdPromise, validateFileName, type Entry, type ZipFile } from 'yauzl';
import { whileWriting } from '../domain/writing-failure.ts';
import { openRegularSync } from './regular-file.ts';

/** The zip, or a part of it, is not what it should be. */
export class DamagedZip extends Error {}

/**
 * Reads a zip as writeZip makes them, of any size, part by part. Nothing in it is compressed, so it cannot grow when unpacked. Each part is
 * checked against its checksum.
 */
export class ZipReader {
  /** The names of its parts. */
  readonly names: readonly string[];
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
    this.names = [...entries.keys()];
  }

  /** @throws DamagedZip, NotRegular, a system error */
  static async open(path: string): Promise<ZipReader> {
    const file = openRegularSync(path);
    try {
      const zip = await fromFdPromise(file, { autoClose: false, lazyEntries: true });
      return new ZipReader(zip, await entriesOf(zip));
    } catch (error) {
      closeSync(file);
      throw asDamage(error);
    }
  }

  /** A part as text. @throws DamagedZip */
  async text(name: string, mostBytes: number): Promise<string> {
    const entry = this.#entry(name);
    if (entry.uncompressedSize > mostBytes) throw new DamagedZip(`${name} is too large`);
    const chunks: Buffer[] = [];
    await this.#read(entry, (chunk) => {
      chunks.push(chunk);
    });
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Writes a part to a new file and syncs it. Returns the SHA-256 of its content. @throws DamagedZip, those of writingFailure */
  async extract(name: string, target: string): Promise<string> {
    const file = await whileWriting(target, () => open(target, 'wx'));
    const content = createHash('sha256');
    try {
      await this.#read(this.#entry(name), async (chunk) => {
        content.update(chunk);
        await whileWriting(target, () => file.writeFile(chunk));
      });
      await whileWriting(target, () => file.sync());
    } finally {
      await file.close();
    }
    return content.digest('hex');
  }

  close(): void {
    this.#zip.close();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new DamagedZip(`there is no ${name}`);
    return entry;
  }

  async #read(entry: Entry, take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
    let [checksum, length] = [0, 0];
    const stream = await this.#zip.openReadStreamPromise(entry).catch((error: unknown) => {
      throw asDamage(error);
    });
    const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw asDamage(error);
      });
      if (next.done) break;
      checksum = crc32(next.value, checksum);
      length += next.value.length;
      await take(next.value);
    }
    if (checksum !== entry.crc32 || length !== entry.uncompressedSize) throw new DamagedZip(`${entry.fileName} is damaged`);
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const { fileName: name } = entry;
    if (name.endsWith('/')) continue;
    if (validateFileName(name) !== null || isLink(entry) || entry.isEncrypted())
      throw new DamagedZip(`${name} leads elsewhere or is locked`);
    if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize) throw new DamagedZip(`${name} is compressed`);
    if (entries.has(name)) throw new DamagedZip(`${name} is there twice`);
    entries.set(name, entry);
  }
  return entries;
}

/** Whether a part of a zip would be unpacked as a symbolic link, which could lead anywhere. */
export const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;

/** Errors of the system when reading are not the fault of the zip. */
const asDamage = (error: unknown): unknown =>
  error instanceof DamagedZip || (error as NodeJS.ErrnoException).syscall !== undefined
    ? error
    : new DamagedZip(error instanceof Error ? error.message : String(error), { cause: error });
