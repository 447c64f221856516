import type { LinearHead } from '../domain/models/linear-head.ts';
import type { Layer } from '../models/layers/layers-file.ts';
import type { Weight } from '../models/layers/weights.ts';

/** A layer that follows the one before it, with its weights in tfjs's order. */
export interface AddedLayer extends Layer {
  readonly weights: readonly (readonly [string, Weight])[];
}

const epsilon = 1e-3;

/**
 * Builds a head from stock tfjs layers on top of the layer `from`, whose output is features x of length D.
 * Without unit length, the centre is folded into the bias: W'(x - c) + b = W'x + (b - W'c).
 * With unit length: tfjs-layers has no layer that divides by the norm, but layer normalisation does so if a vector is concatenated with its
 * negative: the mean of [y, -y] is 0 and its variance |y|²/D, so the result is √D·[y, -y]/|y|, which the weights [W, -W]/(2√D) turn into
 * W'y/|y|.
 */
export function layersHead(head: LinearHead, from: string): AddedLayer[] {
  if (!head.unitLength) return [dense(head, from, 'head', head.weights, centredBias(head))];
  const centred = head.centre === null ? [] : [centring(head.centre, from)];
  const y = centred.at(-1)?.name ?? from;
  const scale = 1 / (2 * Math.sqrt(head.dimension));
  const weights = new Float32Array(2 * head.weights.length);
  head.weights.forEach((weight, index) => {
    weights[index] = weight * scale;
    weights[head.weights.length + index] = -weight * scale;
  });
  return [
    ...centred,
    added('head_negative', 'Rescaling', { scale: -1, offset: 0 }, [y]),
    added('head_both', 'Concatenate', { axis: -1 }, [y, 'head_negative']),
    added('head_unit_length', 'LayerNormalization', { axis: -1, epsilon: 1e-12, center: false, scale: false }, ['head_both']),
    dense({ ...head, dimension: 2 * head.dimension }, 'head_unit_length', 'head', weights, head.bias),
  ];
}

function added(
  name: string,
  kind: string,
  config: Record<string, unknown>,
  inbound: string[],
  weights: AddedLayer['weights'] = [],
): AddedLayer {
  return { name, kind, config: { ...config, name, trainable: true }, inbound, weights };
}

function dense(head: LinearHead, from: string, name: string, values: Float32Array, bias: Float32Array): AddedLayer {
  const units = head.classIds.length;
  return added(
    name,
    'Dense',
    { units, activation: 'softmax', use_bias: true },
    [from],
    [
      ['kernel', { shape: [head.dimension, units], values }],
      ['bias', { shape: [units], values: bias }],
    ],
  );
}

/** x - c as a frozen batch normalisation, the stock layer that subtracts one number per feature. */
function centring(centre: Float32Array, from: string): AddedLayer {
  const shape = [centre.length];
  return added(
    'head_centre',
    'BatchNormalization',
    { axis: -1, epsilon, center: false, scale: false },
    [from],
    [
      ['moving_mean', { shape, values: centre }],
      ['moving_variance', { shape, values: centre.map(() => 1 - epsilon) }],
    ],
  );
}

/** Computed in float64, since the sum runs over all features. */
function centredBias(head: LinearHead): Float32Array {
  const { centre, weights, bias } = head;
  if (centre === null) return bias;
  const classes = head.classIds.length;
  return bias.map((value, column) => centre.reduce((sum, c, row) => sum - c * (weights[row * classes + column] ?? 0), value));
}
