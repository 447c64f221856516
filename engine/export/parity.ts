import type { ExportReport } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import { decideEach } from '../domain/models/decision.ts';
import type { Raster } from '../domain/raster.ts';
import { FrozenPart } from '../learn/features/frozen-part.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import type { WholeModel } from './job.ts';

/** Largest difference of a class probability that an export may show. */
const tolerance = 1e-4;

/** Class probabilities by the model in memory: the frozen part as it trains and predicts, and the head on its features. */
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
 * Compares pictures x classes of the exported model with those of the model in memory.
 * @throws StudioError export-differs beyond the tolerance, or when the export answers no number
 */
export function agreed(exported: Float32Array, memory: Float32Array, classes: number): Compared {
  if (exported.length !== memory.length || memory.length === 0) throw differs(NaN);
  const compared = compare(exported, memory, classes);
  if (compared.maxAbsoluteError > tolerance) throw differs(compared.maxAbsoluteError);
  return compared;
}

const differs = (error: number): StudioError => new StudioError('export-differs', { error: String(error), limit: tolerance });

/** How far two matrices of pictures x classes differ. Throws export-differs where one holds no number. */
export function compare(exported: Float32Array, memory: Float32Array, classes: number): Compared {
  const images = memory.length / classes;
  let maxAbsoluteError = 0;
  // Math.max keeps NaN, so that one wrong number is enough.
  memory.forEach((value, index) => { maxAbsoluteError = Math.max(maxAbsoluteError, Math.abs(value - (exported[index] ?? NaN))); });
  if (Number.isNaN(maxAbsoluteError)) throw differs(NaN);
  const meant = decideEach(exported, classes);
  return { images, maxAbsoluteError, sameClass: decideEach(memory, classes).filter((of, image) => of === meant[image]).length };
}
