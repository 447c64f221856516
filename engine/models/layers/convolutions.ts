import { activationOf, emitActivation } from './activations.ts';
import type { Attributes, GraphBuilder } from '../graph/graph.ts';
import { flagIn, numberIn, paddingOf, pairIn, refuse, requireChannelsLast, weightOf } from './layer-config.ts';
import type { WeightedLayer } from './layer-config.ts';
import type { Layer } from './layers-file.ts';

const format: Attributes = { T: { type: 'float32' }, data_format: { text: 'NHWC' } };

export function checkConvolution(layer: Layer): void {
  requireChannelsLast(layer);
  paddingOf(layer);
  activationOf(layer);
  pairIn(layer, 'dilation_rate', [1, 1]);
  if (numberIn(layer, 'groups', 1) !== 1) refuse(layer, 'groups of channels');
}

export function checkDepthwise(layer: Layer): void {
  checkConvolution(layer);
  const [down, right] = pairIn(layer, 'strides', [1, 1]);
  if (down !== right) refuse(layer, 'different strides for height and width');
}

export function emitConvolution(builder: GraphBuilder, layer: WeightedLayer, x: string): string {
  const inputs = [x, builder.weight(layer.name, 'kernel', weightOf(layer, 'kernel'), 'kernel')];
  return emitEnd(builder, layer, builder.node('Conv2D', inputs, convolutionAttributes(layer), `${layer.name}/convolution`));
}

export function emitDepthwise(builder: GraphBuilder, layer: WeightedLayer, x: string): string {
  const inputs = [x, builder.weight(layer.name, 'depthwise_kernel', weightOf(layer, 'depthwise_kernel'), 'kernel')];
  return emitEnd(builder, layer, builder.node('DepthwiseConv2dNative', inputs, convolutionAttributes(layer), `${layer.name}/convolution`));
}

export function emitDense(builder: GraphBuilder, layer: WeightedLayer, x: string): string {
  const attributes: Attributes = { T: { type: 'float32' }, transpose_a: { flag: false }, transpose_b: { flag: false } };
  const inputs = [x, builder.weight(layer.name, 'kernel', weightOf(layer, 'kernel'), 'kernel')];
  return emitEnd(builder, layer, builder.node('MatMul', inputs, attributes, `${layer.name}/product`));
}

/** Emits the bias and activation that end convolutions and dense layers. */
function emitEnd(builder: GraphBuilder, layer: WeightedLayer, x: string): string {
  const activation = activationOf(layer);
  const name = activation === 'linear' ? layer.name : `${layer.name}/sum`;
  return emitActivation(builder, activation, flagIn(layer, 'use_bias', true) ? emitBias(builder, layer, x, name) : x, layer.name);
}

function emitBias(builder: GraphBuilder, layer: WeightedLayer, x: string, name: string): string {
  return builder.node('BiasAdd', [x, builder.weight(layer.name, 'bias', weightOf(layer, 'bias'), 'bias')], format, name);
}

function convolutionAttributes(layer: Layer): Attributes {
  const [down, right] = pairIn(layer, 'strides', [1, 1]);
  const [tall, wide] = pairIn(layer, 'dilation_rate', [1, 1]);
  return {
    ...format,
    padding: { text: paddingOf(layer) },
    strides: { ints: [1, down, right, 1] },
    dilations: { ints: [1, tall, wide, 1] },
  };
}

export function checkPool(layer: Layer): void {
  requireChannelsLast(layer);
  paddingOf(layer);
}

export function emitPool(op: 'MaxPool' | 'AvgPool') {
  return (builder: GraphBuilder, layer: Layer, x: string): string => {
    const [height, width] = pairIn(layer, 'pool_size', [2, 2]);
    const [down, right] = pairIn(layer, 'strides', [height, width]);
    const attributes: Attributes = {
      ...format,
      padding: { text: paddingOf(layer) },
      ksize: { ints: [1, height, width, 1] },
      strides: { ints: [1, down, right, 1] },
    };
    return builder.node(op, [x], attributes, layer.name);
  };
}
