import type { Layer } from '../layers/layers-file.ts';

/** `width` and `depth` multiply those of Lite0; `side` is the input side in pixels. */
export interface LiteVariant {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly side: number;
}
export const liteVariants: readonly LiteVariant[] = [
  { name: 'EfficientNet-Lite0', width: 1, depth: 1, side: 224 },
  { name: 'EfficientNet-Lite2', width: 1.1, depth: 1.2, side: 260 },
];

/** A weight of a layer, and the tensor of the published file it comes from: its name, and its axes in TensorFlow's order. */
interface LiteWeight {
  readonly layer: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly tensor: string;
  readonly order: readonly number[];
}
/** `counts`: tensors that count batches and do not affect predictions. */
export interface LiteNetwork {
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly weights: readonly LiteWeight[];
  readonly counts: readonly string[];
}

interface Stage {
  readonly repeat: number;
  readonly kernel: number;
  readonly stride: number;
  readonly expand: number;
  readonly from: number;
  readonly to: number;
}
const stage = (repeat: number, kernel: number, stride: number, expand: number, from: number, to: number): Stage => ({
  repeat,
  kernel,
  stride,
  expand,
  from,
  to,
});
const stages: readonly Stage[] = [
  stage(1, 3, 1, 1, 32, 16),
  stage(2, 3, 2, 6, 16, 24),
  stage(2, 5, 2, 6, 24, 40),
  stage(3, 3, 2, 6, 40, 80),
  stage(3, 5, 1, 6, 80, 112),
  stage(4, 5, 2, 6, 112, 192),
  stage(1, 3, 1, 6, 192, 320),
];
/** The same in all variants. */
const stemWidth = 32,
  headWidth = 1280,
  classCount = 1000;
const scaling = { subtract: 127, divide: 128 };

/**
 * EfficientNet-Lite: inverted bottlenecks with ReLU6 and without squeeze-and-excitation; a shortcut where neither size nor channels change
 * (Tan and Le, "EfficientNet", ICML 2019; the Lite variants of its authors). Trained with TensorFlow, so "same" pads as TensorFlow does:
 * the extra row and column of uneven padding go below and to the right. Layers are named like those of MobileNetV2, so that blocks and cut
 * points are found. It ends at the pooled features: the layer of the thousand classes, `classes`, is only among the weights.
 */
export function liteNetwork(variant: LiteVariant): LiteNetwork {
  const net = new Builder(variant.side);
  let x = net.convolution('stem', '_conv_stem', '_bn0', { from: 'scaled', channels: 3, filters: stemWidth, kernel: 3, stride: 2 });
  x = net.relu('stem', x);
  let channels = stemWidth,
    number = 0;
  stages.forEach((each, at) => {
    const outer = at === 0 || at === stages.length - 1;
    const repeat = outer ? each.repeat : Math.ceil(each.repeat * variant.depth);
    const to = widened(each.to, variant.width);
    for (let turn = 0; turn < repeat; turn++) {
      x = net.block(number++, x, { ...each, stride: turn === 0 ? each.stride : 1, from: channels, to });
      channels = to;
    }
  });
  x = net.relu('top', net.convolution('top', '_conv_head', '_bn1', { from: x, channels, filters: headWidth, kernel: 1, stride: 1 }));
  net.add('GlobalAveragePooling2D', 'pool', { data_format: 'channels_last' }, x);
  net.classes();
  return net;
}

/** Channels are rounded to a multiple of 8, and never to less than nine tenths of the intended number. */
function widened(channels: number, width: number): number {
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

interface Convolution {
  readonly from: string;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

class Builder implements LiteNetwork {
  readonly input = 'image';
  readonly layers: Layer[] = [];
  readonly weights: LiteWeight[] = [];
  readonly counts: string[] = [];

  constructor(side: number) {
    this.add('InputLayer', this.input, { batch_input_shape: [null, side, side, 3], dtype: 'float32', sparse: false });
    this.add('Rescaling', 'scaled', { scale: 1 / scaling.divide, offset: -scaling.subtract / scaling.divide }, this.input);
  }

  add(kind: string, name: string, config: Readonly<Record<string, unknown>>, ...inbound: readonly string[]): string {
    this.layers.push({ name, kind, config: { name, trainable: true, ...config }, inbound });
    return name;
  }

  relu(part: string, from: string): string {
    return this.add('ReLU', `${part}_relu`, { max_value: 6 }, from);
  }

  /** Adds a convolution with its normalisation; returns the output of the latter. */
  convolution(part: string, tensor: string, norm: string, { from, channels, filters, kernel, stride }: Convolution): string {
    const name = part === 'stem' || part === 'top' ? `${part}_conv` : part;
    this.add('Conv2D', name, { filters, ...window(kernel, stride) }, from);
    this.weights.push({
      layer: name,
      name: 'kernel',
      shape: [kernel, kernel, channels, filters],
      tensor: `${tensor}.weight`,
      order: [2, 3, 1, 0],
    });
    return this.#norm(`${part}_bn`, norm, filters, name);
  }

  block(number: number, x: string, { kernel, stride, expand, from, to }: Stage): string {
    const [part, tensor] = [`block_${number}`, `_blocks.${number}.`];
    const inner = from * expand;
    let y = x;
    if (expand !== 1) {
      y = this.convolution(`${part}_expand`, `${tensor}_expand_conv`, `${tensor}_bn0`, {
        from: y,
        channels: from,
        filters: inner,
        kernel: 1,
        stride: 1,
      });
      y = this.relu(`${part}_expand`, y);
    }
    y = this.add('DepthwiseConv2D', `${part}_depthwise`, { depth_multiplier: 1, ...window(kernel, stride) }, y);
    this.weights.push({
      layer: y,
      name: 'depthwise_kernel',
      shape: [kernel, kernel, inner, 1],
      tensor: `${tensor}_depthwise_conv.weight`,
      order: [2, 3, 0, 1],
    });
    y = this.relu(`${part}_depthwise`, this.#norm(`${part}_depthwise_bn`, `${tensor}_bn1`, inner, y));
    y = this.convolution(`${part}_project`, `${tensor}_project_conv`, `${tensor}_bn2`, {
      from: y,
      channels: inner,
      filters: to,
      kernel: 1,
      stride: 1,
    });
    return stride === 1 && from === to ? this.add('Add', `${part}_add`, {}, x, y) : y;
  }

  classes(): void {
    this.weights.push(
      { layer: 'classes', name: 'kernel', shape: [headWidth, classCount], tensor: '_fc.weight', order: [1, 0] },
      { layer: 'classes', name: 'bias', shape: [classCount], tensor: '_fc.bias', order: [0] },
    );
  }

  #norm(name: string, tensor: string, channels: number, from: string): string {
    this.add('BatchNormalization', name, { axis: -1, momentum: 0.99, epsilon: 1e-3, center: true, scale: true }, from);
    const own = { gamma: 'weight', beta: 'bias', moving_mean: 'running_mean', moving_variance: 'running_var' };
    for (const [each, there] of Object.entries(own))
      this.weights.push({ layer: name, name: each, shape: [channels], tensor: `${tensor}.${there}`, order: [0] });
    this.counts.push(`${tensor}.num_batches_tracked`);
    return name;
  }
}

const window = (kernel: number, stride: number): Readonly<Record<string, unknown>> => ({
  kernel_size: [kernel, kernel],
  strides: [stride, stride],
  padding: 'same',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation: 'linear',
  use_bias: false,
});
