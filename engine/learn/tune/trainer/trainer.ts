import { StudioError } from '../../../domain/failure.ts';
import type { LinearHead } from '../../../domain/models/linear-head.ts';
import { NativeSession } from '../../tensorflow/native-session.ts';
import type { Fetched } from '../../tensorflow/native-session.ts';
import type { Feed } from '../../../models/graph/graph.ts';
import type { Weight, Weights } from '../../../models/layers/weights.ts';
import { networkOf } from '../../../models/backward/network.ts';
import type { Network } from '../../../models/backward/network.ts';
import type { Variable } from '../../../models/backward/trainable-graph.ts';
import type { TrainerSpec, TrainerState } from '../../../models/backward/trainer-spec.ts';

export type { TrainerSpec, TrainerState } from '../../../models/backward/trainer-spec.ts';

/**
 * Trains a source model with a head: one optimiser step (momentum or Adam, on the mean cross-entropy) is one run of a native TensorFlow
 * session. Pictures are float32 [n, S, S, 3] from 0 to 255, resized but not scaled. On a CPU the same calls give bit-identical weights.
 * Call `dispose` when done.
 */
export class Trainer {
  readonly spec: TrainerSpec;
  /** Shape of one input of `step` and `scores`. */
  readonly inputShape: readonly number[];
  /** Shape of one activation at the end of the frozen part. */
  readonly boundaryShape: readonly number[];
  readonly parameters: { readonly tuned: number; readonly reused: number; readonly head: number };
  readonly #network: Network;
  readonly #session: NativeSession;

  readonly #release: ((trainer: Trainer) => void) | null;

  private constructor(spec: TrainerSpec, network: Network, session: NativeSession, release: ((trainer: Trainer) => void) | null) {
    this.#release = release;
    this.spec = spec;
    this.#network = network;
    this.#session = session;
    this.parameters = network.parameters;
    const side = spec.source.model.inputSize;
    this.#restoreAll(network.variables, (variable) => variable.start);
    const blank: Feed = { shape: [1, side, side, 3], values: new Float32Array(side * side * 3) };
    this.boundaryShape = this.#one(new Map([[network.pictures, blank]]), network.boundary).shape.slice(1);
    this.inputShape = spec.input === 'pictures' ? [side, side, 3] : this.boundaryShape;
  }

  /**
   * @param release receives the trainer instead of its being disposed of, for reuse; its owner must call `close` in the end
   * @throws StudioError cut-not-found, source-unsupported, source-weights-damaged, source-not-tunable or tensorflow-missing
   */
  static async load(spec: TrainerSpec, release: ((trainer: Trainer) => void) | null = null): Promise<Trainer> {
    const network = await networkOf(spec);
    const session = new NativeSession(network.graph);
    try {
      return new Trainer(spec, network, session, release);
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  /** Activations of n pictures at the end of the frozen part, n x boundaryShape. */
  boundary(pictures: Float32Array): Float32Array {
    const side = this.spec.source.model.inputSize;
    const shape = [pictures.length / (side * side * 3), side, side, 3];
    return this.#one(new Map([[this.#network.pictures, { shape, values: pictures }]]), this.#network.boundary).values;
  }

  /** Takes one optimiser step on n inputs with their class indices; returns the mean loss before it. */
  step(inputs: Float32Array, labels: Int32Array, learningRate: number): number {
    const { labels: labelNode, rate, trained } = this.#network;
    const feeds = new Map<string, Feed>([
      ...this.#inputs(inputs),
      [labelNode, { shape: [labels.length], values: labels }],
      [rate, { shape: [], values: Float32Array.of(learningRate) }],
    ]);
    return this.#one(feeds, trained).values[0]!;
  }

  /** Logits, n x C, with stored statistics and without the class adjustment. */
  scores(inputs: Float32Array): Float32Array {
    return this.#one(new Map(this.#inputs(inputs)), this.#network.scores).values;
  }

  /** Features at the cut point, n x D: the input of the head. */
  features(inputs: Float32Array): Float32Array {
    return this.#one(new Map(this.#inputs(inputs)), this.#network.features).values;
  }

  /**
   * Sets the statistics used in prediction to the mean of those of these batches under the current weights (precise batch normalisation, Wu
   * and Johnson, arXiv 2105.07576). Does nothing if stored statistics are used.
   */
  refreshStatistics(batches: Iterable<Float32Array>): void {
    const { statistics } = this.#network;
    if (statistics.length === 0) return;
    const sums = statistics.map(({ variable }) => new Float64Array(variable.start.length));
    let count = 0;
    for (const batch of batches) {
      const seen = this.#session.run(
        new Map(this.#inputs(batch)),
        statistics.map(({ ofBatch }) => ofBatch),
      );
      seen.forEach(({ values }, at) =>
        values.forEach((value, channel) => {
          sums[at]![channel]! += value;
        }),
      );
      count += 1;
    }
    if (count === 0) return;
    this.#restoreAll(
      statistics.map(({ variable }) => variable),
      (_, at) => Float32Array.from(sums[at]!, (sum) => sum / count),
    );
  }

  /** Everything that steps change: a trainer of the same spec restored from it continues as if never interrupted. */
  state(): Map<string, Float32Array> {
    const { variables } = this.#network;
    const values = this.#session.run(
      new Map(),
      variables.map(({ value }) => value),
    );
    return new Map(variables.map(({ key }, at) => [key, values[at]!.values]));
  }

  /** @throws RangeError for a state of another network */
  restore(state: TrainerState): void {
    this.#restoreAll(this.#network.variables, ({ key, start }) => {
      const values = state.get(key);
      if (values?.length !== start.length) throw new RangeError(`the state has no fitting "${key}"`);
      return values;
    });
  }

  /** The weights of the source's layers, with trained ones replaced: what a saved model holds. */
  weights(state: TrainerState = this.state()): Map<string, Map<string, Weight>> {
    return this.#network.weights(state);
  }

  /** The current head. */
  head(state: TrainerState = this.state()): LinearHead {
    return { ...this.spec.head, weights: state.get('head/weights')!, bias: state.get('head/bias')! };
  }

  /** Starts over with other weights of the same architecture and another head of the same form; nothing may be frozen. */
  restart(weights: Weights, head: LinearHead): void {
    this.restore(this.#network.begun(weights, head));
  }

  dispose(): void {
    if (this.#release === null) this.close();
    else this.#release(this);
  }

  close(): void {
    this.#session.dispose();
  }

  #inputs(values: Float32Array): [[string, Feed]] {
    const size = this.inputShape.reduce((product, side) => product * side, 1);
    return [[this.#network.input, { shape: [values.length / size, ...this.inputShape], values }]];
  }

  #one(feeds: ReadonlyMap<string, Feed>, fetch: string): Fetched {
    const [fetched] = this.#session.run(feeds, [fetch]);
    if (fetched === undefined) throw new StudioError('unexpected', { detail: `nothing came for ${fetch}` });
    return fetched;
  }

  #restoreAll(variables: readonly Variable[], valueOf: (variable: Variable, at: number) => Float32Array): void {
    if (variables.length === 0) return;
    const feeds = new Map(variables.map((variable, at) => [variable.fed, { shape: variable.shape, values: valueOf(variable, at) }]));
    this.#session.run(
      feeds,
      variables.map(({ stored }) => stored),
    );
  }
}
