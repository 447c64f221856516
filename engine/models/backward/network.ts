import { StudioError } from '../../domain/failure.ts';
import { normalisationOnly } from '../../domain/choice/tuned-part.ts';
import { blocksOf, firstTuned } from '../layers/blocks.ts';
import { foldBatchNorm } from '../layers/fold-batch-norm.ts';
import type { Graph } from '../graph/graph.ts';
import { addHeadScores, headLayer } from '../forward/head-graph.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { WeightedLayer } from '../layers/layer-config.ts';
import { numberIn, weightOf } from '../layers/layer-config.ts';
import { emitGlobalPool, kindOf } from '../layers/layer-kinds.ts';
import { layersUpTo, UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer } from '../layers/layers-file.ts';
import { addWeighted, withWeights } from '../forward/layers-to-graph.ts';
import type { AddLayer } from '../forward/layers-to-graph.ts';
import { addScaling } from '../forward/preprocess-graph.ts';
import { findCut } from '../library/source-models.ts';
import { DamagedWeights } from '../layers/weights.ts';
import type { Weight, Weights } from '../layers/weights.ts';
import { foldedBack, normalisedLayers } from './normalised-layers.ts';
import { NotDifferentiable } from './not-differentiable.ts';
import { addOptimiser } from './optimiser.ts';
import type { Optimised } from './optimiser.ts';
import { isTrained, TrainableGraphBuilder } from './trainable-graph.ts';
import type { TrainedWeights, Variable } from './trainable-graph.ts';
import type { TrainerSpec, TrainerState } from './trainer-spec.ts';

/** A graph for training and prediction, with the names of its nodes. */
export interface Network extends Optimised {
  readonly graph: Graph;
  readonly pictures: string;
  readonly boundary: string;
  /** Takes pictures or boundary activations, as the spec says. */
  readonly input: string;
  readonly scores: string;
  readonly features: string;
  readonly variables: readonly Variable[];
  /** Statistics that the network computes itself, and the node with those of the batch. */
  readonly statistics: readonly { readonly variable: Variable; readonly ofBatch: string }[];
  readonly parameters: { readonly tuned: number; readonly reused: number; readonly head: number };
  weights(state: TrainerState): Map<string, Map<string, Weight>>;
  /** Initial values of the variables for other weights of the same architecture and another head of the same form. */
  begun(weights: Weights, head: LinearHead): TrainerState;
}

/** @throws StudioError cut-not-found, source-unsupported, source-weights-damaged or source-not-tunable */
export async function networkOf(spec: TrainerSpec): Promise<Network> {
  const { source } = spec;
  findCut(source, spec.cut);
  const layers = withWeights(sourceLayers(spec), await source.weights());
  try {
    return build(spec, layers);
  } catch (error) {
    const facts = { path: source.folder, detail: error instanceof Error ? error.message : '' };
    if (error instanceof NotDifferentiable) throw new StudioError('source-not-tunable', { ...facts, detail: error.message });
    if (error instanceof UnsupportedLayer) throw new StudioError('source-unsupported', { ...facts, layer: error.layer });
    if (error instanceof DamagedWeights) throw new StudioError('source-weights-damaged', facts);
    throw error;
  }
}

const sourceLayers = ({ source, cut }: TrainerSpec): readonly Layer[] => layersUpTo(source.file.layers, cut) ?? [];

function begun(layers: readonly WeightedLayer[], head: LinearHead, variables: readonly Variable[]): Map<string, Float32Array> {
  const starts = new Map<string, Float32Array>([
    [`${headLayer}/weights`, head.weights],
    [`${headLayer}/bias`, head.bias],
  ]);
  for (const { name, weights } of layers) for (const [weight, { values }] of weights) starts.set(`${name}/${weight}`, values);
  return new Map(variables.map(({ key, start }) => [key, starts.get(key) ?? start]));
}

