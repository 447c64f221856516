import { numberIn, paddingOf, pairIn, refuse } from './layer-config.ts';
import { croppedSides, paddingSides } from './layer-kinds.ts';
import type { Layer, LayersFile } from './layers-file.ts';

/** Output shape, number of weights, and multiply-adds of a layer for one picture. */
export interface LayerFacts extends Layer {
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly multiplyAdds: number;
}
export type Shape = readonly number[];

/**
 * Computes the shapes of all layers, without the batch dimension, from their settings alone: no weight is read and nothing is run.
 * @param input height, width and channels of the pictures
 * @throws UnsupportedLayer for a layer whose inputs do not fit, or whose output is empty
 */
export function layerFacts(file: LayersFile, input: Shape): LayerFacts[] {
  const sizes = parametersByLayer(file);
  const shapes = new Map<string, Shape>();
  return file.layers.map((layer) => {
    const from = inputShapes(layer, shapes, input);
    const shape = outputShape(layer, from);
    shapes.set(layer.name, shape);
    return { ...layer, shape, parameters: sizes.get(layer.name) ?? 0, multiplyAdds: multiplyAdds(layer, from[0]!, shape) };
  });
}

/**
 * Returns the input shapes of a layer; `input`, the shape of the pictures, if it takes no other layer's output. @throws UnsupportedLayer
 */
export function inputShapes(layer: Layer, known: ReadonlyMap<string, Shape>, input: Shape): readonly Shape[] {
  const from = layer.inbound.map((name) => known.get(name) ?? refuse(layer, `the input "${name}", which comes later`));
  return from.length === 0 ? [input] : from;
}

/** Returns the output shape of one layer. @throws UnsupportedLayer if the inputs do not fit, or the output is empty */
export function outputShape(layer: Layer, from: readonly Shape[]): Shape {
  const shape = rules[layer.kind]?.(layer, from) ?? from[0]!;
  if (!shape.every((side) => Number.isInteger(side) && side > 0)) refuse(layer, `the output [${shape.join(', ')}]`);
  return shape;
}

function parametersByLayer(file: LayersFile): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, shape } of file.groups.flatMap(({ entries }) => entries)) {
    const layer = name.split('/').at(-2) ?? name;
    sizes.set(layer, (sizes.get(layer) ?? 0) + product(shape));
  }
  return sizes;
}

const product = (sides: Shape): number => sides.reduce((all, side) => all * side, 1);

const rules: Readonly<Record<string, (layer: Layer, from: readonly Shape[]) => Shape>> = {
  Conv2D: (layer, [from]) => [...sidesAfter(layer, from!, pairIn(layer, 'kernel_size', [1, 1])), whole(layer, 'filters')],
  SeparableConv2D: (layer, [from]) => [...sidesAfter(layer, from!, pairIn(layer, 'kernel_size', [1, 1])), whole(layer, 'filters')],
  DepthwiseConv2D: (layer, [from]) => [
    ...sidesAfter(layer, from!, pairIn(layer, 'kernel_size', [1, 1])),
    channels(layer, from!) * numberIn(layer, 'depth_multiplier', 1),
  ],
  MaxPooling2D: (layer, [from]) => pooled(layer, from!),
  AveragePooling2D: (layer, [from]) => pooled(layer, from!),
  GlobalAveragePooling2D: (layer, [from]) => [channels(layer, from!)],
  GlobalMaxPooling2D: (layer, [from]) => [channels(layer, from!)],
  ZeroPadding2D: (layer, [from]) => padded(layer, from!),
  Cropping2D: (layer, [from]) => cropped(layer, from!),
  Flatten: (_layer, [from]) => [product(from!)],
  Reshape: (layer, [from]) => reshaped(layer, from!),
  Dense: (layer, [from]) => [...from!.slice(0, -1), whole(layer, 'units')],
  Concatenate: (layer, from) => joined(layer, from),
  Add: (layer, from) => stretched(layer, from),
  Multiply: (layer, from) => stretched(layer, from),
};

