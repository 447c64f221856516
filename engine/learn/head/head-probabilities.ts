import type { LinearHead } from '../../domain/models/linear-head.ts';
import { Matrix, productValues } from '../tensorflow/matrix.ts';
import { toUnitLength } from './row-placement.ts';
import { softmaxInPlace } from './softmax.ts';

/** Returns class probabilities, n x C, row-major, for features n x D. Features of length 0 after centring stay zero. */
export function headProbabilities(head: LinearHead, features: Float32Array): Float32Array {
  const { dimension, classIds, centre, unitLength, bias } = head;
  if (features.length % dimension !== 0) throw new RangeError(`${features.length} values are no rows of ${dimension}`);
  if (features.length === 0) return new Float32Array(0);
  const centred = centre === null ? features : features.map((value, at) => value - centre[at % dimension]!);
  const left = Matrix.of(unitLength ? toUnitLength(centred, dimension) : centred, features.length / dimension, dimension);
  try {
    const values = productValues(left, head.weights, classIds.length).map((value, at) => value + bias[at % classIds.length]!);
    softmaxInPlace(values, classIds.length);
    return values;
  } finally {
    left.dispose();
  }
}