function build(spec: TrainerSpec, own: readonly WeightedLayer[]): Network {
  const trained = trainedWeights(spec);
  const fresh = trained === 'own-statistics';
  const layers = layersToTrain(own, trained);
  const { tuned, factorOf } = tunedLayers(spec, layers);
  const builder = new TrainableGraphBuilder(layers, new Set([...tuned.map(({ name }) => name), headLayer]), trained);
  const side = spec.source.model.inputSize;
  const pictures = builder.input({ key: 'pictures', dtype: 'float32', shape: [-1, side, side, 3], meaning: 'pictures from 0 to 255' });
  const frozen = layers.filter((layer) => !tuned.includes(layer));
  const scaled = addScaling(builder, pictures, spec.source.card.inputScaling);
  const end = boundaryLayer(frozen, tuned);
  const boundary = end === null ? scaled : addWeighted(builder, foldBatchNorm(layersTo(frozen, end)), scaled, end);
  const input =
    spec.input === 'pictures' ? pictures : builder.node('Placeholder', [], { dtype: { type: 'float32' } }, 'boundary_activations');
  const from = spec.input === 'pictures' ? boundary : input;
  const tail =
    end === null
      ? [...frozen.filter(({ kind }) => kind === 'InputLayer'), ...tuned]
      : [{ kind: 'InputLayer', name: end, config: {}, inbound: [], weights: new Map<string, Weight>() }, ...tuned];

  const ofBatch: { layer: WeightedLayer; node: string }[] = [];
  const shaped = (last: string): string =>
    findCut(spec.source, spec.cut).shape.length === 3 ? emitGlobalPool(builder, 'Mean', last, 'features') : last;
  const emitted = trained === 'folded' ? foldBatchNorm(tail) : tail;
  const features = shaped(addWeighted(builder, emitted, from, spec.cut));
  const scores = addHeadScores(builder, spec.head, features);
  const inTraining = fresh
    ? addHeadScores(builder, spec.head, shaped(addWeighted(builder, emitted, from, spec.cut, withBatchStatistics(ofBatch))))
    : scores;
  const optimised = addOptimiser(builder, inTraining, spec, factorOf);
  const statistics = ofBatch.flatMap(({ layer, node }) =>
    (['moving_mean', 'moving_variance'] as const).map((name, at) => ({
      variable: builder.variable(`${layer.name}/${name}`, weightOf(layer, name)),
      ofBatch: `${node}:${at + 1}`,
    })),
  );
  const variables = [...builder.variables.values()];
  return {
    ...optimised,
    graph: builder.build(),
    pictures,
    boundary,
    input,
    scores,
    features,
    variables,
    statistics,
    parameters: counted(layers, tuned, trained, spec),
    weights: (state) => {
      const now = new Map(
        layers.map((layer) => [
          layer.name,
          new Map(
            [...layer.weights].map(([name, weight]) => [
              name,
              { shape: weight.shape, values: state.get(`${layer.name}/${name}`) ?? weight.values },
            ]),
          ),
        ]),
      );
      return joined(layers === own ? now : foldedBack(own, now));
    },
    begun: (weights, head) => begun(layersToTrain(withWeights(sourceLayers(spec), weights), trained), head, variables),
  };
}

function trainedWeights({ batchNorm, tuneFrom }: TrainerSpec): TrainedWeights {
  if (tuneFrom === normalisationOnly) return 'normalisation';
  return batchNorm === 'batch' ? 'own-statistics' : 'folded';
}

function layersToTrain(own: readonly WeightedLayer[], trained: TrainedWeights): readonly WeightedLayer[] {
  return trained === 'folded' ? own : normalisedLayers(own, trained === 'normalisation' ? 'unchanged' : 'neutral');
}

