import type { ClassId } from '../../../engine/domain/ids.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import type { SourceOnDisk } from '../../../engine/models/library/source-models.ts';
import type { TrainerSpec } from '../../../engine/learn/tune/trainer/trainer.ts';

/** The trainer settings of tests: a tiny source model with three classes, all weights tuned, from pictures. */
export function trainerSpec(source: SourceOnDisk): TrainerSpec {
  const { layer: cut, features: dimension } = source.model.cuts.at(-1)!;
  const random = seededRandom(12);
  return {
    source,
    cut,
    tuneFrom: 'all',
    batchNorm: 'stored',
    momentum: 0.9,
    weightDecay: 1e-4,
    stageMultipliers: () => 1,
    logAdjustment: null,
    input: 'pictures',
    head: {
      kind: 'logistic',
      dimension,
      classIds: [1, 2, 3] as ClassId[],
      centre: Float32Array.from({ length: dimension }, () => 0.1 * random()),
      unitLength: true,
      weights: Float32Array.from({ length: dimension * 3 }, () => 4 * random() - 2),
      bias: Float32Array.of(0.1, -0.2, 0),
      chosen: { by: 'none', strength: 0, accuracy: null },
    },
  };
}

/** Noise whose colours differ between classes: `count` pictures [side, side, 3] from 0 to 255, and their classes in turn. */
export function drawnInputs(side: number, count: number, classes: number): { pictures: Float32Array; labels: Int32Array } {
  const random = seededRandom(21);
  const labels = Int32Array.from({ length: count }, (_, at) => at % classes);
  const size = side * side * 3;
  return {
    labels,
    pictures: Float32Array.from(
      { length: count * size },
      (_, at) => 200 * random() + (at % 3 === labels[Math.floor(at / size)]! % 3 ? 55 : 0),
    ),
  };
}
