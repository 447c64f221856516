import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { TensorFlow as Tf } from '../../engine/learn/tensorflow/backend.ts';

type Symbolic = TensorFlow.SymbolicTensor;

/** Side of the input in pixels. */
export const inputSize = 96;
/** Width of each stage; every stage has two residual blocks and halves the resolution. */
const widths = [32, 64, 128] as const;
export const featureWidth = 256;

/**
 * A residual network (He et al., "Deep Residual Learning", CVPR 2016) small enough to train on two processor cores within an hour: plain 3
 * x 3 convolutions, which native TensorFlow computes far faster than depthwise ones, 0.7 million weights. Input [96, 96, 3] scaled to
 * -1..1; layer `pool` outputs 256 features; `classes` is the source task. With `folded`, convolutions have a bias and no batch
 * normalisation follows: the form that ships.
 */
export function starterNetwork(tf: Tf, classes: number, folded: boolean, seed: number): TensorFlow.LayersModel {
  let nextSeed = seed;
  const conv = (name: string, x: Symbolic, filters: number, kernelSize: number, strides: number): Symbolic => {
    const y = tf.layers
      .conv2d({
        name,
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: folded,
        kernelInitializer: tf.initializers.heNormal({ seed: nextSeed++ }),
      })
      .apply(x) as Symbolic;
    return folded ? y : (tf.layers.batchNormalization({ name: `${name}_bn`, momentum: 0.97 }).apply(y) as Symbolic);
  };
  const relu = (name: string, x: Symbolic): Symbolic => tf.layers.reLU({ name }).apply(x) as Symbolic;

  const input = tf.input({ shape: [inputSize, inputSize, 3], name: 'image' });
  let x = relu('stem_relu', conv('stem_conv', input, 16, 3, 2));
  let number = 0;
  for (const width of widths) {
    for (const strides of [2, 1]) {
      number++;
      const shortcut = strides === 1 ? x : conv(`block_${number}_shortcut`, x, width, 1, strides);
      const inner = relu(`block_${number}_a_relu`, conv(`block_${number}_a`, x, width, 3, strides));
      const sum = tf.layers
        .add({ name: `block_${number}_add` })
        .apply([shortcut, conv(`block_${number}_b`, inner, width, 3, 1)]) as Symbolic;
      x = relu(`block_${number}_relu`, sum);
    }
  }
  x = relu('top_relu', conv('top_conv', x, featureWidth, 1, 1));
  const pool = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(x) as Symbolic;
  const output = tf.layers.dense({ name: 'classes', units: classes, activation: 'softmax' }).apply(pool) as Symbolic;
  return tf.model({ inputs: input, outputs: output, name: 'starter' });
}

/** Cut points of the starter model, with their output shapes. */
export function starterCuts(): { layer: string; outputShape: number[] }[] {
  const blocks = widths.flatMap((width, stage) =>
    [1, 2].map((block) => {
      const side = inputSize / 2 ** (stage + 2);
      return { layer: `block_${stage * 2 + block}_relu`, outputShape: [side, side, width] };
    }),
  );
  const top = inputSize / 16;
  return [...blocks, { layer: 'top_relu', outputShape: [top, top, featureWidth] }, { layer: 'pool', outputShape: [featureWidth] }];
}
