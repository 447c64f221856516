import type { Raster } from '../../domain/raster.ts';
import type { Feed, GraphBuilder } from '../graph/graph.ts';
import { addNativeResize } from './preprocess-graph.ts';

/** Pictures per run of the session. More would not be faster on a CPU and would cost memory. */
export const batchSize = 16;

const blank: Raster = { width: 1, height: 1, pixels: new Uint8Array(3) };

/**
 * Adds the inputs of a graph that takes pictures of any size: the number of pictures, then `batchSize` pictures, padded with blank ones
 * whose results are dropped. Returns the node of the resized pictures, float32 [n, size, size, 3] from 0 to 255.
 */
export function addPictureSlots(builder: GraphBuilder, size: number): string {
  const count = builder.input({ key: 'count', dtype: 'int32', shape: [], meaning: 'pictures that count' });
  const resized: string[] = [];
  for (let slot = 0; slot < batchSize; slot++) {
    const picture = builder.input({ key: `picture_${slot}`, dtype: 'uint8', shape: [-1, -1, 3], meaning: 'one picture, R G B' });
    resized.push(addNativeResize(builder, picture, size));
  }
  const joined = builder.node('ConcatV2', [...resized, builder.ints([0], [])], {
    T: { type: 'float32' },
    Tidx: { type: 'int32' },
    N: { int: batchSize },
  });
  const extent = builder.node('Pack', [count, ...[size, size, 3].map((side) => builder.ints([side], []))], {
    T: { type: 'int32' },
    N: { int: 4 },
    axis: { int: 0 },
  });
  return builder.node('Slice', [joined, builder.ints([0, 0, 0, 0]), extent], { T: { type: 'float32' }, Index: { type: 'int32' } });
}

/** Returns the feeds of such a graph, for at most `batchSize` pictures. */
export function pictureFeeds(pictures: readonly Raster[]): Feed[] {
  const slots = Array.from({ length: batchSize }, (_, slot) => pictures[slot] ?? blank);
  return [
    { shape: [], values: Int32Array.of(pictures.length) },
    ...slots.map(({ width, height, pixels }): Feed => ({ shape: [height, width, 3], values: pixels })),
  ];
}
