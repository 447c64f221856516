import type { Variation } from '../../contract/index.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { normalRandom, seededRandom } from '../../domain/statistics/random.ts';
import type { PlannedReport } from '../../domain/report/report-plan.ts';
import type { StepScore } from '../../domain/report/transfer-benefit.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { findCut, type SourceOnDisk } from '../../models/library/source-models.ts';
import { defaultTuneFrom } from '../../models/backward/default-tune-from.ts';
import type { TrainedNetwork, TrainingBudget, TrainingControl } from '../tune/trainer/network-training.ts';
import { chosenPictures, type PictureRows } from '../tune/trainer/prepared-pictures.ts';
import { fineTuneRecipe, scratchRecipe, type Recipe } from '../tune/trainer/recipes.ts';
import type { Trainer, TrainerSpec } from '../tune/trainer/trainer.ts';
import { trainNetwork } from '../tune/train-network.ts';
import type { ArmAnswer } from './arm-answer.ts';
import type { ComparedImages } from './paired-images.ts';

export interface NetworkArm {
  readonly source: SourceOnDisk;
  readonly cut: string;
  readonly head: LinearHead;
  readonly images: ComparedImages;
  /** All images of the report, at the input size of the source. */
  readonly pictures: PictureRows;
  /** Indices of the training images. */
  readonly places: readonly number[];
  readonly plan: PlannedReport;
  readonly variation: Variation;
  readonly seed: number;
  /** Replaces Trainer.load. */
  readonly load?: (spec: TrainerSpec) => Promise<Trainer>;
}
/** Trains a network from random weights until it stops improving, then predicts every test image. */
export function scratchAnswer(arm: NetworkArm, control: TrainingControl): Promise<ArmAnswer> {
  return answer(arm, scratchRecipe, 'all', { imagePasses: arm.plan.mostPasses.scratch }, control);
}

/** Fine-tunes the last blocks of the source model on some images, then predicts every test image. */
export function fineTuneAnswer(arm: NetworkArm, control: TrainingControl): Promise<ArmAnswer> {
  const { source, cut, images, places, head, plan } = arm;
  const tuneFrom = defaultTuneFrom(source, cut, images.labelsAt(places), head.classIds.length);
  return answer(arm, fineTuneRecipe, tuneFrom, { imagePasses: plan.mostPasses.fineTune, trials: plan.trials }, control);
}

async function answer(
  arm: NetworkArm,
  recipe: Recipe,
  tuneFrom: string,
  budget: TrainingBudget & { readonly imagePasses: number },
  control: TrainingControl,
): Promise<ArmAnswer> {
  const { source, cut, head, images, pictures, places, variation, seed } = arm;
  const imagesOf = (of: readonly number[]) => ({ pictures: chosenPictures(pictures, of), labels: images.labelsAt(of) });
  const trained = await trainNetwork(
    {
      recipe,
      source,
      cut,
      tuneFrom,
      head,
      train: imagesOf(places),
      validation: imagesOf(images.validation),
      ask: chosenPictures(pictures, images.test),
      variation,
      seed,
      budget,
      ...(arm.load === undefined ? {} : { load: arm.load }),
    },
    control,
  );
  if (trained.imagePasses > budget.imagePasses)
    throw new RangeError(`${recipe.method}: ${trained.imagePasses} image passes of ${budget.imagePasses}`);
  return networkAnswer(trained, head.classIds.length);
}

/** Converts the result of a network that was asked for every test image to an answer of a report. */
export function networkAnswer(
  { tuning, validation, answers, finished, imagePassesUsed, trials }: TrainedNetwork,
  classes: number,
): ArmAnswer {
  const curve = tuning.curve.flatMap(({ step, validationAccuracy }): StepScore[] =>
    validationAccuracy === null ? [] : [{ step, score: validationAccuracy }],
  );
  return {
    curve,
    predicted: [...decideEach(answers, classes)],
    validationScore: validation.accuracy,
    imagePasses: imagePassesUsed,
    trials,
    finished,
  };
}

/** An untrained head: small normally distributed weights. */
export function randomHead(source: SourceOnDisk, cut: string, classIds: readonly ClassId[], seed: number): LinearHead {
  const dimension = findCut(source, cut).features;
  const draw = normalRandom(seededRandom(seed));
  return {
    kind: 'logistic',
    dimension,
    classIds,
    centre: null,
    unitLength: false,
    bias: new Float32Array(classIds.length),
    weights: Float32Array.from({ length: dimension * classIds.length }, () => draw() / Math.sqrt(dimension)),
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
}
