import { readFileSync } from 'node:fs';
import { File, ready } from 'h5wasm';
import type { Dataset } from 'h5wasm';

let made = 0;

/** Returns the bytes of an HDF5 file after the library has changed it in memory. */
export async function changedH5(original: string, change: (file: File) => void): Promise<Buffer> {
  const { FS } = await ready;
  made += 1;
  const name = `/made-${made}.h5`;
  FS.writeFile(name, readFileSync(original));
  const file = new File(name, 'a');
  change(file);
  file.close();
  const bytes = Buffer.from(FS.readFile(name));
  FS.unlink(name);
  return bytes;
}

const externalFiles = 0x0007,
  attribute = 0x000c;

/**
 * Returns an HDF5 file whose dataset stores its values in the file at `elsewhere`. Made by hand, because the library cannot write one: an
 * attribute of the dataset is turned into an external file list message, and the name of a group, in the local heap, into the path. Format:
 * HDF5 File Format Specification 3.0, III.D and IV.A.2.h.
 */
export async function h5WithExternalStorage(original: string, dataset: string, elsewhere: string): Promise<Buffer> {
  const [placeholder, mark] = ['!'.repeat(Buffer.byteLength(elsewhere)), 'replaced-by-a-list-of-external-files'];
  let bytesOfDataset = 0;
  const bytes = await changedH5(original, (file) => {
    file.create_group(placeholder);
    const found = file.get(dataset) as Dataset;
    bytesOfDataset = found.metadata.size * found.metadata.total_size;
    found.create_attribute(mark, new Float64Array(8));
  });
  const name = bytes.indexOf(placeholder);
  const heap = heapWith(bytes, name);
  bytes.write(elsewhere, name);
  // The message type and size of an attribute begin eight bytes before its content; its name is at offset nine.
  const content = bytes.indexOf(mark) - 9;
  if (bytes.readUInt16LE(content - 8) !== attribute) throw new Error('the attribute is not where it should be');
  bytes.writeUInt16LE(externalFiles, content - 8);
  bytes.fill(0, content, content + bytes.readUInt16LE(content - 6));
  bytes.writeUInt8(1, content);
  for (const at of [4, 6]) bytes.writeUInt16LE(1, content + at);
  [heap.at, name - heap.names, 0, bytesOfDataset].forEach((value, at) => bytes.writeBigUInt64LE(BigInt(value), content + 8 + 8 * at));
  return bytes;
}

/** The local heap that contains the byte at `place`. */
function heapWith(bytes: Buffer, place: number): { at: number; names: number } {
  for (let at = bytes.indexOf('HEAP'); at >= 0; at = bytes.indexOf('HEAP', at + 1)) {
    const [length, names] = [Number(bytes.readBigUInt64LE(at + 8)), Number(bytes.readBigUInt64LE(at + 24))];
    if (place >= names && place < names + length) return { at, names };
  }
  throw new Error('no heap holds the name');
}

const layout = 0x0008,
  mostOfBlock = 0x400;

/**
 * Returns an HDF5 file with a virtual dataset: it maps the dataset of the same name in the file at `elsewhere`. Made by hand: a text in the
 * global heap is turned into the list of sources, and the address of the values into the address of that list. Format: HDF5 File Format
 * Specification 3.0, III.E, IV.A.2.i and VII.
 */
export async function h5WithVirtualDataset(original: string, dataset: string, elsewhere: string): Promise<Buffer> {
  const placeholder = 'a list of the files that a dataset is put together from '.padEnd(mostOfBlock, '.');
  let bytesOfDataset = 0;
  const bytes = await changedH5(original, (file) => {
    const found = file.get(dataset) as Dataset;
    bytesOfDataset = found.metadata.size * found.metadata.total_size;
    file.create_attribute('list', [placeholder]);
  });
  const content = bytes.indexOf(placeholder);
  const length = Number(bytes.readBigUInt64LE(content - 8));
  // The name of the dataset is padded: nothing may come between the last selection and the checksum.
  const [selections, ends] = [Buffer.concat([wholeSelection(), wholeSelection()]), 2];
  const name = `/${dataset}`.padEnd(length - 4 - 9 - selections.length - Buffer.byteLength(elsewhere) - ends, ' ');
  const count = Buffer.alloc(9);
  count.writeBigUInt64LE(1n, 1);
  const block = Buffer.concat([count, Buffer.from(`${elsewhere}\0${name}\0`), selections]);
  block.copy(bytes, content);
  bytes.writeUInt32LE(lookup3(block), content + block.length);
  const at = contiguousLayout(bytes, bytesOfDataset);
  bytes.set([4, 3], at);
  bytes.writeBigUInt64LE(BigInt(bytes.lastIndexOf('GCOL', content)), at + 2);
  bytes.writeUInt32LE(bytes.readUInt16LE(content - 16), at + 10);
  return bytes;
}

/** The "all" selection: type, version, and a length of zero. */
function wholeSelection(): Buffer {
  const selection = Buffer.alloc(16);
  selection.writeUInt32LE(3, 0);
  selection.writeUInt32LE(1, 4);
  return selection;
}

/** The only layout message of a contiguous dataset of this length. */
function contiguousLayout(bytes: Buffer, length: number): number {
  for (let at = 0; at + 32 < bytes.length; at++) {
    if (
      bytes.readUInt16LE(at) === layout
      && bytes[at + 8] === 3
      && bytes[at + 9] === 1
      && bytes.readBigUInt64LE(at + 18) === BigInt(length)
    )
      return at + 8;
  }
  throw new Error('no dataset of this length lies in one piece');
}

/** The metadata checksum of HDF5: lookup3 by Bob Jenkins, in the public domain (hashlittle with initial value 0). */
function lookup3(block: Buffer): number {
  const turned = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const words = Buffer.concat([block, Buffer.alloc(12)]);
  let a = (0xdeadbeef + block.length) | 0,
    b = a,
    c = a,
    at = 0;
  const add = (): void => {
    a = (a + words.readInt32LE(at)) | 0;
    b = (b + words.readInt32LE(at + 4)) | 0;
    c = (c + words.readInt32LE(at + 8)) | 0;
  };
  for (; block.length - at > 12; at += 12) {
    add();
    a = (a - c) ^ turned(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ turned(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ turned(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ turned(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ turned(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ turned(b, 4);
    b = (b + a) | 0;
  }
  add();
  c = ((c ^ b) - turned(b, 14)) | 0;
  a = ((a ^ c) - turned(c, 11)) | 0;
  b = ((b ^ a) - turned(a, 25)) | 0;
  c = ((c ^ b) - turned(b, 16)) | 0;
  a = ((a ^ c) - turned(c, 4)) | 0;
  b = ((b ^ a) - turned(a, 14)) | 0;
  return ((c ^ b) - turned(b, 24)) >>> 0;
}
