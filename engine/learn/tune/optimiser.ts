import type { Attributes } from '../graph.ts';
import { addGradients } from './gradients.ts';
import type { TrainableGraphBuilder } from './trainable-graph.ts';
import type { TrainerSpec } from './trainer-spec.ts';

export interface Optimised {
  readonly labels: string;
  readonly rate: string;
  /** Its fetch takes one step and answers the mean loss before it. */
  readonly trained: string;
}

const T: Attributes = { T: { type: 'float32' } };
/** Weights that decay: products of inputs, not shifts and scales. */
const decays = new Set(['kernel', 'depthwise_kernel', 'pointwise_kernel', 'weights']);

/** Adds the mean cross-entropy of scores [N, C], its gradients and a step of gradient descent with momentum on every variable. */
export function addOptimiser(
  builder: TrainableGraphBuilder, scores: string, spec: Pick<TrainerSpec, 'momentum' | 'weightDecay' | 'logAdjustment'>, factorOf: (layer: string) => number,
): Optimised {
  const labels = builder.node('Placeholder', [], { dtype: { type: 'int32' }, shape: { shape: [-1] } }, 'labels');
  const rate = builder.node('Placeholder', [], { dtype: { type: 'float32' }, shape: { shape: [] } }, 'learning_rate');
  const adjusted = spec.logAdjustment === null ? scores
    : builder.node('AddV2', [scores, builder.floats(spec.logAdjustment, [spec.logAdjustment.length], 'log_adjustment')]);
  const losses = builder.node('SparseSoftmaxCrossEntropyWithLogits', [adjusted, labels], { T: { type: 'float32' }, Tlabels: { type: 'int32' } }, 'losses');
  const loss = builder.node('Mean', [losses, builder.ints([0])], { ...T, Tidx: { type: 'int32' }, keep_dims: { flag: false } }, 'loss');
  const count = builder.node('Cast', [builder.node('Size', [labels], { T: { type: 'int32' }, out_type: { type: 'int32' } })],
    { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { flag: false } });
  const gradient = builder.node('RealDiv', [`${losses}:1`, count], T, 'gradient/scores');

  const trained = [...builder.variables.values()].filter(({ key }) => !key.includes('/moving_'));
  const gradients = addGradients(builder, { tensor: scores, gradient }, trained.map(({ value }) => value));
  const momentum = builder.floats([spec.momentum], [], 'momentum');
  const steps = trained.flatMap((variable) => {
    const raw = gradients.get(variable.value);
    if (raw === undefined) return [];
    const [layer, weight] = parts(variable.key);
    const decayed = spec.weightDecay === 0 || !decays.has(weight) ? raw
      : builder.node('AddV2', [raw, builder.node('Mul', [variable.value, builder.floats([spec.weightDecay], [])])]);
    const factor = factorOf(layer);
    const own = factor === 1 ? rate : builder.node('Mul', [rate, builder.floats([factor], [])]);
    const velocity = builder.variable(`${variable.key}/momentum`, { shape: variable.shape, values: new Float32Array(variable.start.length) });
    return [builder.node('ResourceApplyMomentum', [variable.handle, velocity.handle, own, decayed, momentum],
      { ...T, use_locking: { flag: false }, use_nesterov: { flag: false } }, `step/${variable.key}`)];
  });
  return { labels, rate, trained: builder.node('Identity', [loss, ...steps.map((step) => `^${step}`)], undefined, 'trained') };
}

function parts(key: string): [string, string] {
  const at = key.lastIndexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
