import { createHash } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs-node';
import type { TensorFlow as Tf } from '../../engine/learn/tensorflow/backend.ts';
import { featureWidth, inputSize, starterCuts } from './network.ts';

export interface TrainingFacts {
  readonly kinds: number;
  readonly steps: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly trainingAccuracy: number;
}

/**
 * Copies the trained weights into the network without batch normalisation: kernel x gamma / sqrt(variance + epsilon), bias beta - mean x
 * gamma / sqrt(variance + epsilon). The outputs stay the same, and nothing has to be frozen when fine-tuning.
 */
export function foldedNetwork(tf: Tf, trained: TensorFlow.LayersModel, folded: TensorFlow.LayersModel): TensorFlow.LayersModel {
  for (const layer of folded.layers) {
    const weights = trained.layers.find((other) => other.name === layer.name)?.getWeights() ?? [];
    const norm = trained.layers.find((other) => other.name === `${layer.name}_bn`);
    if (!norm) {
      if (weights.length > 0) layer.setWeights(weights);
      continue;
    }
    const [gamma, beta, mean, variance] = norm.getWeights() as TensorFlow.Tensor1D[];
    tf.tidy(() => {
      const scale = (gamma as TensorFlow.Tensor).div((variance as TensorFlow.Tensor).add(1e-3).sqrt());
      layer.setWeights([
        (weights[0] as TensorFlow.Tensor).mul(scale),
        (beta as TensorFlow.Tensor).sub((mean as TensorFlow.Tensor).mul(scale)),
      ]);
    });
  }
  return folded;
}

/** Writes a source folder: model.json, weights.bin (kernels as float16, the rest as float32), source.json, LICENSE. */
export async function writeSource(model: TensorFlow.LayersModel, folder: string, facts: TrainingFacts): Promise<void> {
  const parts: Buffer[] = [];
  const weights: object[] = [];
  for (const layer of model.layers) {
    for (const [index, value] of layer.getWeights().entries()) {
      const name = `${layer.name}/${index === 0 ? 'kernel' : 'bias'}`;
      const data = (await value.data()) as Float32Array;
      const half = index === 0;
      weights.push({
        name,
        shape: value.shape,
        dtype: 'float32',
        ...(half ? { quantization: { dtype: 'float16', original_dtype: 'float32' } } : {}),
      });
      parts.push(
        half
          ? Buffer.from(new Uint16Array(new Float16Array(data).buffer).buffer)
          : Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      );
    }
  }
  const topology = model.toJSON(null, false) as Record<string, unknown>;
  const modelJson = Buffer.from(
    `${JSON.stringify({
      format: 'layers-model',
      generatedBy: 'Graft build/starter',
      convertedBy: null,
      modelTopology: topology,
      weightsManifest: [{ paths: ['weights.bin'], weights }],
    })}\n`,
  );
  const weightFile = Buffer.concat(parts);
  writeFileSync(join(folder, 'model.json'), modelJson);
  writeFileSync(join(folder, 'weights.bin'), weightFile);
  copyFileSync(join(import.meta.dirname, '..', '..', 'LICENSE'), join(folder, 'LICENSE'));
  const file = (bytes: Buffer): object => ({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  writeFileSync(
    join(folder, 'source.json'),
    `${JSON.stringify(card(model, facts, { 'model.json': file(modelJson), 'weights.bin': file(weightFile) }), null, 1)}\n`,
  );
}

function card(model: TensorFlow.LayersModel, facts: TrainingFacts, files: object): object {
  return {
    id: 'starter',
    default: true,
    title: 'Starter, 96 px, drawn pictures',
    architecture: 'ResNet of 7 stages of 3 x 3 convolutions',
    inputSize: [inputSize, inputSize],
    inputScaling: { formula: 'x/127.5-1', subtract: 127.5, divide: 127.5 },
    colourOrder: 'RGB',
    valueRange: 'pixel x is 0..255 before scaling',
    resize: 'whole image squashed to the input size, bilinear',
    featureLayer: 'pool',
    featureDimension: featureWidth,
    outputLayer: 'classes',
    cutPoints: starterCuts(),
    batchNormalisation: { present: false, note: 'folded into the convolutions after training' },
    sourceTask: {
      dataset: `${facts.kinds} kinds of pictures drawn by a program`,
      classes: facts.kinds,
      classNames: null,
      note: 'no photograph was used',
    },
    licence: 'Apache-2.0',
    licenceFile: 'LICENSE',
    origin: { recipe: 'build/starter/train.ts', ...facts },
    quantisation: { here: 'kernels float16, biases float32' },
    parameters: model.countParams(),
    layers: model.layers.length,
    files,
  };
}
