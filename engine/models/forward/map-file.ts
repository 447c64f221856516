import { join } from 'node:path';
import type { ContentHash } from '../../domain/ids.ts';
import { DurableFile } from '../../files/durable-file.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { readRegular } from '../../files/regular-file.ts';
import { spaceName, type FeatureSpace } from './feature-store.ts';

/** The places of images on a map: x and y of each. */
export interface ImageMap {
  readonly hashes: readonly ContentHash[];
  readonly positions: Float32Array;
}
type MapSpace = Pick<FeatureSpace, 'source' | 'cut'>;

const keyBytes = 32;
const placeBytes = 8;
/** Changes with the form of the file, and with the way in which maps are drawn. */
const version = 1;

const folderOf = (features: string): string => join(features, 'maps');
const fileOf = (features: string, space: MapSpace): string => join(folderOf(features), `${spaceName(space)}.${version}.map`);

/** Stores the map of a source model and cut point below `features/`, in place of an earlier one. Errors: those of DurableFile. */
export async function writeMap(features: string, space: MapSpace, { hashes, positions }: ImageMap): Promise<void> {
  makeFolders(folderOf(features));
  const file = new DurableFile(fileOf(features, space));
  try {
    await file.write(
      Buffer.concat([Buffer.from(hashes.join(''), 'hex'), Buffer.from(positions.buffer, positions.byteOffset, positions.byteLength)]),
    );
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Reads the map of a source model and cut point; null if there is none, or something else in its place. */
export async function readMap(features: string, space: MapSpace): Promise<ImageMap | null> {
  const bytes = await readRegular(fileOf(features, space)).catch(() => null);
  if (bytes === null || bytes.length % (keyBytes + placeBytes) !== 0) return null;
  const count = bytes.length / (keyBytes + placeBytes);
  const hex = bytes.toString('hex', 0, count * keyBytes);
  return {
    hashes: Array.from({ length: count }, (_, at) => hex.slice(2 * keyBytes * at, 2 * keyBytes * (at + 1)) as ContentHash),
    positions: new Float32Array(Uint8Array.from(bytes.subarray(count * keyBytes)).buffer),
  };
}
