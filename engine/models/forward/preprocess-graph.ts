import type { Attributes, GraphBuilder } from '../graph/graph.ts';
import type { SourceCard } from '../library/source-card.ts';

/**
 * Version of the picture preparation: the whole picture is squashed to the square input by a triangle filter with half-pixel centres,
 * widened by the shrink factor, with weights normalised at the borders; then scaled as the card says. This is
 * tf.image.resize(method='bilinear', antialias=True). Change the version whenever a result changes: cached features are bound to it.
 */
export const preparationVersion = 1;
export const resizeRule =
  'whole picture squashed to the input size; bilinear (triangle filter, half-pixel centres, antialiased), as '
  + 'tf.image.resize(method="bilinear", antialias=True)';

const T: Attributes = { T: { type: 'float32' } };
const int: Attributes = { T: { type: 'int32' } };
const reduction: Attributes = { ...T, Tidx: { type: 'int32' }, keep_dims: { flag: true } };
const reshape: Attributes = { ...T, Tshape: { type: 'int32' } };
const transpose: Attributes = { ...T, Tperm: { type: 'int32' } };
const product: Attributes = { ...T, transpose_a: { flag: false }, transpose_b: { flag: false } };

/**
 * Adds the resize as two products with weight matrices, which are built from the picture's size when the graph runs, using only operations
 * that every reader of both formats supports. `images` is [N, H, W, 3]; returns [N, size, size, 3].
 */
export function addResizeByProducts(builder: GraphBuilder, images: string, size: number): string {
  const shape = builder.node('Shape', [images], { ...T, out_type: { type: 'int32' } }, 'picture_shape');
  const height = side(builder, shape, 1);
  const width = side(builder, shape, 2);
  const rest = builder.ints([-1], []);
  const out = builder.ints([size], []);
  const three = builder.ints([3], []);
  const pack = (sides: string[]) => builder.node('Pack', sides, { ...int, N: { int: sides.length }, axis: { int: 0 } });
  const turn = (x: string, order: number[]) => builder.node('Transpose', [x, builder.ints(order)], transpose);
  const form = (x: string, target: string) => builder.node('Reshape', [x, target], reshape);

  const rows = form(turn(images, [1, 0, 2, 3]), pack([height, rest]));
  const shortened = builder.node('MatMul', [weights(builder, height, size), rows], product, 'resize_height');
  const columns = form(turn(form(shortened, pack([out, rest, width, three])), [2, 1, 0, 3]), pack([width, rest]));
  const squashed = builder.node('MatMul', [weights(builder, width, size), columns], product, 'resize_width');
  return turn(form(squashed, builder.ints([size, -1, size, 3])), [1, 2, 0, 3]);
}

/** One dimension of a shape, as a number. */
function side(builder: GraphBuilder, shape: string, index: number): string {
  return builder.node('StridedSlice', [shape, builder.ints([index]), builder.ints([index + 1]), builder.ints([1])], {
    ...int,
    Index: { type: 'int32' },
    begin_mask: { int: 0 },
    end_mask: { int: 0 },
    ellipsis_mask: { int: 0 },
    new_axis_mask: { int: 0 },
    shrink_axis_mask: { int: 1 },
  });
}

/** The [size, from] matrix of max(0, 1 - |i + 1/2 - (o + 1/2)·f| / max(f, 1)) with f = from/size, rows normalised to sum 1. */
function weights(builder: GraphBuilder, from: string, size: number): string {
  const node = (op: string, inputs: string[]) => builder.node(op, inputs, T);
  const half = builder.floats([0.5], []);
  const one = builder.floats([1], []);
  const toFloat: Attributes = { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { flag: false } };
  const factor = node('RealDiv', [builder.node('Cast', [from], toFloat), builder.floats([size], [])]);
  const reach = node('Maximum', [factor, one]);
  const count = builder.node('Range', [builder.ints([0], []), from, builder.ints([1], [])], { Tidx: { type: 'int32' } });
  const pixels = node('AddV2', [builder.node('Cast', [count], toFloat), half]);
  const centres = node('Mul', [
    builder.floats(
      Float32Array.from({ length: size }, (_, index) => index + 0.5),
      [size, 1],
    ),
    factor,
  ]);
  const distances = node('RealDiv', [node('Abs', [node('Sub', [pixels, centres])]), reach]);
  const triangle = node('Relu', [node('Sub', [one, distances])]);
  return node('RealDiv', [triangle, builder.node('Sum', [triangle, builder.ints([1])], reduction)]);
}

/** Adds the same resize of one picture, uint8 [H, W, 3], by TensorFlow's own operation: only for graphs that TensorFlow itself runs. */
export function addNativeResize(builder: GraphBuilder, picture: string, size: number): string {
  const batch = builder.node('ExpandDims', [picture, builder.ints([0], [])], { T: { type: 'uint8' }, Tdim: { type: 'int32' } });
  const shape = builder.node('Shape', [picture], { T: { type: 'uint8' }, out_type: { type: 'int32' } });
  const sides = builder.node('Slice', [shape, builder.ints([0]), builder.ints([2])], { ...int, Index: { type: 'int32' } });
  const from = builder.node('Cast', [sides], { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { flag: false } });
  const scale = builder.node('RealDiv', [builder.floats([size, size], [2]), from], T);
  return builder.node('ScaleAndTranslate', [batch, builder.ints([size, size]), scale, builder.floats([0, 0], [2])], {
    T: { type: 'uint8' },
    kernel_type: { text: 'triangle' },
    antialias: { flag: true },
  });
}

/** Adds the scaling stated in the card: (x - subtract) / divide. */
export function addScaling(builder: GraphBuilder, pixels: string, { subtract, divide }: SourceCard['inputScaling']): string {
  const constant = (value: number | number[], name: string) =>
    Array.isArray(value) ? builder.floats(value, [value.length], name) : builder.floats([value], [], name);
  const centred = builder.node('Sub', [pixels, constant(subtract, 'scaling_subtract')], T);
  return builder.node('RealDiv', [centred, constant(divide, 'scaling_divide')], T, 'prepared');
}
