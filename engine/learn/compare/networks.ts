import type { Variation } from '../../contract/index.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/linear-head.ts';
import { mostProbable } from '../../domain/metrics.ts';
import { normalRandom, seededRandom } from '../../domain/random.ts';
import type { PlannedReport } from '../../domain/report-plan.ts';
import type { StepScore } from '../../domain/transfer-benefit.ts';
import { findCut, type SourceOnDisk } from '../source-models.ts';
import { defaultTuneFrom } from '../tune/default-tune-from.ts';
import type { TrainingControl } from '../tune/network-training.ts';
import { chosenPictures, type PictureRows } from '../tune/prepared-pictures.ts';
import { fineTuneRecipe, scratchRecipe, type Recipe } from '../tune/recipes.ts';
import type { Trainer, TrainerSpec } from '../tune/trainer.ts';
import { trainNetwork } from '../tune/train-network.ts';
import type { ArmAnswer } from './arm-answer.ts';
import type { ComparedImages } from './paired-images.ts';

export interface NetworkArm {
  readonly source: SourceOnDisk;
  readonly cut: string;
  readonly head: LinearHead;
  readonly images: ComparedImages;
  /** All images of the report in the input size of the source. */
  readonly pictures: PictureRows;
  /** Places of the images that are trained on. */
  readonly places: readonly number[];
  readonly plan: PlannedReport;
  readonly quick: boolean;
  readonly seed: number;
  /** Stands in for Trainer.load. */
  readonly load?: (spec: TrainerSpec) => Promise<Trainer>;
}
/** What is true of most images; a report does not ask. */
const variation: Variation = { orientation: 'mirror', framing: true, light: true };

/**
 * What a short time is spent on: steps, rather than looks, each of which costs as much as several of them; and not on many steps of the
 * few images of a small size, for a step of 5 pictures takes hardly less time than one of 16.
 */
const quick = { looks: 3, statisticBatches: 4, leastBatch: 16 };

/** Trains a network of a random start on some images and asks it for every test image. */
export function scratchAnswer(arm: NetworkArm, control: TrainingControl): Promise<ArmAnswer> {
  return answer(arm, scratchRecipe, 'all', arm.plan.mostPasses.scratch, control);
}

/** Tunes the last blocks of the source model on some images and asks it for every test image. */
export function fineTuneAnswer(arm: NetworkArm, control: TrainingControl): Promise<ArmAnswer> {
  const { source, cut, images, places, head } = arm;
  return answer(arm, fineTuneRecipe, defaultTuneFrom(source, cut, images.labelsAt(places), head.classIds.length), arm.plan.mostPasses.fineTune, control);
}

async function answer(arm: NetworkArm, recipe: Recipe, tuneFrom: string, imagePasses: number, control: TrainingControl): Promise<ArmAnswer> {
  const { source, cut, head, images, pictures, places, plan, seed } = arm;
  const imagesOf = (of: readonly number[]) => ({ pictures: chosenPictures(pictures, of), labels: images.labelsAt(of) });
  const trained = await trainNetwork({
    recipe: arm.quick ? { ...recipe, ...quick } : recipe, source, cut, tuneFrom, head, train: imagesOf(places), validation: imagesOf(images.validation), ask: chosenPictures(pictures, images.test),
    variation, seed, budget: { imagePasses, trials: plan.trials }, ...(arm.load === undefined ? {} : { load: arm.load }),
  }, control);
  if (trained.imagePasses > imagePasses || trained.trials > plan.trials) throw new RangeError(`${recipe.method}: ${trained.imagePasses} image passes and ${trained.trials} trials`);
  const { tuning: { curve, stoppedEarly, bestStep }, validation, answers, imagePassesUsed, trials } = trained;
  const scores = curve.flatMap(({ step, validationAccuracy }): StepScore[] => (validationAccuracy === null ? [] : [{ step, score: validationAccuracy }]));
  return {
    curve: scores, predicted: [...mostProbable(answers, head.classIds.length)], validationScore: validation.accuracy, imagePasses: imagePassesUsed, trials,
    // Still at its best when the steps ended: more of them might have made it better.
    finished: stoppedEarly || bestStep < (scores.at(-1)?.step ?? 0),
  };
}

/** A head that knows nothing: small normal weights. */
export function randomHead(source: SourceOnDisk, cut: string, classIds: readonly ClassId[], seed: number): LinearHead {
  const dimension = findCut(source, cut).features;
  const draw = normalRandom(seededRandom(seed));
  return {
    kind: 'logistic', dimension, classIds, centre: null, unitLength: false, bias: new Float32Array(classIds.length),
    weights: Float32Array.from({ length: dimension * classIds.length }, () => draw() / Math.sqrt(dimension)),
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
}
