import { Dataset, File, Group, ready } from 'h5wasm';
import type { Attribute, Entity } from 'h5wasm';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import { refuseElsewhere } from './h5-elsewhere.ts';
import { TooLarge, UnreadableModel } from './model-file.ts';

/** Weights in an HDF5 file, found without being read. */
export interface H5Weights {
  /** Shape of a dataset, or null where there is none of floating-point numbers. */
  shape(path: string): readonly number[] | null;
  /** Its values as float32, row by row. */
  read(path: string): Float32Array;
  /** Strings of an attribute of a group; null where there is none. A long list may be split as name0, name1 ... */
  strings(path: string, name: string): string[] | null;
  /** Whether it has any dataset. */
  readonly holdsNumbers: boolean;
  close(): void;
}

const floatClass = 1;

/** How many files were opened: each has a name of its own in the memory of the library. */
let opened = 0;
/** The first version of the first block says at another place than the later ones how long addresses are. Keras always writes them of 8 bytes. */
const addressBytes = 8;

/**
 * Opens an HDF5 file from somebody else. Only in a process that may end at any moment: the library runs C code over the file. It is given
 * the bytes, never a path, and has no other files: whatever the file names, nothing of the disk is within its reach.
 * @throws UnreadableModel, TooLarge, UnsupportedLayer for a file that keeps part of itself elsewhere
 */
export async function openH5(bytes: Buffer): Promise<H5Weights> {
  const { FS } = await ready;
  if (bytes[(bytes[8] ?? 0) < 2 ? 13 : 9] !== addressBytes) throw damaged();
  opened += 1;
  const inMemory = `/model-${opened}.h5`;
  FS.writeFile(inMemory, bytes);
  let file: File;
  try {
    file = opening(inMemory, bytes);
  } catch (error) {
    FS.unlink(inMemory);
    throw error;
  }
  return {
    shape: (name) => guarded(() => floats(file, name)?.shape ?? null),
    read: (name) => guarded(() => valuesOf(file, name, bytes.length)),
    strings: (group, name) => guarded(() => stringsOf(file, group, name)),
    get holdsNumbers() { return guarded(() => holdsNumbers(file)); },
    close: () => {
      file.close();
      FS.unlink(inMemory);
    },
  };
}

function opening(inMemory: string, bytes: Buffer): File {
  const file = guarded(() => new File(inMemory, 'r'));
  try {
    guarded(() => refuseElsewhere(file, bytes));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

const damaged = (): UnreadableModel => new UnreadableModel('the HDF5 file is cut short or damaged');

/** The library throws all kinds of errors over a damaged file. */
function guarded<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof UnreadableModel || error instanceof UnsupportedLayer || error instanceof TooLarge) throw error;
    throw damaged();
  }
}

function floats(file: File, path: string): Dataset | null {
  const found = entity(file, path);
  return found instanceof Dataset && found.metadata.type === floatClass ? found : null;
}

/** Absent names and broken links are no error of a reader that looks whether something is there. */
function entity(group: Group, path: string): Entity | null {
  try {
    return group.get(path);
  } catch {
    return null;
  }
}

/** No packing that HDF5 knows gives more bytes than so many for each of the file. */
const mostUnpacked = 1100;

function valuesOf(file: File, path: string, fileBytes: number): Float32Array {
  const dataset = floats(file, path);
  // Where a file says that there is more than it can hold, the library would set the room aside and fill it with zeros.
  const bytes = dataset === null ? 0 : dataset.metadata.size * dataset.metadata.total_size;
  if (dataset !== null && bytes > fileBytes * (dataset.filters.length === 0 ? 1 : mostUnpacked)) throw new UnreadableModel(`${path} says that it holds ${bytes} bytes, which the file has not`);
  let value: unknown;
  try {
    value = dataset?.value;
  } catch {
    throw new UnreadableModel(`${path} cannot be read`);
  }
  if (value instanceof Float32Array) return value;
  if (value instanceof Float64Array) return Float32Array.from(value);
  if (typeof value === 'number') return Float32Array.of(value);
  throw new UnreadableModel(`${path} holds no float32 numbers`);
}

function stringsOf(file: File, path: string, name: string): string[] | null {
  const group = path === '' ? file : entity(file, path);
  if (!(group instanceof Group)) return null;
  const { attrs } = group;
  const own = attrs[name];
  if (own !== undefined) return textsOf(own);
  const parts: string[] = [];
  for (let part = 0; attrs[`${name}${part}`] !== undefined; part++) parts.push(...textsOf(attrs[`${name}${part}`]!));
  return parts.length === 0 ? null : parts;
}

function textsOf(attribute: Attribute): string[] {
  const { value } = attribute;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** A link back to a group above would go round for ever, so depth and number of groups are limited. */
function holdsNumbers(file: File): boolean {
  const open: { group: Group; depth: number }[] = [{ group: file, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined && seen < 10_000; next = open.pop(), seen += 1) {
    for (const name of next.group.keys()) {
      const found = entity(next.group, name);
      if (found instanceof Dataset) return true;
      if (found instanceof Group && next.depth < 32) open.push({ group: found, depth: next.depth + 1 });
    }
  }
  return false;
}
