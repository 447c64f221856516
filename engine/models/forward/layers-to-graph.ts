import { StudioError } from '../../domain/failure.ts';
import { foldBatchNorm } from '../layers/fold-batch-norm.ts';
import type { GraphBuilder } from '../graph/graph.ts';
import { emitGlobalPool, kindOf } from '../layers/layer-kinds.ts';
import type { WeightedLayer } from '../layers/layer-config.ts';
import { layersUpToAny, UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer } from '../layers/layers-file.ts';
import { findCut } from '../library/source-models.ts';
import type { SourceOnDisk } from '../library/source-models.ts';
import { DamagedWeights } from '../layers/weights.ts';
import type { Weights } from '../layers/weights.ts';

/**
 * Adds the source model up to a cut point to a graph; `prepared` is the node of the prepared pictures [N, size, size, 3]. An output with
 * height and width is averaged over both; the parts of a joined cut point are concatenated unscaled, since bringing them to one scale
 * depends on a task's images and is left to the head. Returns the node of the features [N, D].
 * @throws StudioError cut-not-found, source-unsupported or source-weights-damaged
 */
export async function addSource(builder: GraphBuilder, source: SourceOnDisk, cut: string, prepared: string): Promise<string> {
  const { parts } = findCut(source, cut);
  const weights = await source.weights();
  try {
    const ends = parts.map(({ layer }) => layer);
    const layers = foldBatchNorm(withWeights(layersUpToAny(source.file.layers, ends), weights), ends);
    const nodes = addAll(builder, layers, prepared, ends);
    return joined(
      builder,
      nodes.map((node, at) => (parts[at]?.shape.length === 3 ? emitGlobalPool(builder, 'Mean', node, 'features') : node)),
    );
  } catch (error) {
    const facts = { path: source.folder, detail: error instanceof Error ? error.message : '' };
    if (error instanceof UnsupportedLayer) throw new StudioError('source-unsupported', { ...facts, layer: error.layer });
    if (error instanceof DamagedWeights) throw new StudioError('source-weights-damaged', facts);
    throw error;
  }
}

function joined(builder: GraphBuilder, parts: readonly string[]): string {
  if (parts.length === 1) return parts[0]!;
  return builder.node(
    'ConcatV2',
    [...parts, builder.ints([-1], [])],
    { T: { type: 'float32' }, Tidx: { type: 'int32' }, N: { int: parts.length } },
    'joined_features',
  );
}

/** Adds layers, with batch normalisation folded where possible; returns the node of the layer `last`. */
export function addLayers(builder: GraphBuilder, layers: readonly Layer[], weights: Weights, input: string, last: string): string {
  return addWeighted(builder, foldBatchNorm(withWeights(layers, weights)), input, last);
}

/** Joins layers with their weights; separable convolutions become the two convolutions they consist of. */
export function withWeights(layers: readonly Layer[], weights: Weights): WeightedLayer[] {
  return layers.flatMap((layer) => takenApart({ ...layer, weights: weights.get(layer.name) ?? new Map() }));
}

/** Adds one layer; `all` are the nodes of its inputs, or the input of the network. Returns the node of its output. */
export type AddLayer = (builder: GraphBuilder, layer: WeightedLayer, all: readonly string[]) => string;
const addKind: AddLayer = (builder, layer, all) => kindOf(layer).emit(builder, layer, all[0] ?? '', all);

/** Adds layers without folding; returns the node of the layer `last`. */
export function addWeighted(
  builder: GraphBuilder,
  layers: readonly WeightedLayer[],
  input: string,
  last: string,
  add: AddLayer = addKind,
): string {
  return addAll(builder, layers, input, [last], add)[0]!;
}

/** Adds layers without folding; returns the nodes of the layers `ends`. */
function addAll(
  builder: GraphBuilder,
  layers: readonly WeightedLayer[],
  input: string,
  ends: readonly string[],
  add: AddLayer = addKind,
): string[] {
  const nodes = new Map<string, string>();
  for (const layer of layers) {
    const inputs = layer.inbound.map((name) => nodes.get(name) ?? missing(layer, name));
    nodes.set(layer.name, add(builder, layer, inputs.length === 0 ? [input] : inputs));
  }
  return ends.map((end) => nodes.get(end) ?? missing({ kind: 'cut', name: end }, end));
}

function missing(layer: Pick<Layer, 'kind' | 'name'>, name: string): never {
  throw new UnsupportedLayer(`${layer.kind} "${layer.name}", which takes "${name}" before it is computed`);
}

/** Splits a separable convolution into a depthwise one and one of 1 x 1. */
function takenApart(layer: WeightedLayer): WeightedLayer[] {
  if (layer.kind !== 'SeparableConv2D') return [layer];
  const name = `${layer.name}/depthwise`;
  const pointwise = layer.weights.get('pointwise_kernel');
  const depthwise = { ...layer, name, kind: 'DepthwiseConv2D', config: { ...layer.config, activation: 'linear', use_bias: false } };
  const config = { ...layer.config, strides: [1, 1], dilation_rate: [1, 1], kernel_size: [1, 1] };
  const weights = new Map(layer.weights);
  if (pointwise !== undefined) weights.set('kernel', pointwise);
  return [depthwise, { ...layer, kind: 'Conv2D', config, inbound: [name], weights }];
}
