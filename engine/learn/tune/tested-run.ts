import { contentOf } from '../../domain/models/look.ts';
import type { BaselineScore } from '../../contract/index.ts';
import { headProbabilities } from '../head/head-probabilities.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';
import { scoreTest } from '../head/train-head.ts';
import type { TrainingControl } from './trainer/network-training.ts';
import { bySplit } from './run-rows.ts';
import { saveTunedModel, type TunedModel } from './save-model.ts';
import type { TrainedRun, TunedRun, TuningRun } from './tuned-run.ts';

/** Scores the test images, once, and saves the model with the result. Errors: `disk-full`, `folder-read-only`, `stopped`. */
export async function testedRun(
  run: TuningRun,
  trained: TrainedRun,
  baselines: readonly BaselineScore[],
  control: TrainingControl,
): Promise<TunedRun> {
  const places = bySplit(run);
  control.progress('testing', 0, places.test.length);
  const tested = headProbabilities(trained.head, await run.featuresBy(trained.weights, places.test));
  const probabilities = byPlace([...places.validation, ...places.test], [trained.probabilities, tested], run.classes.length);
  const test = scoreTest(run, allRows(run, probabilities));
  const score = { accuracy: test.accuracy.value, baseline: Math.max(...baselines.map(({ accuracy }) => accuracy.value)) };
  return { ...trained, model: await saved(run, trained, score, control), test, baselines, probabilities };
}

/** Saves the model; `score` is null for a trial. Errors: `disk-full`, `folder-read-only`. */
export async function saved(
  run: TuningRun,
  { method, weights, head }: TrainedRun,
  score: TunedModel['score'],
  control: TrainingControl,
): Promise<SourceOnDisk> {
  control.progress('writing', 0, null);
  const places = bySplit(run);
  return saveTunedModel(run.runFolder, {
    source: run.source,
    cut: run.cut,
    weights,
    head,
    classNames: run.classes.map(({ name }) => name),
    score,
    seen: [...places.train, ...places.validation].map((at) => contentOf(run.images[at]!)),
    lineage: {
      ...run.lineage,
      method,
      images: places.train.length,
      classes: run.classes.length,
      from: method === 'scratch' ? null : run.source.model.id,
    },
  });
}

/** Rows of probabilities by the index of their image. */
export function byPlace(places: readonly number[], parts: readonly Float32Array[], classes: number): Map<number, Float32Array> {
  const rows = parts.flatMap((part) =>
    Array.from({ length: part.length / classes }, (_, row) => part.subarray(row * classes, (row + 1) * classes)),
  );
  return new Map(places.map((place, at) => [place, rows[at]!]));
}

function allRows({ images, classes }: TuningRun, known: ReadonlyMap<number, Float32Array>): Float32Array {
  const rows = new Float32Array(images.length * classes.length);
  for (const [place, row] of known) rows.set(row, place * classes.length);
  return rows;
}
