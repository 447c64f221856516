import { StudioError } from '../../domain/failure.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { normalRandom, seededRandom } from '../../domain/statistics/random.ts';
import { findCut } from '../library/source-models.ts';
import type { SourceOnDisk } from '../library/source-models.ts';
import { networkOf } from './network.ts';
import type { TrainerSpec } from './trainer-spec.ts';

/** Spec for training a whole model with a head of two classes, in plain steps. */
export function wholeSpec(source: SourceOnDisk): TrainerSpec {
  const { layer, features } = findCut(source);
  const draw = normalRandom(seededRandom(7));
  const head: LinearHead = {
    kind: 'logistic',
    dimension: features,
    classIds: [1, 2] as ClassId[],
    centre: null,
    unitLength: false,
    weights: Float32Array.from({ length: features * 2 }, () => draw() / Math.sqrt(features)),
    bias: new Float32Array(2),
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
  return {
    source,
    cut: layer,
    tuneFrom: 'all',
    head,
    batchNorm: 'stored',
    momentum: 0,
    weightDecay: 0,
    stageMultipliers: () => 1,
    logAdjustment: null,
    input: 'pictures',
  };
}

/**
 * Returns why a source model can only be reused, not tuned: the operation without a known gradient. Null if it can be tuned. Does not need
 * TensorFlow.
 */
export async function whyNotTunable(source: SourceOnDisk): Promise<string | null> {
  try {
    await networkOf(wholeSpec(source));
    return null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'source-not-tunable') return String(error.facts.detail);
    throw error;
  }
}
