import type { LinearHead } from '../domain/models/linear-head.ts';
import { GraphBuilder } from '../models/graph/graph.ts';
import type { Graph } from '../models/graph/graph.ts';
import { addHeadScores } from '../models/forward/head-graph.ts';
import { addSource } from '../models/forward/layers-to-graph.ts';
import { addResizeByProducts, addScaling } from '../models/forward/preprocess-graph.ts';
import type { WholeModel } from './job.ts';

/** Pictures of any size in, class probabilities out: resize, scaling, source model and head in one graph. */
export async function wholeGraph({ source, cut, head }: WholeModel): Promise<Graph> {
  const builder = new GraphBuilder();
  const images = builder.input({
    key: 'images',
    dtype: 'float32',
    shape: [-1, -1, -1, 3],
    meaning: 'pictures: batch, height, width, R G B from 0 to 255, upright; any size, one size per batch',
  });
  const pixels = addResizeByProducts(builder, images, source.model.inputSize);
  const features = await addSource(builder, source, cut, addScaling(builder, pixels, source.card.inputScaling));
  builder.output({
    key: 'probabilities',
    node: addHead(builder, head, features),
    dtype: 'float32',
    shape: [-1, head.classIds.length],
    meaning: 'probability of each class, in the order of labels.txt',
  });
  return builder.build();
}

function addHead(builder: GraphBuilder, head: LinearHead, features: string): string {
  return builder.node('Softmax', [addHeadScores(builder, head, features)], { T: { type: 'float32' } }, 'probabilities');
}
