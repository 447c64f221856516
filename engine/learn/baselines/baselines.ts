import type { BaselineScore } from '../../contract/index.ts';
import type { ClassId } from '../../domain/ids.ts';
import { accuracyInterval, balancedAccuracyInterval, confusionCounts } from '../../domain/statistics/metrics.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { headProbabilities } from '../head/head-probabilities.ts';
import { fitHead } from '../head/head.ts';
import type { Pause } from '../head/logistic.ts';
import { fitRawPixels } from './raw-pixels.ts';

export interface FeatureTable {
  /** n x D, row-major. */
  readonly rows: Float32Array;
  readonly dimension: number;
}
export interface TestedRows {
  /** Class index of each row. */
  readonly labels: Int32Array;
  /** Colour and texture statistics, one row each. */
  readonly table: FeatureTable;
  /** Small pictures, concatenated; see smallPicture. */
  readonly pictures: Uint8Array;
}

/**
 * Scores the baselines that a useful model must beat: always predicting the class with the most training images; a linear model on colour
 * and texture statistics (chosen like a head, on standardised columns), which sees no shapes; and a kernel on the pixels of small pictures
 * (fitRawPixels). None of them uses anything learned elsewhere.
 */
export async function scoreBaselines(
  train: TestedRows,
  test: TestedRows,
  classes: readonly { readonly id: ClassId }[],
  seed: number,
  pause: Pause,
): Promise<BaselineScore[]> {
  const head = await fitHead(
    {
      features: train.table.rows,
      dimension: train.table.dimension,
      labels: train.labels,
      classIds: classes.map(({ id }) => id),
      seed,
      scaling: 'standardised',
    },
    pause,
  );
  const predicted = decideEach(headProbabilities(head, test.table.rows), classes.length);
  const common = mostCommon(train.labels, classes.length);
  await pause();
  const pixels = await fitRawPixels({ pictures: train.pictures, labels: train.labels, classes: classes.length, seed }, pause);
  await pause();
  return [
    scored(
      'majority-class',
      test.labels,
      test.labels.map(() => common),
      classes.length,
    ),
    scored('colour-and-texture', test.labels, predicted, classes.length),
    scored('raw-pixels', test.labels, decideEach(pixels.probabilities(test.pictures), classes.length), classes.length),
  ];
}

/** Returns the class with the most rows; the first one on a tie. */
export function mostCommon(labels: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  return counts.indexOf(Math.max(...counts));
}

function scored(name: BaselineScore['name'], actual: Int32Array, predicted: Int32Array, classes: number): BaselineScore {
  const counts = confusionCounts(actual, predicted, classes);
  return { name, accuracy: accuracyInterval(counts), balancedAccuracy: balancedAccuracyInterval(counts) };
}
