import { nestedSubset } from '../../engine/domain/nested-sizes.ts';
import { normalRandom, randomInteger, seededRandom } from '../../engine/domain/random.ts';
import { plannedArms, type ArmName, type ReportImage, type TransferData, type TransferPlan, type TransferPoint } from '../../engine/domain/transfer-benefit.ts';

export interface SimulatedReport {
  readonly seed?: number;
  readonly classes?: number;
  readonly testPerClass?: number;
  readonly trainPerClass?: number;
  readonly plan?: Partial<TransferPlan>;
  /** Share of right answers of an arm trained on so many images per class. */
  readonly accuracy: (arm: ArmName, perClass: number) => number;
}

const sizes = [1, 2, 5, 10, 20];

/**
 * The points of a report as if they had been trained. Test images differ in difficulty, seeds in luck, and at the largest size the
 * arms without a random start say the same for every seed, as they do in truth: all seeds have the same images there.
 */
export function simulatedReport({ seed = 1, classes = 4, testPerClass = 15, trainPerClass = 20, plan: given, accuracy }: SimulatedReport): TransferData {
  const plan: TransferPlan = { sizes: sizes.filter((size) => size <= trainPerClass), headSeeds: 6, scratchSeeds: 6, fineTuneSeeds: 0, fineTuneSizes: [], ...given };
  const train = labelled(1, classes, trainPerClass);
  const test = labelled(train.length + 1, classes, testPerClass);
  const random = seededRandom(seed * 7919);
  const normal = normalRandom(random);
  const difficulty = test.map(() => 0.8 * normal());
  const pointOf = (arm: ArmName, perClass: number, number: number, luck: number): TransferPoint => {
    const level = logit(accuracy(arm, perClass)) + luck;
    const predicted = test.map((image, at) => {
      if (random() < 1 / (1 + Math.exp(difficulty[at]! - level))) return image.class - 1;
      return (image.class + randomInteger(classes - 1, random)) % classes;
    });
    const trainImages = nestedSubset(train, perClass, seed, number).map(({ image }) => image);
    return { arm, perClass, seed: number, trainImages, predicted, imagePasses: 30 * trainImages.length, trials: 4, seconds: 1.5, curve: [] };
  };
  const points = plannedArms(plan).flatMap(({ arm, sizes: ofArm, seeds }) => ofArm.flatMap((perClass) => {
    const isFixed = perClass === trainPerClass && (arm === 'transfer' || arm === 'baseline');
    const first = pointOf(arm, perClass, 0, 0.15 * normal());
    return Array.from({ length: seeds }, (_, number) => {
      if (number === 0) return first;
      return isFixed ? { ...first, seed: number } : pointOf(arm, perClass, number, 0.15 * normal());
    });
  }));
  return { seed, plan, classes: Array.from({ length: classes }, (_, at) => at + 1), train, test, points };
}

/** Accuracy that climbs with ln(images per class) from `start` at 1 to `end` at 20. */
export function climbing(start: number, end: number): (perClass: number) => number {
  return (perClass) => start + ((end - start) * Math.log(perClass)) / Math.log(20);
}

/** Source knowledge that raises all of the curve. */
export const helpfulSource = (arm: ArmName, perClass: number): number =>
  ({ transfer: climbing(0.6, 0.9), 'fine-tune': climbing(0.62, 0.92), scratch: climbing(0.3, 0.7), 'random-frozen': climbing(0.3, 0.5), baseline: climbing(0.35, 0.55) })[arm](perClass);
/** Source knowledge in the way of learning. */
export const harmfulSource = (arm: ArmName, perClass: number): number =>
  ({ transfer: climbing(0.28, 0.45), 'fine-tune': climbing(0.3, 0.5), scratch: climbing(0.4, 0.85), 'random-frozen': climbing(0.3, 0.5), baseline: climbing(0.35, 0.55) })[arm](perClass);
/** No arm knows more than another. */
export const equalArms = (_: ArmName, perClass: number): number => climbing(0.4, 0.7)(perClass);
/** Labels that mean nothing: every answer is a guess. */
export const guessing = (classes: number) => (): number => 1 / classes;

function labelled(from: number, classes: number, perClass: number): ReportImage[] {
  return Array.from({ length: classes * perClass }, (_, at) => ({ image: from + at, class: 1 + (at % classes), group: null }));
}

const logit = (share: number): number => Math.log(share / (1 - share));
