import { Dataset, Group } from 'h5wasm';
import type { File } from 'h5wasm';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import { TooLarge, UnreadableModel } from './model-file.ts';

/** More than the largest Keras networks have; links to parent groups would otherwise loop forever. */
const mostNames = 100_000,
  deepest = 32;

/**
 * Refuses an HDF5 file that keeps parts of itself in other files or behind soft links: Keras writes neither, and a model must never bring
 * in other content of the disk.
 * @throws UnsupportedLayer that names the part, UnreadableModel, TooLarge
 */
export function refuseElsewhere(file: File, bytes: Buffer): void {
  if (hasExternalFiles(bytes)) throw new UnsupportedLayer('numbers that lie in another file (external storage of HDF5)');
  const open: { group: Group; depth: number }[] = [{ group: file, depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { group, depth } = next;
    if (depth > deepest) throw new UnreadableModel('its groups lie too deep in each other');
    for (const name of group.keys()) {
      seen += 1;
      if (seen > mostNames) throw new TooLarge(`it holds more than ${mostNames} names`);
      const path = `${group.path === '/' ? '' : group.path}/${name}`;
      refuseLink(group, path);
      const found = group.get(path);
      if (found instanceof Group) open.push({ group: found, depth: depth + 1 });
      if (found instanceof Dataset && found.metadata.virtual_sources !== undefined) {
        throw new UnsupportedLayer(`${path}, which is put together from other files (a virtual dataset of HDF5)`);
      }
    }
  }
}

function refuseLink(group: Group, path: string): void {
  const { filename } = group.get_external_link(path) as { filename?: string };
  if (filename !== undefined) throw new UnsupportedLayer(`${path}, which lies in another file (an external link of HDF5)`);
  if ((group.get_link(path) as string | null) !== null)
    throw new UnsupportedLayer(`${path}, which is another name of something (a soft link of HDF5)`);
}

const heapSignature = Buffer.from('HEAP').readUInt32LE(0);
/** Size of an external file list message: version, three reserved bytes, two counts, and the address of the heap with the names. */
const messageBytes = 16;

/**
 * Whether an object lists external files: a message of version 1 that points at a heap of names. The library does not report them and reads
 * any file of that name. Other structures point at heaps too, but have another address where this one has its version and counts.
 * Format: HDF5 File Format Specification 3.0, IV.A.2.h.
 */
function hasExternalFiles(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(1); at >= 0 && at + messageBytes <= bytes.length; at = bytes.indexOf(1, at + 1)) {
    const [slots, used] = [bytes.readUInt16LE(at + 4), bytes.readUInt16LE(at + 6)];
    if (used === 0 || used > slots) continue;
    const heap = bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * 2 ** 32;
    if (heap + 4 <= bytes.length && bytes.readUInt32LE(heap) === heapSignature) return true;
  }
  return false;
}
