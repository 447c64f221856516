import type { BaselineScore, CurvePoint, Score, Tuning, Variation } from '../../../engine/contract/index.ts';
import type { ClassId } from '../../../engine/domain/ids.ts';
import { decide } from '../../../engine/domain/models/decision.ts';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';
import { scorePredictions } from '../../../engine/domain/statistics/metrics.ts';
import type { ImagePrediction, LabelledImage, TrainJob, TrainOutcome, TunedOutcome } from '../../../engine/learner/protocol.ts';

/** The results of a simulated training run. */
export interface DrawnTraining {
  /** Accuracies. */
  readonly test: number;
  readonly validation: number;
  readonly naive: { readonly 'colour-and-texture': number; readonly 'raw-pixels': number };
}
export const usualTraining: DrawnTraining = { test: 0.9, validation: 0.88, naive: { 'colour-and-texture': 0.8, 'raw-pixels': 0.6 } };

type Classes = TrainJob['classes'];
type Labelled = Pick<LabelledImage, 'id' | 'class'>;

/** Answers with this accuracy; the wrong ones, evenly distributed, are the next class. Confidence varies between images. */
export function drawnAnswers(classes: Classes, images: readonly Labelled[], right: number): ImagePrediction[] {
  return images.map(({ id, class: actual }, at) => {
    const isWrong = Math.floor((at + 1) * (1 - right) + 1e-9) > Math.floor(at * (1 - right) + 1e-9);
    const said = (classes.findIndex((one) => one.id === actual) + Number(isWrong)) % classes.length;
    const sure = 0.55 + (id % 40) / 100;
    return { image: id, probabilities: classes.map((_, place) => (place === said ? sure : (1 - sure) / (classes.length - 1))) };
  });
}

/** The score of answers for these images. */
function scoreOf(classes: Classes, images: readonly Labelled[], answers: readonly ImagePrediction[]): Score {
  const place = (id: ClassId): number => classes.findIndex((one) => one.id === id);
  return scorePredictions(
    images.map((image) => place(image.class)),
    answers.map(({ probabilities }) => decide(probabilities)),
    classes,
  );
}

function drawnBaselines(classes: Classes, images: readonly Labelled[], { naive }: DrawnTraining): BaselineScore[] {
  const share = (right: number): Score => scoreOf(classes, images, drawnAnswers(classes, images, right));
  const largest = [...Map.groupBy(images, (image) => image.class)].toSorted(([, a], [, b]) => b.length - a.length)[0]![0];
  const always = images.map(({ id }) => ({ image: id, probabilities: classes.map((one) => Number(one.id === largest)) }));
  const named = (name: BaselineScore['name'], { accuracy, balancedAccuracy }: Score): BaselineScore => ({
    name,
    accuracy,
    balancedAccuracy,
  });
  return [
    named('majority-class', scoreOf(classes, images, always)),
    named('colour-and-texture', share(naive['colour-and-texture'])),
    named('raw-pixels', share(naive['raw-pixels'])),
  ];
}

/** The learner's outcome of a finished training run. */
export function drawnOutcome(
  { classes, images }: Pick<TrainJob, 'classes' | 'images'>,
  training: DrawnTraining,
  tuned: TunedOutcome | null,
): TrainOutcome {
  const of = (split: LabelledImage['split']): LabelledImage[] => images.filter((image) => image.split === split);
  const answers = {
    test: drawnAnswers(classes, of('test'), training.test),
    validation: drawnAnswers(classes, of('validation'), training.validation),
  };
  return {
    head: 'logistic',
    test: scoreOf(classes, of('test'), answers.test),
    baselines: drawnBaselines(classes, of('test'), training),
    predictions: [...answers.validation, ...answers.test],
    validation: { images: of('validation').length, accuracy: training.validation, loss: 0.4 },
    tuned,
  };
}

const steps = 600;

/** The first evaluations of a run that improves at first and then no more. */
export function drawnCurve(looks: number): CurvePoint[] {
  return Array.from({ length: looks }, (_, at) => ({
    step: at * 100 + 100,
    steps,
    trainLoss: 1.2 * 0.62 ** (at + 1),
    validationLoss: 0.35 + 0.8 * 0.6 ** (at + 1) + (at > 3 ? 0.03 * (at - 3) : 0),
    validationAccuracy: 0.94 - 0.4 * 0.55 ** (at + 1),
    seconds: 9 * (at + 1),
  }));
}

/** How a network was tuned. `interpolation`: 0 if the plain head won. */
export function drawnTuning(interpolation = 0.75, variation: Variation = usualVariation): Tuning {
  return {
    variation,
    batchSize: 16,
    batchSizeTried: 32,
    steps,
    learningRate: 0.003,
    bestStep: 400,
    stoppedEarly: true,
    parametersTuned: 312_000,
    parametersReused: 100_000,
    triedRates: [
      { learningRate: 0.0003, validationLoss: 0.61 },
      { learningRate: 0.001, validationLoss: 0.49 },
      { learningRate: 0.003, validationLoss: 0.44 },
      { learningRate: 0.01, validationLoss: 0.72 },
    ],
    interpolation,
    interpolations: [
      { share: 0, validationLoss: 0.52, validationAccuracy: 0.88 },
      { share: 0.5, validationLoss: 0.43, validationAccuracy: 0.91 },
      { share: 0.75, validationLoss: 0.4, validationAccuracy: 0.94 },
      { share: 1, validationLoss: 0.44, validationAccuracy: 0.92 },
    ],
    curve: drawnCurve(6),
  };
}
