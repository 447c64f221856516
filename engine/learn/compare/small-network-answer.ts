import type { Variation } from '../../contract/index.ts';
import type { ClassId } from '../../domain/ids.ts';
import { firstCyclePictures, stepsOfCycles } from '../../domain/report/training-cycles.ts';
import { randomStart } from '../../models/library/random-start.ts';
import { chanceLoss } from '../tune/chance.ts';
import type { NetworkTraining, TrainedNetwork, TrainingControl } from '../tune/trainer/network-training.ts';
import { batchFor, planSteps } from '../tune/plan-steps.ts';
import { chosenPictures, type PictureRows } from '../tune/trainer/prepared-pictures.ts';
import { smallNetworkRecipes, type SmallNetworkRecipe } from '../tune/trainer/recipes.ts';
import type { Trainer, TrainerSpec } from '../tune/trainer/trainer.ts';
import { trainNetwork } from '../tune/train-network.ts';
import { isBetter, withMoreSteps } from '../tune/until-still.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { networkAnswer, randomHead } from './networks.ts';
import type { ComparedImages } from './paired-images.ts';
import { smallNetwork, smallNetworkCut, type SmallNetwork } from './small-network.ts';

export interface SmallNetworkArm {
  readonly images: ComparedImages;
  readonly classIds: readonly ClassId[];
  /** All images of the report at a given size. */
  readonly pictures: (side: number) => Promise<PictureRows>;
  /** Indices of the training images. */
  readonly places: readonly number[];
  /** Most pictures its steps may process, trials included. */
  readonly mostPasses: number;
  readonly seed: number;
  /** Replace smallNetworkRecipes and Trainer.load. */
  readonly recipes?: typeof smallNetworkRecipes;
  readonly load?: (spec: TrainerSpec) => Promise<Trainer>;
}

/** A network, the augmentation of its pictures and the recipe it is trained by. */
interface Candidate {
  readonly network: SmallNetwork;
  readonly variation: Variation;
  readonly recipe: SmallNetworkRecipe;
}
interface Trial extends Candidate {
  readonly job: NetworkTraining;
  readonly trained: TrainedNetwork;
}
/** The trials of one training after their first cycles. */
export interface SmallNetworkStart {
  readonly best: Trial;
  readonly trials: readonly Trial[];
}

export const narrow: SmallNetwork = { side: 64, widths: [16, 32, 64, 64, 128] };
export const wide: SmallNetwork = { side: 96, widths: [16, 32, 64, 96, 128, 128] };
const varied = (orientation: Variation['orientation']): Variation => ({ orientation, framing: true, light: true });

/**
 * Runs the first cycle of each candidate: the narrow network without and with mirroring, then a larger network with the better of the two,
 * then the best so far with the gentle recipe. The one with the smallest validation loss continues. If the trials would leave too little
 * budget for two cycles, only the first is run.
 */
export async function startSmallNetwork(arm: SmallNetworkArm, control: TrainingControl): Promise<SmallNetworkStart> {
  const { strong, gentle } = arm.recipes ?? smallNetworkRecipes;
  const chance = chanceLoss(arm.images.labelsAt(arm.places), arm.classIds.length);
  const trials = [await tried(arm, { network: narrow, variation: varied('matters'), recipe: strong }, control)];
  const best = (): Trial =>
    trials.reduce((first, other) => (isBetter(other.trained.progress.main!, first.trained.progress.main!, chance) ? other : first));
  if (arm.mostPasses >= (candidates - 1 + stepsOfCycles(1, 2)) * firstPictures(arm, strong)) {
    trials.push(await tried(arm, { network: narrow, variation: varied('mirror'), recipe: strong }, control));
    trials.push(await tried(arm, { network: wide, variation: best().variation, recipe: strong }, control));
    const { network, variation } = best();
    trials.push(await tried(arm, { network, variation, recipe: gentle }, control));
  }
  return { best: best(), trials };
}
const candidates = 4;

/** Pictures of a first cycle, rounded up to whole batches. */
function firstPictures({ places }: SmallNetworkArm, recipe: SmallNetworkRecipe): number {
  const batch = batchFor(places.length, recipe);
  return batch * Math.ceil(firstCyclePictures(places.length, recipe.cycles) / batch);
}

/** Trains the best candidate until it stops improving, then predicts every test image. */
export async function smallNetworkAnswer(
  arm: SmallNetworkArm,
  { best, trials }: SmallNetworkStart,
  control: TrainingControl,
): Promise<ArmAnswer> {
  const others = trials.reduce((sum, { trained }) => sum + trained.imagePassesUsed, 0) - best.trained.imagePassesUsed;
  const job: NetworkTraining = {
    ...best.job,
    budget: { imagePasses: arm.mostPasses - others, trials: 1 },
    ask: chosenPictures(await arm.pictures(best.network.side), arm.images.test),
  };
  const plan = planSteps(arm.places.length, job.recipe, job.budget!, best.trained.progress.plan, null, 0);
  const kept = withMoreSteps(best.trained.progress, plan);
  const trained = networkAnswer(await trainNetwork(job, { ...control, keeper: { kept, offer: () => undefined } }), arm.classIds.length);
  return { ...trained, imagePasses: others + trained.imagePasses, trials: trials.length };
}

async function tried(arm: SmallNetworkArm, candidate: Candidate, control: TrainingControl): Promise<Trial> {
  const { images, classIds, places, seed } = arm;
  const { recipe } = candidate;
  const pictures = await arm.pictures(candidate.network.side);
  const imagesOf = (of: readonly number[]) => ({ pictures: chosenPictures(pictures, of), labels: images.labelsAt(of) });
  const source = randomStart(smallNetwork(candidate.network), seed);
  const job: NetworkTraining = {
    recipe,
    source,
    cut: smallNetworkCut,
    tuneFrom: 'all',
    head: randomHead(source, smallNetworkCut, classIds, seed),
    train: imagesOf(places),
    validation: imagesOf(images.validation),
    variation: candidate.variation,
    seed,
    ...(arm.load === undefined ? {} : { load: arm.load }),
  };
  const budget = { imagePasses: Math.min(arm.mostPasses, firstPictures(arm, recipe)), trials: 1 };
  return { ...candidate, job, trained: await trainNetwork({ ...job, budget }, control) };
}
