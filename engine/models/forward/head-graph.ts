import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { Attributes, GraphBuilder } from '../graph/graph.ts';

const reduction: Attributes = { T: { type: 'float32' }, Tidx: { type: 'int32' }, keep_dims: { flag: true } };

/** Smallest norm to divide features by, so that a zero vector stays zero. */
const shortest = 1e-12;

/** Layer name of a head's weights in the builder. */
export const headLayer = 'head';

/** Adds a head without its softmax: features [N, D] in, scores [N, C] out. */
export function addHeadScores(builder: GraphBuilder, head: LinearHead, features: string): string {
  const { dimension, classIds, centre, weights, bias } = head;
  const centred = centre === null ? features : builder.node('Sub', [features, builder.floats(centre, [dimension], 'head/centre')]);
  const normed = head.unitLength ? addUnitLength(builder, centred) : centred;
  const kernel = builder.weight(headLayer, 'weights', { values: weights, shape: [dimension, classIds.length] }, 'weights');
  const product = builder.node(
    'MatMul',
    [normed, kernel],
    { T: { type: 'float32' }, transpose_a: { flag: false }, transpose_b: { flag: false } },
    'head/product',
  );
  const shift = builder.weight(headLayer, 'bias', { values: bias, shape: [classIds.length] }, 'bias');
  return builder.node('BiasAdd', [product, shift], { T: { type: 'float32' }, data_format: { text: 'NHWC' } }, 'head/scores');
}

function addUnitLength(builder: GraphBuilder, features: string): string {
  const squares = builder.node('Sum', [builder.node('Square', [features]), builder.ints([1])], reduction);
  const length = builder.node('Maximum', [builder.node('Sqrt', [squares]), builder.floats([shortest], [])]);
  return builder.node('RealDiv', [features, length]);
}
