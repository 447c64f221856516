import type { GraphBuilder } from '../graph/graph.ts';
import { numberIn, refuse, textIn } from './layer-config.ts';
import type { Layer } from './layers-file.ts';

type Emit = (builder: GraphBuilder, x: string, name: string) => string;
const single =
  (op: string): Emit =>
  (builder, x, name) =>
    builder.node(op, [x], undefined, name);

/** min(max(slope·x + shift, 0), 1), the hard sigmoid as defined by Keras 2 and tfjs. */
const hardSigmoid: Emit = (builder, x, name) => {
  const line = builder.node('AddV2', [builder.node('Mul', [x, builder.floats([0.2], [])]), builder.floats([0.5], [])]);
  return builder.node('Minimum', [builder.node('Relu', [line]), builder.floats([1], [])], undefined, name);
};

/** x·Φ(x) with the normal distribution function (Hendrycks and Gimpel, arXiv 1606.08415), exact. */
const gelu: Emit = (builder, x, name) => {
  const error = builder.node('Erf', [builder.node('Mul', [x, builder.floats([Math.SQRT1_2], [])])]);
  const half = builder.node('Mul', [x, builder.floats([0.5], [])]);
  return builder.node('Mul', [half, builder.node('AddV2', [error, builder.floats([1], [])])], undefined, name);
};

const activations: Readonly<Record<string, Emit>> = {
  linear: (_builder, x) => x,
  relu: single('Relu'),
  relu6: single('Relu6'),
  elu: single('Elu'),
  selu: single('Selu'),
  sigmoid: single('Sigmoid'),
  tanh: single('Tanh'),
  softplus: single('Softplus'),
  softmax: single('Softmax'),
  swish: (builder, x, name) => builder.node('Mul', [x, builder.node('Sigmoid', [x])], undefined, name),
  hard_sigmoid: hardSigmoid,
  gelu,
};

/** Returns the activation that a layer ends with or consists of. */
export function activationOf(layer: Layer): string {
  const name = textIn(layer, 'activation', 'linear');
  return Object.hasOwn(activations, name) ? name : refuse(layer, `activation "${name}"`);
}

export function emitActivation(builder: GraphBuilder, activation: string, x: string, name: string): string {
  return (activations[activation] as Emit)(builder, x, name);
}

export function checkRelu(layer: Layer): void {
  if (numberIn(layer, 'threshold', 0) !== 0) refuse(layer, 'a threshold');
  if (numberIn(layer, 'negative_slope', 0) !== 0 && Number.isFinite(numberIn(layer, 'max_value', Infinity))) {
    refuse(layer, 'both a negative slope and a largest value');
  }
}

export function emitRelu(builder: GraphBuilder, layer: Layer, x: string): string {
  const slope = numberIn(layer, 'negative_slope', 0);
  if (slope !== 0) return emitLeaky(builder, slope, x, layer.name);
  const largest = numberIn(layer, 'max_value', Infinity);
  if (largest === 6) return builder.node('Relu6', [x], undefined, layer.name);
  if (largest === Infinity) return builder.node('Relu', [x], undefined, layer.name);
  return builder.node('Minimum', [builder.node('Relu', [x]), builder.floats([largest], [])], undefined, layer.name);
}

/**
 * Emits max(x, slope·x), or the minimum for a slope above 1. Avoids the operation LeakyRelu: after the sum of a convolution and a shortcut,
 * TensorFlow 2.21 fuses it on CPUs and uses a slope of 0.2, whatever the actual one.
 */
export function emitLeaky(builder: GraphBuilder, slope: number, x: string, name: string): string {
  return builder.node(slope <= 1 ? 'Maximum' : 'Minimum', [x, builder.node('Mul', [x, builder.floats([slope], [])])], undefined, name);
}
