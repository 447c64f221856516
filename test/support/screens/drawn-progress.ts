import type { TrainingProgress } from '../../../engine/learn/tune/trainer/training-progress.ts';

/** The progress of a training run at step `values`, with that many weights in its kernel. */
export function drawnProgress(values: number): TrainingProgress {
  const state = (from: number) =>
    new Map([
      ['conv/kernel', Float32Array.from({ length: values }, (_, at) => from + at / 3)],
      ['head/bias', Float32Array.of(from, -0)],
    ]);
  const point = { step: 4, steps: 400, trainLoss: 0.3, validationLoss: 0.1 + 0.2, validationAccuracy: 1 / 3, seconds: 1.5 };
  return {
    plan: { batchSize: 16, batchSizeTried: 32, rates: [0.003, 0.001], searchSteps: 12, steps: 400, firstCycle: null },
    tried: [{ learningRate: 0.003, validationLoss: 0.7 }],
    seconds: 12.25,
    leading: null,
    main: {
      state: state(1),
      steps: {
        learningRate: 0.003,
        step: values,
        best: { step: 4, score: { images: 9, accuracy: 2 / 3, loss: 0.5, factor: 1.7 }, state: state(2) },
        recent: { sum: 1.1, count: 3 },
        curve: [point],
        stoppedEarly: false,
        cycles: null,
      },
    },
  };
}
