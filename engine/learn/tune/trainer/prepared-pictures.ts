import { join } from 'node:path';
import type { ContentHash } from '../../../domain/ids.ts';
import type { Raster } from '../../../domain/raster.ts';
import { GraphSession } from '../../tensorflow/graph-session.ts';
import { GraphBuilder } from '../../../models/graph/graph.ts';
import type { Graph } from '../../../models/graph/graph.ts';
import { fillMissing, type ContentImage } from '../../features/missing-rows.ts';
import { addPictureSlots, pictureFeeds } from '../../../models/forward/picture-slots.ts';
import { preparationVersion } from '../../../models/forward/preprocess-graph.ts';
import { RowStore } from '../../../files/row-store.ts';

/** Pictures at the input size of a source model, read on demand. */
export interface PlainPictures {
  readonly count: number;
  readonly side: number;
  /** The pictures at these indices, [n, side, side, 3] from 0 to 255. */
  read(places: readonly number[]): Uint8Array | Float32Array;
}
/** Pictures rounded to 8 bits, as training augments them. */
export interface PictureRows extends PlainPictures {
  read(places: readonly number[]): Uint8Array;
}

/** Wraps pictures in memory, uint8 [n, side, side, 3]. */
export function picturesInMemory(side: number, pixels: Uint8Array): PictureRows {
  const length = side * side * 3;
  return {
    side,
    count: pixels.length / length,
    read: (places) => {
      const rows = new Uint8Array(places.length * length);
      places.forEach((place, at) => rows.set(pixels.subarray(place * length, (place + 1) * length), at * length));
      return rows;
    },
  };
}

/** Some of the pictures, in the order of `places`. */
export function chosenPictures(pictures: PictureRows, places: readonly number[]): PictureRows {
  return { side: pictures.side, count: places.length, read: (chosen) => pictures.read(chosen.map((at) => places[at]!)) };
}

export interface PictureReading {
  readonly images: readonly ContentImage[];
  readonly readRaster: (view: string) => Promise<Raster>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Pictures by content hash, resized to one size exactly as for features, in a file store: each pass reads what it needs from disk, so that
 * memory stays bounded for any number of pictures. Call `close` at the end.
 */
abstract class KeptPictures<T extends Uint8Array | Float32Array> {
  readonly side: number;
  readonly #rowBytes: number;
  readonly #rows: RowStore;

  /**
   * @param folder shared by all sizes
   * Errors: `disk-full`, `folder-read-only`, `folder-not-found`.
   */
  constructor(folder: string, side: number, bits: 8 | 16) {
    this.side = side;
    this.#rowBytes = (side * side * 3 * bits) / 8;
    this.#rows = new RowStore({
      folder: join(folder, `${side}-${bits}bit-v${preparationVersion}`),
      file: 'pictures',
      rowBytes: this.#rowBytes,
      meta: { version: 1, side, bits, preparation: preparationVersion },
    });
  }

  /**
   * Prepares the missing images and returns all of them in their order.
   * Errors: `stopped` when the signal fires, `disk-full`; whatever `readRaster` throws.
   */
  async of({ images, ...reading }: PictureReading): Promise<{ side: number; count: number; read(places: readonly number[]): T }> {
    const resizer = new Resizer(this.side);
    try {
      const keep = (hashes: readonly ContentHash[], pictures: readonly Raster[]): void =>
        this.#rows.append(hashes, this.encode(resizer.resize(pictures)));
      await fillMissing({ ...reading, images, has: (hash) => this.#rows.has(hash), keep });
    } finally {
      resizer.dispose();
    }
    return { side: this.side, count: images.length, read: (places) => this.#read(places.map((place) => images[place]!.hash)) };
  }

  close(): void {
    this.#rows.close();
  }

  protected abstract encode(pixels: Float32Array): Uint8Array;
  protected abstract decode(bytes: Uint8Array): T;

  #read(hashes: readonly ContentHash[]): T {
    const bytes = new Uint8Array(hashes.length * this.#rowBytes);
    this.#rows.read(hashes, bytes);
    return this.decode(bytes);
  }
}

/** Pictures to train on, rounded to 8 bits. */
export class PreparedPictures extends KeptPictures<Uint8Array> {
  constructor(folder: string, side: number) {
    super(folder, side, 8);
  }
  protected override encode(pixels: Float32Array): Uint8Array {
    return new Uint8Array(Uint8ClampedArray.from(pixels).buffer);
  }
  protected override decode(bytes: Uint8Array): Uint8Array {
    return bytes;
  }
}

/** 16-bit levels per 8-bit level. */
const fineness = 257;

/** Pictures to score on, in 16 bits: prediction does not round, and its scores must be the same. */
export class FinePictures extends KeptPictures<Float32Array> {
  constructor(folder: string, side: number) {
    super(folder, side, 16);
  }
  protected override encode(pixels: Float32Array): Uint8Array {
    return new Uint8Array(Uint16Array.from(pixels, (value) => Math.round(Math.min(255, Math.max(0, value)) * fineness)).buffer);
  }
  protected override decode(bytes: Uint8Array): Float32Array {
    return Float32Array.from(new Uint16Array(bytes.buffer), (value) => value / fineness);
  }
}

/** The resizing of preprocess-graph.ts. Loads TensorFlow on first use. */
class Resizer {
  readonly #side: number;
  #session: GraphSession | null = null;

  constructor(side: number) {
    this.#side = side;
  }

  /** Resizes at most `batchSize` pictures of any size to float32 [n, side, side, 3]. */
  resize(pictures: readonly Raster[]): Float32Array {
    this.#session ??= new GraphSession(resizeGraph(this.#side));
    const [resized] = this.#session.run(pictureFeeds(pictures));
    return resized!.values;
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = null;
  }
}

function resizeGraph(side: number): Graph {
  const builder = new GraphBuilder();
  const node = addPictureSlots(builder, side);
  builder.output({ key: 'pictures', node, dtype: 'float32', shape: [-1, side, side, 3], meaning: 'resized pictures' });
  return builder.build();
}
