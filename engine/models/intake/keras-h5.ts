import { Dataset, File, Group, ready } from 'h5wasm';
import type { Attribute, Entity } from 'h5wasm';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import { refuseElsewhere } from './h5-elsewhere.ts';
import { TooLarge, UnreadableModel } from './model-file.ts';

/** Weights in an HDF5 file, located without reading them. */
export interface H5Weights {
  /** Shape of a dataset; null if there is none or it does not hold floating-point numbers. */
  shape(path: string): readonly number[] | null;
  /** Its values as float32, row-major. */
  read(path: string): Float32Array;
  /** Strings of an attribute of a group; null if there is none. A long list may be split into name0, name1 ... */
  strings(path: string, name: string): string[] | null;
  /** Whether the file contains any dataset. */
  readonly holdsNumbers: boolean;
  close(): void;
}

const floatClass = 1;

/** Number of files opened so far: each needs its own name in the library's memory. */
let opened = 0;
/** Superblock versions 0 and 1 store the address size at another offset than later ones. Keras always writes 8-byte addresses. */
const addressBytes = 8;

/**
 * Opens an untrusted HDF5 file. Only call it in a process that may end at any moment: the library runs C code on the file. It is given the
 * bytes, never a path, and has no other files: whatever the file refers to, it cannot reach the disk.
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
    get holdsNumbers() {
      return guarded(() => holdsNumbers(file));
    },
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

/** The library throws all kinds of errors for a damaged file. */
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

/** Missing names and broken links count as absent. */
function entity(group: Group, path: string): Entity | null {
  try {
    return group.get(path);
  } catch {
    return null;
  }
}

/** Largest compression ratio possible in HDF5. */
const mostUnpacked = 1100;

function valuesOf(file: File, path: string, fileBytes: number): Float32Array {
  const dataset = floats(file, path);
  // If a file declares more than it can hold, the library would allocate the space and fill it with zeros.
  const bytes = dataset === null ? 0 : dataset.metadata.size * dataset.metadata.total_size;
  if (dataset !== null && bytes > fileBytes * (dataset.filters.length === 0 ? 1 : mostUnpacked))
    throw new UnreadableModel(`${path} says that it holds ${bytes} bytes, which the file has not`);
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

/** A link to a parent group would loop forever, so depth and number of groups are limited. */
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
