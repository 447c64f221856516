import type { Attributes } from '../graph/graph.ts';
import { addGradients } from './gradients.ts';
import type { TrainableGraphBuilder, Variable } from './trainable-graph.ts';
import type { TrainerSpec } from './trainer-spec.ts';

export interface Optimised {
  readonly labels: string;
  readonly rate: string;
  /** Fetching it takes one step and returns the mean loss before it. */
  readonly trained: string;
}

const T: Attributes = { T: { type: 'float32' } };
/** Weights subject to decay: those multiplied with inputs, not shifts and scales. */
const decays = new Set(['kernel', 'depthwise_kernel', 'pointwise_kernel', 'weights']);

/** Adds the mean cross-entropy of scores [N, C], its gradients and an optimiser step for every variable. */
export function addOptimiser(
  builder: TrainableGraphBuilder,
  scores: string,
  spec: Pick<TrainerSpec, 'optimiser' | 'momentum' | 'weightDecay' | 'logAdjustment'>,
  factorOf: (layer: string) => number,
): Optimised {
  const labels = builder.node('Placeholder', [], { dtype: { type: 'int32' }, shape: { shape: [-1] } }, 'labels');
  const rate = builder.node('Placeholder', [], { dtype: { type: 'float32' }, shape: { shape: [] } }, 'learning_rate');
  const adjusted =
    spec.logAdjustment === null
      ? scores
      : builder.node('AddV2', [scores, builder.floats(spec.logAdjustment, [spec.logAdjustment.length], 'log_adjustment')]);
  const losses = builder.node(
    'SparseSoftmaxCrossEntropyWithLogits',
    [adjusted, labels],
    { T: { type: 'float32' }, Tlabels: { type: 'int32' } },
    'losses',
  );
  const loss = builder.node('Mean', [losses, builder.ints([0])], { ...T, Tidx: { type: 'int32' }, keep_dims: { flag: false } }, 'loss');
  const count = builder.node('Cast', [builder.node('Size', [labels], { T: { type: 'int32' }, out_type: { type: 'int32' } })], {
    SrcT: { type: 'int32' },
    DstT: { type: 'float32' },
    Truncate: { flag: false },
  });
  const gradient = builder.node('RealDiv', [`${losses}:1`, count], T, 'gradient/scores');

  const trained = [...builder.variables.values()].filter(({ key }) => !key.includes('/moving_'));
  const gradients = addGradients(
    builder,
    { tensor: scores, gradient },
    trained.map(({ value }) => value),
  );
  const optimiser = spec.optimiser === 'adam' ? adam(builder, spec) : withMomentum(builder, spec);
  const steps = trained.flatMap((variable) => {
    const raw = gradients.get(variable.value);
    if (raw === undefined) return [];
    const factor = factorOf(layerOf(variable));
    return [optimiser.step(variable, raw, factor === 1 ? rate : builder.node('Mul', [rate, builder.floats([factor], [])]))];
  });
  const done = [...steps, ...optimiser.afterAll(steps)];
  return { labels, rate, trained: builder.node('Identity', [loss, ...done.map((step) => `^${step}`)], undefined, 'trained') };
}

interface Optimiser {
  /** Adds a step of one variable along its gradient; returns the node that takes it. */
  step(variable: Variable, gradient: string, rate: string): string;
  /** Adds what follows once all variables have stepped. */
  afterAll(steps: readonly string[]): string[];
}
type Settings = Pick<TrainerSpec, 'momentum' | 'weightDecay'>;
const unlocked: Attributes = { ...T, use_locking: { flag: false }, use_nesterov: { flag: false } };
const zeroesLike = (builder: TrainableGraphBuilder, variable: Variable, name: string): Variable =>
  builder.variable(`${variable.key}/${name}`, { shape: variable.shape, values: new Float32Array(variable.start.length) });

function withMomentum(builder: TrainableGraphBuilder, { momentum, weightDecay }: Settings): Optimiser {
  const kept = builder.floats([momentum], [], 'momentum');
  return {
    step: (variable, gradient, rate) => {
      const decayed =
        weightDecay === 0 || !isDecaying(variable)
          ? gradient
          : builder.node('AddV2', [gradient, builder.node('Mul', [variable.value, builder.floats([weightDecay], [])])]);
      return builder.node(
        'ResourceApplyMomentum',
        [variable.handle, zeroesLike(builder, variable, 'momentum').handle, rate, decayed, kept],
        unlocked,
        `step/${variable.key}`,
      );
    },
    afterAll: () => [],
  };
}

/** Decay rate of the mean squared gradient (beta2), and the epsilon that keeps its root from 0. */
const squaresKept = 0.999;
const leastRoot = 1e-7;

/**
 * Adam (Kingma and Ba, arXiv 1412.6980) with decoupled weight decay. The number of steps is held as powers of its two decay rates, which
 * are variables too, so that a training resumes as if never interrupted.
 */
function adam(builder: TrainableGraphBuilder, { momentum, weightDecay }: Settings): Optimiser {
  const shares = [momentum, squaresKept].map((share, at) => {
    const kept = builder.floats([share], [], `kept_${at}`);
    const power = builder.variable(`optimiser/power_${at}`, { shape: [], values: Float32Array.of(1) });
    return { kept, power, next: builder.node('Mul', [power.value, kept]) };
  });
  const epsilon = builder.floats([leastRoot], [], 'least_root');
  const shrunk = (variable: Variable, rate: string): string => {
    const share = builder.node('Mul', [rate, builder.floats([weightDecay], [])]);
    return builder.node(
      'AssignSubVariableOp',
      [variable.handle, builder.node('Mul', [variable.value, share])],
      { dtype: { type: 'float32' } },
      `shrink/${variable.key}`,
    );
  };
  return {
    step: (variable, gradient, rate) => {
      const before = weightDecay !== 0 && isDecaying(variable) ? [`^${shrunk(variable, rate)}`] : [];
      const means = ['momentum', 'squares'].map((name) => zeroesLike(builder, variable, name).handle);
      return builder.node(
        'ResourceApplyAdam',
        [
          variable.handle,
          ...means,
          ...shares.map(({ next }) => next),
          rate,
          ...shares.map(({ kept }) => kept),
          epsilon,
          gradient,
          ...before,
        ],
        unlocked,
        `step/${variable.key}`,
      );
    },
    afterAll: (steps) =>
      shares.map(({ power, next }) =>
        builder.node(
          'AssignVariableOp',
          [power.handle, next, ...steps.map((step) => `^${step}`)],
          { dtype: { type: 'float32' } },
          'stepped',
        ),
      ),
  };
}

const isDecaying = ({ key }: Variable): boolean => decays.has(key.slice(key.lastIndexOf('/') + 1));
const layerOf = ({ key }: Variable): string => key.slice(0, key.lastIndexOf('/'));
