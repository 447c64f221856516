import type { Raster } from '../domain/raster.ts';
import { StudioError } from '../domain/failure.ts';
import { GraphBuilder } from './graph.ts';
import type { Graph } from './graph.ts';
import { GraphSession } from './graph-session.ts';
import type { Feed } from './graph-session.ts';
import { addSource } from './layers-to-graph.ts';
import { addNativeResize, addScaling } from './preprocess-graph.ts';
import { findCut, readSource } from './source-models.ts';
import type { SourceOnDisk } from './source-models.ts';

/** Pictures that one run of the session takes. More gain nothing on a processor and cost memory. */
export const batchSize = 16;

/** The part of a source model up to the cut, frozen: pictures in, features out. Hold one as long as it is used, then dispose. */
export class FrozenPart {
  readonly source: SourceOnDisk;
  readonly cut: string;
  /** Length D of the features. */
  readonly dimension: number;
  readonly #session: GraphSession;

  private constructor(source: SourceOnDisk, cut: string, dimension: number, session: GraphSession) {
    this.source = source;
    this.cut = cut;
    this.dimension = dimension;
    this.#session = session;
  }

  /**
   * @param source a source that was read, or its folder
   * @param cut the layer up to which it is reused; the default cut of the source when left out
   * @throws StudioError of readSource, cut-not-found or tensorflow-missing
   */
  static async load(source: SourceOnDisk | string, cut?: string): Promise<FrozenPart> {
    const read = typeof source === 'string' ? await readSource(source) : source;
    const { layer, features } = findCut(read, cut);
    const session = new GraphSession(await featureGraph(read, layer));
    const part = new FrozenPart(read, layer, features, session);
    try {
      part.#checkDimension();
      return part;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /** Features of pictures of any sizes: n x D, row by row. Blocks the thread while TensorFlow runs. */
  features(pictures: readonly Raster[]): Float32Array {
    const all = new Float32Array(pictures.length * this.dimension);
    for (let first = 0; first < pictures.length; first += batchSize) {
      all.set(this.#run(pictures.slice(first, first + batchSize)).values, first * this.dimension);
    }
    return all;
  }

  dispose(): void {
    this.#session.dispose();
  }

  #run(pictures: readonly Raster[]): { shape: readonly number[]; values: Float32Array } {
    const feeds: Feed[] = [{ shape: [], values: Int32Array.of(pictures.length) }];
    for (let slot = 0; slot < batchSize; slot++) feeds.push(feedOf(pictures[slot] ?? blank));
    const [features] = this.#session.run(feeds);
    if (features === undefined) throw new Error('the graph gave no features');
    return features;
  }

  /** A card that states another size of the features than the model has would shift every feature in the cache. */
  #checkDimension(): void {
    const found = this.#run([blank]).shape;
    if (found.length === 2 && found[1] === this.dimension) return;
    const detail = `the cut "${this.cut}" gives [${found.slice(1).join(', ')}] and not ${this.dimension} features`;
    throw new StudioError('source-card-damaged', { path: this.source.folder, file: 'source.json', detail });
  }
}

const blank: Raster = { width: 1, height: 1, pixels: new Uint8Array(3) };
const feedOf = ({ width, height, pixels }: Raster): Feed => ({ shape: [height, width, 3], values: pixels });

/**
 * Inputs: how many pictures count, then `batchSize` pictures, each of its own size; blank ones fill up and are cut off again.
 * The pictures are resized beside one another, then go through the network as one batch.
 */
async function featureGraph(source: SourceOnDisk, cut: string): Promise<Graph> {
  const builder = new GraphBuilder();
  const size = source.model.inputSize;
  const count = builder.input({ key: 'count', dtype: 'int32', shape: [], meaning: 'pictures that count' });
  const resized: string[] = [];
  for (let slot = 0; slot < batchSize; slot++) {
    const picture = builder.input({ key: `picture_${slot}`, dtype: 'uint8', shape: [-1, -1, 3], meaning: 'one picture, R G B' });
    resized.push(addNativeResize(builder, picture, size));
  }
  const joined = builder.node('ConcatV2', [...resized, builder.ints([0], [])],
    { T: { type: 'float32' }, Tidx: { type: 'int32' }, N: { int: batchSize } });
  const extent = builder.node('Pack', [count, ...[size, size, 3].map((side) => builder.ints([side], []))],
    { T: { type: 'int32' }, N: { int: 4 }, axis: { int: 0 } });
  const batch = builder.node('Slice', [joined, builder.ints([0, 0, 0, 0]), extent], { T: { type: 'float32' }, Index: { type: 'int32' } });
  const features = await addSource(builder, source, cut, addScaling(builder, batch, source.card.inputScaling));
  builder.output({ key: 'features', node: features, dtype: 'float32', shape: [-1, -1], meaning: 'features' });
  return builder.build();
}
