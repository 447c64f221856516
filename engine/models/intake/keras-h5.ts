import { Dataset, File, Group, ready } from 'h5wasm/node';
import type { Attribute, Entity } from 'h5wasm/node';
import { UnreadableModel } from './model-file.ts';

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

/**
 * Opens an HDF5 file from somebody else. Only in a process that may end at any moment: the library runs C code over the file.
 * Links to other files are not followed.
 * @throws UnreadableModel
 */
export async function openH5(path: string): Promise<H5Weights> {
  await ready;
  let file: File;
  try {
    file = new File(path, 'r');
    file.keys();
  } catch {
    throw new UnreadableModel('the HDF5 file is cut short or damaged');
  }
  return {
    shape: (name) => floats(file, name)?.shape ?? null,
    read: (name) => valuesOf(file, name),
    strings: (group, name) => stringsOf(file, group, name),
    get holdsNumbers() { return holdsNumbers(file); },
    close: () => void file.close(),
  };
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

function valuesOf(file: File, path: string): Float32Array {
  const dataset = floats(file, path);
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
