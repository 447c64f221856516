import { join } from 'node:path';
import type { ContentHash } from '../../domain/ids.ts';
import type { Raster } from '../../domain/raster.ts';
import { GraphSession } from '../graph-session.ts';
import { GraphBuilder } from '../graph.ts';
import { fillMissing, type ContentImage } from '../missing-rows.ts';
import { addPictureSlots, batchSize, pictureFeeds } from '../picture-slots.ts';
import { preparationVersion } from '../preprocess-graph.ts';
import { RowStore } from '../row-store.ts';

/** Pictures in the input size of a source model, read as they are needed. */
export interface PictureRows {
  readonly count: number;
  readonly side: number;
  /** The pictures at these places, uint8 [n, side, side, 3]. */
  read(places: readonly number[]): Uint8Array;
}

/** Pictures that lie one after the other in memory, uint8 [n, side, side, 3]. */
export function picturesInMemory(side: number, pixels: Uint8Array): PictureRows {
  const length = side * side * 3;
  return {
    side, count: pixels.length / length,
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
 * Pictures by content, resized to one size exactly as for features and rounded to 8 bits, in a file store: a pass over them reads from
 * the disk what it needs and memory stays bounded however many there are. Close it at the end.
 */
export class PreparedPictures {
  readonly side: number;
  readonly #rows: RowStore;

  /** @param folder of all sizes. Errors: `disk-full`, `folder-read-only`, `folder-not-found`. */
  constructor(folder: string, side: number) {
    this.side = side;
    this.#rows = new RowStore({
      folder: join(folder, `${side}-v${preparationVersion}`), file: 'pictures.u8', rowBytes: side * side * 3,
      meta: { version: 1, side, preparation: preparationVersion },
    });
  }

  /**
   * Prepares the images that are missing, and answers all in their order.
   * Errors: `stopped` when the signal fires, `disk-full`; whatever `readRaster` throws.
   */
  async of({ images, ...reading }: PictureReading): Promise<PictureRows> {
    const resizer = new Resizer(this.side);
    try {
      const keep = (hashes: readonly ContentHash[], pictures: readonly Raster[]): void => this.#rows.append(hashes, resizer.resize(pictures));
      await fillMissing({ ...reading, images, has: (hash) => this.#rows.has(hash), keep });
    } finally {
      resizer.dispose();
    }
    return {
      side: this.side, count: images.length,
      read: (places) => {
        const rows = new Uint8Array(places.length * this.side * this.side * 3);
        this.#rows.read(places.map((place) => images[place]!.hash), rows);
        return rows;
      },
    };
  }

  close(): void {
    this.#rows.close();
  }
}

/** The resize of preprocess-graph.ts, rounded to whole numbers. Loads TensorFlow when it is first used. */
export class Resizer {
  readonly side: number;
  #session: GraphSession | null = null;

  constructor(side: number) {
    this.side = side;
  }

  /** uint8 [n, side, side, 3] of pictures of any sizes. */
  resize(pictures: readonly Raster[]): Uint8Array {
    const length = this.side * this.side * 3;
    const all = new Uint8Array(pictures.length * length);
    this.#session ??= new GraphSession(resizeGraph(this.side));
    for (let first = 0; first < pictures.length; first += batchSize) {
      const [resized] = this.#session.run(pictureFeeds(pictures.slice(first, first + batchSize)));
      all.set(Uint8ClampedArray.from(resized!.values), first * length);
    }
    return all;
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = null;
  }
}

function resizeGraph(side: number): ReturnType<GraphBuilder['build']> {
  const builder = new GraphBuilder();
  const node = addPictureSlots(builder, side);
  builder.output({ key: 'pictures', node, dtype: 'float32', shape: [-1, side, side, 3], meaning: 'resized pictures' });
  return builder.build();
}