/** Emits batch normalisation for training from scratch; records the nodes of the batch statistics. */
function withBatchStatistics(found: { layer: WeightedLayer; node: string }[]): AddLayer {
  return (builder, layer, all) => {
    if (layer.kind !== 'BatchNormalization') return kindOf(layer).emit(builder, layer, all[0] ?? '', all);
    const scale = (['gamma', 'beta'] as const).map((name) =>
      builder.weight(layer.name, name, layer.weights.get(name) ?? constantLike(layer, name === 'gamma' ? 1 : 0), name),
    );
    const none = builder.floats([], [0]);
    const node = builder.node(
      'FusedBatchNormV3',
      [all[0] ?? '', ...scale, none, none],
      {
        T: { type: 'float32' },
        U: { type: 'float32' },
        data_format: { text: 'NHWC' },
        is_training: { flag: true },
        epsilon: { float: numberIn(layer, 'epsilon', 1e-3) },
        exponential_avg_factor: { float: 1 },
      },
      `${layer.name}/in_training`,
    );
    found.push({ layer, node });
    return node;
  };
}
function constantLike(layer: WeightedLayer, value: number): Weight {
  const { shape, values } = weightOf(layer, 'moving_mean');
  return { shape, values: values.map(() => value) };
}

/** The layers of the tuned blocks, and the learning-rate multiplier of each. */
function tunedLayers(spec: TrainerSpec, layers: readonly WeightedLayer[]): { tuned: WeightedLayer[]; factorOf: (layer: string) => number } {
  const blocks = blocksOf(spec.source);
  const first = firstTuned(blocks, spec.tuneFrom);
  if (first < 0) throw new StudioError('cut-not-found', { source: spec.source.model.id, cut: spec.tuneFrom });
  const blockOf = new Map(blocks.flatMap((block, at) => block.layers.map((name) => [name, at] as const)));
  const place = (name: string): number => blockOf.get(name) ?? blockOf.get(name.slice(0, name.lastIndexOf('/'))) ?? -1;
  return {
    tuned: layers.filter(({ name }) => place(name) >= first),
    factorOf: (layer) => (layer === headLayer ? (spec.headMultiplier ?? 1) : spec.stageMultipliers(blocks.length - 1 - place(layer))),
  };
}

/** The frozen layer whose output the tuned layers take; null if nothing is frozen. */
function boundaryLayer(frozen: readonly WeightedLayer[], tuned: readonly WeightedLayer[]): string | null {
  const names = new Set(frozen.filter(({ kind }) => kind !== 'InputLayer').map(({ name }) => name));
  const ends = new Set(tuned.flatMap(({ inbound }) => inbound.filter((name) => names.has(name))));
  if (ends.size > 1) throw new NotDifferentiable(`several ends of the frozen part: ${[...ends].join(', ')}`);
  return [...ends][0] ?? null;
}

function layersTo(layers: readonly WeightedLayer[], end: string): WeightedLayer[] {
  return layersUpTo(layers, end) as WeightedLayer[];
}

/** Statistics of tuned layers count as tuned. */
function counted(
  layers: readonly WeightedLayer[],
  tuned: readonly WeightedLayer[],
  trained: TrainedWeights,
  { head }: TrainerSpec,
): Network['parameters'] {
  const size = (of: readonly WeightedLayer[], counts: (weight: string) => boolean): number =>
    of.flatMap(({ weights }) => [...weights]).reduce((sum, [weight, { values }]) => sum + (counts(weight) ? values.length : 0), 0);
  const own = size(tuned, (weight) => trained !== 'normalisation' || isTrained(weight, trained));
  return { tuned: own, reused: size(layers, () => true) - own, head: head.weights.length + head.bias.length };
}

/** Joins the two parts of each separable convolution under the layer's own weight names. */
function joined(weights: Map<string, Map<string, Weight>>): Map<string, Map<string, Weight>> {
  const whole = new Map<string, Map<string, Weight>>();
  for (const [name, own] of weights) {
    const depthwise = weights.get(`${name}/depthwise`);
    if (name.endsWith('/depthwise') && weights.has(name.slice(0, -'/depthwise'.length))) continue;
    const pointwise = depthwise === undefined ? [] : [['pointwise_kernel', own.get('kernel')!] as const];
    const kept = depthwise === undefined ? [...own] : [...own].filter(([key]) => key !== 'kernel' && key !== 'pointwise_kernel');
    whole.set(
      name,
      new Map([
        ...(depthwise?.get('depthwise_kernel') ? [['depthwise_kernel', depthwise.get('depthwise_kernel')!] as const] : []),
        ...pointwise,
        ...kept,
      ]),
    );
  }
  return whole;
}
