import type { RunSummary, Tuning } from '../../../engine/contract/index.ts';
import { normalisationOnly, wholeNetwork } from '../../../engine/domain/choice/tuned-part.ts';
import { learningRate, type Words } from '../../../engine/words/words.ts';

/** The name of a fine-tuning, by the part that was tuned. */
export function tunedName(tuneFrom: string, words: Words): string {
  const { tuned } = words.train.runs;
  return tuneFrom === wholeNetwork ? tuned.all : tuneFrom === normalisationOnly ? tuned.normalisation : tuned.from(tuneFrom);
}

/** The outcome of fine-tuning: which interpolation won, what was tuned, at which learning rate and for how long. */
export function tellTuning({ method, tuneFrom }: Pick<RunSummary, 'method' | 'tuneFrom'>, tuning: Tuning, words: Words): string[] {
  const { story, dial } = words.train;
  const tuned = dial.weights(tuning.parametersTuned);
  const from =
    tuneFrom === null || tuneFrom === wholeNetwork ? dial.all : tuneFrom === normalisationOnly ? dial.normalisation : dial.from(tuneFrom);
  const share =
    tuning.interpolation === 0 ? story.headWon : tuning.interpolation === 1 ? story.allWon : story.shareWon(tuning.interpolation);
  const rate = learningRate(tuning.learningRate);
  return [
    ...(method === 'scratch'
      ? [story.scratchDone(tuned)]
      : [share, story.tuned(from, tuned, tuning.parametersReused === 0 ? dial.none : dial.weights(tuning.parametersReused))]),
    tuning.triedRates.length > 1 ? story.rate(rate, tuning.triedRates.length) : story.oneRate(rate),
    story.steps(tuning.bestStep, tuning.steps, tuning.stoppedEarly),
    ...(tuning.batchSizeTried !== undefined && tuning.batchSizeTried !== tuning.batchSize
      ? [story.batch(tuning.batchSize, tuning.batchSizeTried)]
      : []),
  ];
}
