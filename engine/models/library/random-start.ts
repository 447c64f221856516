import { createHash } from 'node:crypto';
import type { ContentHash } from '../../domain/ids.ts';
import { normalRandom, seededRandom } from '../../domain/statistics/random.ts';
import type { SourceOnDisk } from './source-models.ts';
import type { Weight, Weights } from '../layers/weights.ts';

/**
 * Returns the same architecture with random weights: kernels normal with variance 2 / fan-in (He et al., arXiv 1502.01852), biases and beta
 * 0, gamma and stored variances 1, stored means 0. Its hash is derived from the source's and the seed, so that cached features never mix.
 */
export function randomStart(source: SourceOnDisk, seed: number): SourceOnDisk {
  const hash = createHash('sha256').update(`random start ${seed} of ${source.model.hash}`).digest('hex') as ContentHash;
  return { ...source, model: { ...source.model, hash }, weights: async () => randomWeights(await source.weights(), seed) };
}

function randomWeights(weights: Weights, seed: number): Weights {
  return new Map(
    [...weights].map(([layer, own], at) => [
      layer,
      new Map(
        [...own].map(([name, { shape, values }], order) => {
          const draw = normalRandom(seededRandom(seed * 1_000_003 + at * 31 + order));
          const drawn: Weight = { shape, values: drawWeight(name, shape, values.length, draw) };
          return [name, drawn];
        }),
      ),
    ]),
  );
}

function drawWeight(name: string, shape: readonly number[], length: number, draw: () => number): Float32Array {
  if (name === 'gamma' || name === 'moving_variance') return new Float32Array(length).fill(1);
  if (!name.includes('kernel')) return new Float32Array(length);
  // In a depthwise kernel [h, w, channels, multiplier], each output sees one channel.
  const seen = name === 'depthwise_kernel' ? shape.slice(0, -2) : shape.slice(0, -1);
  const deviation = Math.sqrt(2 / seen.reduce((product, side) => product * side, 1));
  return Float32Array.from({ length }, () => deviation * draw());
}
