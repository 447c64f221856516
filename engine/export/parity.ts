import type { ExportReport } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { decideEach } from '../domain/models/decision.ts';
import type { Raster } from '../domain/raster.ts';
import { FrozenPart } from '../learn/features/frozen-part.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import type { WholeModel } from './job.ts';

/** Largest allowed difference of a class probability. */
const tolerance = 1e-4;

/**
 * Computes class probabilities by the model in memory: the frozen part as used in training and prediction, and the head on its features.
 */
export async function inMemory({ source, cut, head }: WholeModel, pictures: readonly Raster[]): Promise<Float32Array> {
  const frozen = await FrozenPart.load(source, cut);
  try {
    return headProbabilities(head, frozen.features(pictures));
  } finally {
    frozen.dispose();
  }
}

type Compared = ExportReport['parity']['fromFiles'];

/**
 * Compares probabilities, pictures x classes, of the exported model with those of the model in memory.
 * @throws StudioError export-differs beyond the tolerance, or if the export returns non-numbers
 */
export function agreed(exported: Float32Array, memory: Float32Array, classes: number): Compared {
  if (exported.length !== memory.length || memory.length === 0) throw differs(NaN);
  const compared = compare(exported, memory, classes);
  if (compared.maxAbsoluteError > tolerance) throw differs(compared.maxAbsoluteError);
  return compared;
}

const differs = (error: number): StudioError => new StudioError('export-differs', { error: String(error), limit: tolerance });

/** Measures the difference between two matrices of pictures x classes. Throws export-differs if either contains a non-number. */
export function compare(exported: Float32Array, memory: Float32Array, classes: number): Compared {
  const images = memory.length / classes;
  let maxAbsoluteError = 0;
  // Math.max propagates NaN, so one wrong number is enough.
  memory.forEach((value, index) => {
    maxAbsoluteError = Math.max(maxAbsoluteError, Math.abs(value - (exported[index] ?? NaN)));
  });
  if (Number.isNaN(maxAbsoluteError)) throw differs(NaN);
  const meant = decideEach(exported, classes);
  return { images, maxAbsoluteError, sameClass: decideEach(memory, classes).filter((of, image) => of === meant[image]).length };
}
