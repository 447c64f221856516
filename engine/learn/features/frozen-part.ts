import type { Raster } from '../../domain/raster.ts';
import { StudioError } from '../../domain/failure.ts';
import { GraphBuilder } from '../../models/graph/graph.ts';
import type { Graph } from '../../models/graph/graph.ts';
import { GraphSession } from '../tensorflow/graph-session.ts';
import { addSource } from '../../models/forward/layers-to-graph.ts';
import { addPictureSlots, batchSize, pictureFeeds } from '../../models/forward/picture-slots.ts';
import { addScaling } from '../../models/forward/preprocess-graph.ts';
import { findCut, readSource } from '../../models/library/source-models.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';

export { batchSize } from '../../models/forward/picture-slots.ts';

/**
 * The frozen part of a source model up to the cut point: pictures in, features out. Call `dispose` when done. For a cut point that joins
 * several layers, the pooled features are concatenated unscaled; a head fitted on them must bring them to one scale (see
 * HeadTraining.scaling), or the layer with the largest values dominates.
 */
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
   * @param source a source that was already read, or its folder
   * @param cut the layer up to which it is reused, or several joined by "+"; defaults to the source's default cut point
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

  /** Features of pictures of any size: n x D, row-major. Blocks the thread while TensorFlow runs. */
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
    const [features] = this.#session.run(pictureFeeds(pictures));
    if (features === undefined) throw new Error('the graph gave no features');
    return features;
  }

  /** If the card stated another number of features than the model has, every feature in the cache would be shifted. */
  #checkDimension(): void {
    const found = this.#run([blank]).shape;
    if (found.length === 2 && found[1] === this.dimension) return;
    const detail = `the cut "${this.cut}" gives [${found.slice(1).join(', ')}] and not ${this.dimension} features`;
    throw new StudioError('source-card-damaged', { path: this.source.folder, file: 'source.json', detail });
  }
}

const blank: Raster = { width: 1, height: 1, pixels: new Uint8Array(3) };

/** Builds the graph of FrozenPart: pictures are resized separately, then go through the network as one batch. */
async function featureGraph(source: SourceOnDisk, cut: string): Promise<Graph> {
  const builder = new GraphBuilder();
  const batch = addPictureSlots(builder, source.model.inputSize);
  const features = await addSource(builder, source, cut, addScaling(builder, batch, source.card.inputScaling));
  builder.output({ key: 'features', node: features, dtype: 'float32', shape: [-1, -1], meaning: 'features' });
  return builder.build();
}
