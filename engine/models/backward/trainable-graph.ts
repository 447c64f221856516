import { foldBatchNorm } from '../layers/fold-batch-norm.ts';
import { GraphBuilder } from '../graph/graph.ts';
import type { Attributes, LayerWeight } from '../graph/graph.ts';
import { numberIn, weightOf } from '../layers/layer-config.ts';
import type { WeightedLayer } from '../layers/layer-config.ts';

/** A trained weight, or a value stored with the weights (statistics, momenta): its nodes in the graph and its initial value. */
export interface Variable {
  /** "layer/weight"; its name outside the graph. */
  readonly key: string;
  readonly shape: readonly number[];
  readonly start: Float32Array;
  readonly handle: string;
  /** Node of its current value. */
  readonly value: string;
  /** Node to feed a new value to, and node to fetch to store it. */
  readonly fed: string;
  readonly stored: string;
}

const value: Attributes = { dtype: { type: 'float32' } };

/** Statistics of batch normalisation, which are never trained. */
const statistics = new Set(['moving_mean', 'moving_variance']);

/** What is trained when only normalisation is. */
const normalising = new Set(['gamma', 'beta']);

/**
 * How the weights of tuned layers are trained: all of them with stored statistics and folded normalisation; all of them with statistics
 * that the network computes itself; or normalisation alone, with stored statistics and nothing folded, since the gradient of a folded scale
 * costs as much as that of the whole kernel.
 */
export type TrainedWeights = 'folded' | 'own-statistics' | 'normalisation';

/**
 * Emits tuned layers with variables instead of constants. Batch normalisation with stored statistics stays folded into the convolution
 * before it, but as an expression of the variables, so that kernel, gamma and beta are trained themselves and a step costs no more than one
 * of the folded network.
 */
export class TrainableGraphBuilder extends GraphBuilder {
  readonly variables = new Map<string, Variable>();
  readonly #tuned: ReadonlyMap<string, WeightedLayer>;
  readonly #folded: ReadonlyMap<string, { readonly before: WeightedLayer; readonly normalization: WeightedLayer }>;
  readonly #trained: TrainedWeights;

  /**
   * @param layers all layers with their weights, not folded
   * @param tuned names of the trained layers, including `head` for the head
   */
  constructor(layers: readonly WeightedLayer[], tuned: ReadonlySet<string>, trained: TrainedWeights) {
    super();
    this.#tuned = new Map(layers.filter(({ name }) => tuned.has(name)).map((layer) => [layer.name, layer]));
    this.#folded = foldedPairs(layers);
    this.#trained = trained;
    this.#trainsHead = tuned.has('head');
  }
  readonly #trainsHead: boolean;

  override weight(layer: string, weight: string, start: LayerWeight, label: string): string {
    if (layer === 'head' && this.#trainsHead) return this.variable(`head/${weight}`, start).value;
    const pair = this.#folded.get(layer);
    if (pair !== undefined && this.#trained === 'folded' && this.#tuned.has(layer)) return this.#foldedWeight(pair, weight);
    if (!this.#tuned.has(layer) || !isTrained(weight, this.#trained)) return super.weight(layer, weight, start, label);
    return this.variable(`${layer}/${weight}`, start).value;
  }

  /** The variable of this key, created on first use. */
  variable(key: string, { shape, values }: LayerWeight): Variable {
    const known = this.variables.get(key);
    if (known !== undefined) return known;
    const handle = this.node(
      'VarHandleOp',
      [],
      { ...value, shape: { shape }, shared_name: { text: key }, container: { text: '' } },
      `variable/${key}`,
    );
    const fed = this.node('Placeholder', [], { dtype: { type: 'float32' }, shape: { shape } }, `feed/${key}`);
    const assigned = this.node('AssignVariableOp', [handle, fed], value, `assign/${key}`);
    const stored = this.node('Identity', [this.floats([1], []), `^${assigned}`], undefined, `stored/${key}`);
    const read = this.node('ReadVariableOp', [handle], value, `value/${key}`);
    const made: Variable = { key, shape, start: values, handle, value: read, fed, stored };
    this.variables.set(key, made);
    return made;
  }

  /** kernel·s and (bias - mean)·s + beta with s = gamma / sqrt(variance + epsilon); see foldBatchNorm. */
  #foldedWeight({ before, normalization }: { before: WeightedLayer; normalization: WeightedLayer }, weight: string): string {
    const scale = this.#channelScale(normalization);
    const mean = weightOf(normalization, 'moving_mean');
    if (weight !== 'bias') {
      const kernel = this.variable(`${before.name}/${weight}`, weightOf(before, weight));
      return this.node('Mul', [kernel.value, this.#alongOutputs(scale, kernel.shape, weight)], undefined, `${before.name}/folded`);
    }
    const bias = before.weights.get('bias');
    const averages = this.floats(mean.values, mean.shape, `${normalization.name}/mean`);
    const centred =
      bias === undefined ? this.node('Neg', [averages]) : this.node('Sub', [this.variable(`${before.name}/bias`, bias).value, averages]);
    const moved = this.node('Mul', [centred, scale]);
    const beta = normalization.weights.get('beta');
    return beta === undefined ? moved : this.node('AddV2', [this.variable(`${normalization.name}/beta`, beta).value, moved]);
  }

  readonly #scales = new Map<string, string>();
  #channelScale(normalization: WeightedLayer): string {
    const known = this.#scales.get(normalization.name);
    if (known !== undefined) return known;
    const variance = weightOf(normalization, 'moving_variance');
    const epsilon = numberIn(normalization, 'epsilon', 1e-3);
    const inverse = this.floats(
      variance.values.map((each) => 1 / Math.sqrt(each + epsilon)),
      variance.shape,
      `${normalization.name}/inverse`,
    );
    const gamma = normalization.weights.get('gamma');
    const scale = gamma === undefined ? inverse : this.node('Mul', [this.variable(`${normalization.name}/gamma`, gamma).value, inverse]);
    this.#scales.set(normalization.name, scale);
    return scale;
  }

  /** The outputs of a depthwise kernel are its last two dimensions, channel and multiplier; of other kernels, the last one. */
  #alongOutputs(scale: string, shape: readonly number[], weight: string): string {
    if (weight !== 'depthwise_kernel') return scale;
    return this.node('Reshape', [scale, this.ints(shape.slice(-2))], { T: { type: 'float32' }, Tshape: { type: 'int32' } });
  }
}

/** Whether a weight of a tuned layer is a variable. Statistics are variables only if the network computes its own. */
export function isTrained(weight: string, trained: TrainedWeights): boolean {
  if (trained === 'normalisation') return normalising.has(weight);
  return trained === 'own-statistics' || !statistics.has(weight);
}

/** Maps the name of each folded layer, which is that of its normalisation, to the two layers it came from. */
function foldedPairs(layers: readonly WeightedLayer[]): Map<string, { before: WeightedLayer; normalization: WeightedLayer }> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return new Map(
    foldBatchNorm(layers).flatMap((joined) => {
      const normalization = byName.get(joined.name);
      if (normalization?.kind !== 'BatchNormalization' || joined.kind === 'BatchNormalization') return [];
      const before = byName.get(normalization.inbound[0] ?? '');
      return before === undefined ? [] : [[joined.name, { before, normalization }] as const];
    }),
  );
}
