import { constants, lstatSync, readdirSync, truncateSync, unlinkSync } from 'node:fs';
import { open, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { systemCode } from '../domain/disk-fault.ts';
import type { ContentHash } from '../domain/ids.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { BlobIndex, type BlobPlace } from './blob-index.ts';
import { stretchBytes, stretchesOf, type WantedBlob } from './blob-stretches.ts';
import { syncFolder } from './durable-file.ts';
import { makeFolders } from './make-folders.ts';
import { NotRegular, openRegular, readRegular, regularStat } from './regular-file.ts';

export interface Blob {
  readonly key: ContentHash;
  /** At least one byte, at most 4 MiB. */
  readonly bytes: Uint8Array;
}
interface Opened {
  readonly index: BlobIndex;
  /** The pack that is added to, and where its bytes end. */
  last: { pack: number; end: number };
}

/** A pack takes no more once it is this long: few enough files to copy, and a backup copies again only the last one. */
const usualPackBytes = 64 * 2 ** 20;
const keptAtOnce = 500;
const packName = /^(\d{4,})\.pack$/;

/**
 * Bytes by content hash in a few large files: `0001.pack` and so on hold the bytes, `index` where each of them is. Both only grow, and
 * nothing is synced: this is for what can be computed again. What a crash or a damaged disk leaves behind has a wrong checksum and counts
 * as missing; the end of the last pack that is in no index is cut off. No link is followed. One program writes.
 */
export class BlobPacks {
  readonly #folder: string;
  readonly #isReadOnly: boolean;
  readonly #packBytes: number;
  readonly #files = new Map<string, Promise<FileHandle>>();
  #opened: Promise<Opened> | null = null;
  /** Changes follow one after another. */
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param folder created with the first blob. `isReadOnly`: nothing is added, repaired or removed */
  constructor(folder: string, { isReadOnly = false, packBytes = usualPackBytes }: { isReadOnly?: boolean; packBytes?: number } = {}) {
    this.#folder = folder;
    this.#isReadOnly = isReadOnly;
    this.#packBytes = packBytes;
  }

  /** The bytes of each key, in order; null for those that are missing or damaged. Neighbours are read together. */
  async read(keys: readonly ContentHash[]): Promise<(Uint8Array | null)[]> {
    const { index } = await this.#open();
    const found: (Uint8Array | null)[] = keys.map(() => null);
    const wanted = keys.flatMap((key, at): WantedBlob[] => {
      const place = index.find(key);
      return place === null ? [] : [{ at, key, place }];
    });
    await Promise.all(
      stretchesOf(wanted).map(async (stretch) => {
        const [first, last] = [stretch[0]!.place, stretch.at(-1)!.place];
        const bytes = await this.#readPack(first.pack, first.offset, last.offset + last.length - first.offset);
        for (const { at, key, place } of stretch) {
          const start = place.offset - first.offset;
          const blob = bytes?.subarray(start, start + place.length);
          if (blob?.length === place.length && blobSum(key, blob) === place.sum) found[at] = blob;
          else index.forget(key);
        }
      }),
    );
    return found;
  }

  /** Adds blobs whose keys are missing. Errors: those of writingFailure, such as `disk-full`; what is there stays. */
  add(blobs: readonly Blob[]): Promise<void> {
    return this.#change(async () => {
      const opened = await this.#open();
      await this.#append(opened, blobs);
    });
  }

  /** Lists what is there, without reading it. */
  async entries(): Promise<{ readonly key: ContentHash; readonly bytes: number }[]> {
    const { index } = await this.#open();
    return [...index.entries()].map(({ key, place }) => ({ key, bytes: place.length }));
  }

  /** The number of files. */
  get files(): number {
    return namesIn(this.#folder).filter((name) => name === 'index' || packName.test(name)).length;
  }

  /** Removes everything else, by writing what is kept into new files. Errors: as `add`; then nothing has been removed. */
  keepOnly(kept: ReadonlySet<ContentHash>): Promise<void> {
    return this.#change(async () => {
      const old = await this.#open();
      const before = namesIn(this.#folder).filter((name) => packName.test(name));
      const keys = [...old.index.entries()].flatMap(({ key }) => (kept.has(key) ? [key] : []));
      const pack = keys.length > 0 ? old.last.pack + 1 : 1;
      const opened: Opened = { index: new BlobIndex(Buffer.alloc(0), () => false), last: { pack, end: 0 } };
      if (keys.length > 0) await this.#rewrite(opened, keys);
      else await rm(join(this.#folder, 'index'), { force: true });
      this.#opened = Promise.resolve(opened);
      await this.#closeFiles();
      for (const name of before) await rm(join(this.#folder, name), { force: true });
      if (keys.length === 0) await rmdir(this.#folder).catch(() => {});
    });
  }

  /** Lets go of the files once what is under way has ended. They open again with the next use. */
  close(): void {
    void this.#change(async () => {
      this.#opened = null;
      await this.#closeFiles();
    });
  }

  /** Unlike all else here, some of this could not be made again, so it is synced before the index names it. */
  async #rewrite(opened: Opened, keys: readonly ContentHash[]): Promise<void> {
    const rows: Buffer[] = [];
    for (let start = 0; start < keys.length; start += keptAtOnce) {
      const some = keys.slice(start, start + keptAtOnce);
      const found = await this.read(some);
      const blobs = some.flatMap((key, at) => (found[at] ? [{ key, bytes: found[at] }] : []));
      rows.push(...(await this.#appendToPacks(opened, blobs, { isSynced: true })));
    }
    const temporary = join(this.#folder, 'index.new');
    await rm(temporary, { force: true });
    await writeAt(temporary, Buffer.concat(rows), 0, { isSynced: true });
    await rename(temporary, join(this.#folder, 'index'));
    await syncFolder(this.#folder);
  }

  /** The index is written last: a blob that is in it was written before. */
  async #append(opened: Opened, blobs: readonly Blob[]): Promise<void> {
    const missing = blobs.filter(({ key }, at) => opened.index.find(key) === null && blobs.findIndex((one) => one.key === key) === at);
    if (missing.some(({ bytes }) => bytes.length === 0 || bytes.length > stretchBytes)) throw new RangeError('a blob has 1 byte to 4 MiB');
    if (missing.length === 0) return;
    makeFolders(this.#folder);
    const start = opened.index.bytes;
    const rows = await this.#appendToPacks(opened, missing);
    await writeAt(join(this.#folder, 'index'), Buffer.concat(rows), start);
  }

  /** Returns the rows for the index. */
  async #appendToPacks(opened: Opened, blobs: readonly Blob[], how = { isSynced: false }): Promise<Buffer[]> {
    const rows: Buffer[] = [];
    for (let next = 0; next < blobs.length;) {
      if (opened.last.end >= this.#packBytes) opened.last = { pack: opened.last.pack + 1, end: 0 };
      const { pack, end } = opened.last;
      const some: Blob[] = [];
      for (let room = this.#packBytes - end; next < blobs.length && room > 0; next += 1) {
        some.push(blobs[next]!);
        room -= blobs[next]!.bytes.length;
      }
      await writeAt(join(this.#folder, nameOf(pack)), Buffer.concat(some.map(({ bytes }) => bytes)), end, how);
      for (const { key, bytes } of some) {
        rows.push(opened.index.add(key, { pack, offset: opened.last.end, length: bytes.length, sum: blobSum(key, bytes) }));
        opened.last.end += bytes.length;
      }
    }
    return rows;
  }

  #open(): Promise<Opened> {
    const opened = this.#opened ?? this.#look();
    this.#opened = opened;
    opened.catch(() => {
      this.#opened = null;
    });
    return opened;
  }

  async #look(): Promise<Opened> {
    if (!this.#isReadOnly) removeOtherThings(this.#folder);
    const sizes = new Map(namesIn(this.#folder).map((name) => [name, lstatSync(join(this.#folder, name)).size]));
    const isThere = ({ pack, offset, length }: BlobPlace): boolean =>
      length > 0 && length <= stretchBytes && offset + length <= (sizes.get(nameOf(pack)) ?? 0);
    const index = new BlobIndex(await contentOf(join(this.#folder, 'index')), isThere);
    const last = { pack: 1, end: 0 };
    const used = new Set<string>();
    for (const place of index.places()) {
      used.add(nameOf(place.pack));
      if (place.pack > last.pack) Object.assign(last, { pack: place.pack, end: 0 });
      if (place.pack === last.pack) last.end = Math.max(last.end, place.offset + place.length);
    }
    if (!this.#isReadOnly) this.#cut(used, last);
    return { index, last };
  }

  /** Removes packs in no index, which a crash has left while all was being rewritten, and what a crash has left at the end of the last one. */
  #cut(used: ReadonlySet<string>, last: Opened['last']): void {
    for (const name of namesIn(this.#folder)) {
      const path = join(this.#folder, name);
      if (!packName.test(name)) continue;
      if (!used.has(name)) unlinkSync(path);
      else if (name === nameOf(last.pack) && (regularStat(path)?.size ?? 0) > last.end) truncateSync(path, last.end);
    }
  }

  async #readPack(pack: number, offset: number, length: number): Promise<Buffer | null> {
    try {
      const file = await this.#file(nameOf(pack));
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    } catch {
      // Whatever the disk does not give is computed again.
      return null;
    }
  }

  #file(name: string): Promise<FileHandle> {
    const known = this.#files.get(name);
    if (known) return known;
    const file = openRegular(join(this.#folder, name));
    this.#files.set(name, file);
    file.catch(() => this.#files.delete(name));
    return file;
  }

  async #closeFiles(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const file of files) await file.then((one) => one.close()).catch(() => {});
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastChange
      .then(work)
      .catch((error: unknown) => Promise.reject(writingFailure(error, join(this.#folder, 'index')) as Error));
    this.#lastChange = done.catch(() => {});
    return done;
  }
}

const nameOf = (pack: number): string => `${String(pack).padStart(4, '0')}.pack`;

/** Covers the key, too, so that a damaged row never gives the bytes of another key. */
const blobSum = (key: ContentHash, bytes: Uint8Array): number => crc32(bytes, crc32(key));

/** Writes into a file, created if missing, never through a link. */
async function writeAt(path: string, bytes: Uint8Array, position: number, { isSynced } = { isSynced: false }): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0));
  try {
    for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    if (isSynced) await file.sync();
  } finally {
    await file.close();
  }
}

/** Empty if there is no such file. One that the disk failed to read is not an empty one. @throws writingFailure */
async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readRegular(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof NotRegular) return Buffer.alloc(0);
    throw writingFailure(error, path);
  }
}

/** Removes links and whatever else has the name of the folder or of a file in it. */
function removeOtherThings(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) unlinkSync(folder);
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if ((name === 'index' || packName.test(name)) && lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) unlinkSync(path);
  }
}

function namesIn(folder: string): string[] {
  return isFolder(folder) ? readdirSync(folder) : [];
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
