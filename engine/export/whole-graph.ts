import type { LinearHead } from '../domain/linear-head.ts';
import { GraphBuilder } from '../learn/graph.ts';
import type { Attributes, Graph } from '../learn/graph.ts';
import { addSource } from '../learn/layers-to-graph.ts';
import { addResizeByProducts, addScaling } from '../learn/preprocess-graph.ts';
import type { WholeModel } from './job.ts';

const reduction: Attributes = { T: { type: 'float32' }, Tidx: { type: 'int32' }, keep_dims: { flag: true } };

/** Pictures of any size in, class probabilities out: resize, scaling, source model and head in one graph. */
export async function wholeGraph({ source, cut, head }: WholeModel): Promise<Graph> {
  const builder = new GraphBuilder();
  const images = builder.input({
    key: 'images', dtype: 'float32', shape: [-1, -1, -1, 3],
    meaning: 'pictures: batch, height, width, R G B from 0 to 255, upright; any size, one size per batch',
  });
  const pixels = addResizeByProducts(builder, images, source.model.inputSize);
  const features = await addSource(builder, source, cut, addScaling(builder, pixels, source.card.inputScaling));
  builder.output({
    key: 'probabilities', node: addHead(builder, head, features), dtype: 'float32', shape: [-1, head.classIds.length],
    meaning: 'probability of each class, in the order of labels.txt',
  });
  return builder.build();
}

/** Shortest length that features are divided by: a vector of zeros stays one. */
const shortest = 1e-12;

function addHead(builder: GraphBuilder, head: LinearHead, features: string): string {
  const centred = head.centre === null ? features
    : builder.node('Sub', [features, builder.floats(head.centre, [head.dimension], 'head/centre')]);
  const normed = head.unitLength ? addUnitLength(builder, centred) : centred;
  const weights = builder.floats(head.weights, [head.dimension, head.classIds.length], 'head/weights');
  const product = builder.node('MatMul', [normed, weights],
    { T: { type: 'float32' }, transpose_a: { flag: false }, transpose_b: { flag: false } }, 'head/product');
  const bias = builder.floats(head.bias, [head.classIds.length], 'head/bias');
  const scores = builder.node('BiasAdd', [product, bias], { T: { type: 'float32' }, data_format: { text: 'NHWC' } }, 'head/scores');
  return builder.node('Softmax', [scores], { T: { type: 'float32' } }, 'probabilities');
}

function addUnitLength(builder: GraphBuilder, features: string): string {
  const squares = builder.node('Sum', [builder.node('Square', [features]), builder.ints([1])], reduction);
  const length = builder.node('Maximum', [builder.node('Sqrt', [squares]), builder.floats([shortest], [])]);
  return builder.node('RealDiv', [features, length]);
}