function whole(layer: Layer, key: string): number {
  const value = numberIn(layer, key, 0);
  return Number.isInteger(value) && value > 0 ? value : refuse(layer, `${key} ${value}`);
}

function image(layer: Layer, from: Shape): readonly [number, number, number] {
  if (from.length !== 3) refuse(layer, `an input of shape [${from.join(', ')}]`);
  return from as unknown as readonly [number, number, number];
}

const channels = (layer: Layer, from: Shape): number => image(layer, from)[2];

/** Height and width after applying a sliding window. */
function sidesAfter(
  layer: Layer,
  from: Shape,
  window: readonly [number, number],
  strideAbsent: readonly [number, number] = [1, 1],
): number[] {
  const strides = pairIn(layer, 'strides', strideAbsent);
  const dilations = pairIn(layer, 'dilation_rate', [1, 1]);
  const same = paddingOf(layer) === 'SAME';
  return image(layer, from)
    .slice(0, 2)
    .map((side, at) => {
      const reach = (window[at]! - 1) * dilations[at]! + 1;
      return same ? Math.ceil(side / strides[at]!) : Math.floor((side - reach) / strides[at]!) + 1;
    });
}

function pooled(layer: Layer, from: Shape): Shape {
  const window = pairIn(layer, 'pool_size', [2, 2]);
  return [...sidesAfter(layer, from, window, window), channels(layer, from)];
}

function padded(layer: Layer, from: Shape): Shape {
  const [top, bottom, left, right] = paddingSides(layer) as [number, number, number, number];
  const [height, width, depth] = image(layer, from);
  return [height + top + bottom, width + left + right, depth];
}

function cropped(layer: Layer, from: Shape): Shape {
  const [top, bottom, left, right] = croppedSides(layer) as [number, number, number, number];
  const [height, width, depth] = image(layer, from);
  return [height - top - bottom, width - left - right, depth];
}

function reshaped(layer: Layer, from: Shape): Shape {
  const target = layer.config.target_shape as number[];
  const known = product(target.filter((side) => side !== -1));
  const shape = target.map((side) => (side === -1 ? product(from) / known : side));
  return product(shape) === product(from) ? shape : refuse(layer, `target shape ${JSON.stringify(target)}`);
}

function joined(layer: Layer, from: readonly Shape[]): Shape {
  const rank = from[0]!.length;
  const asked = numberIn(layer, 'axis', -1);
  // The setting also counts the batch dimension, which these shapes lack.
  const axis = asked < 0 ? rank + asked : asked - 1;
  if (axis < 0 || axis >= rank || from.some((each) => each.length !== rank)) refuse(layer, `axis ${asked}`);
  return from[0]!.map((side, at) => {
    if (at === axis) return from.reduce((sum, each) => sum + each[at]!, 0);
    return from.every((each) => each[at] === side)
      ? side
      : refuse(layer, `inputs of ${from.map((each) => `[${each.join(', ')}]`).join(' and ')}`);
  });
}

/** Broadcast shape of the inputs. */
function stretched(layer: Layer, from: readonly Shape[]): Shape {
  const words = `inputs of ${from.map((each) => `[${each.join(', ')}]`).join(' and ')}`;
  return from.reduce((all, next) => {
    if (all.length !== next.length) refuse(layer, words);
    return all.map((side, at) => (side === next[at] || next[at] === 1 ? side : side === 1 ? next[at]! : refuse(layer, words)));
  });
}

/** Counts convolutions and dense layers only, as is usual: other layers are negligible. */
function multiplyAdds(layer: Layer, from: Shape, to: Shape): number {
  const window = product(pairIn(layer, 'kernel_size', [1, 1]));
  const places = product(to.slice(0, 2));
  switch (layer.kind) {
    case 'Conv2D':
      return product(to) * window * from.at(-1)!;
    case 'DepthwiseConv2D':
      return product(to) * window;
    case 'SeparableConv2D': {
      const between = from.at(-1)! * numberIn(layer, 'depth_multiplier', 1);
      return places * between * (window + to.at(-1)!);
    }
    case 'Dense':
      return product(from) * to.at(-1)!;
    default:
      return 0;
  }
}
