import { nestedSubset } from '../../engine/domain/nested-sizes.ts';
import { normalRandom, randomInteger, seededRandom } from '../../engine/domain/random.ts';
import { armNames, plannedArms, type ArmName, type ReportImage, type TransferData, type TransferPlan, type TransferPoint } from '../../engine/domain/transfer-benefit.ts';

export interface SimulatedReport {
  readonly seed?: number;
  readonly classes?: number;
  readonly testPerClass?: number;
  readonly trainPerClass?: number;
  /** Seeds of each arm at every size, in place of the usual six; 0 leaves it out. */
  readonly seeds?: Partial<Record<ArmName, number>>;
  /** Sizes of arms that are not trained at all of them. */
  readonly sizes?: Partial<Record<ArmName, readonly number[]>>;
  /** Share of right answers of an arm trained on so many images per class. */
  readonly accuracy: (arm: ArmName, perClass: number) => number;
}

const sizes = [1, 2, 5, 10, 20];
const usualSeeds: Readonly<Record<ArmName, number>> = {
  transfer: 6, 'fine-tune': 0, 'small-network': 0, scratch: 6, 'random-frozen': 6, 'colour-texture': 6, 'raw-pixels': 0, 'largest-class': 0,
};

/**
 * The points of a report as if they had been trained. Test images differ in difficulty, seeds in luck, and at the largest size the
 * arms without a random start say the same for every seed, as they do in truth: all seeds have the same images there.
 */
export function simulatedReport({ seed = 1, classes = 4, testPerClass = 15, trainPerClass = 20, seeds = {}, sizes: given = {}, accuracy }: SimulatedReport): TransferData {
  const ofReport = sizes.filter((size) => size <= trainPerClass);
  const plan: TransferPlan = {
    sizes: ofReport, arms: armNames.map((arm) => ({ arm, sizes: given[arm] ?? ofReport, seeds: seeds[arm] ?? usualSeeds[arm] })).filter((one) => one.seeds > 0),
  };
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
    return { arm, perClass, seed: number, trainImages, predicted, validationScore: accuracy(arm, perClass), finished: true, imagePasses: 30 * trainImages.length, trials: 4, seconds: 1.5, curve: [] };
  };
  const points = plannedArms(plan).flatMap(({ arm, sizes: ofArm, seeds }) => ofArm.flatMap((perClass) => {
    const isFixed = perClass === trainPerClass && (arm === 'transfer' || arm === 'colour-texture');
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

const without = {
  'small-network': climbing(0.32, 0.6), 'random-frozen': climbing(0.3, 0.5), 'colour-texture': climbing(0.35, 0.55), 'raw-pixels': climbing(0.28, 0.45), 'largest-class': () => 0.25,
};
/** Source knowledge that raises all of the curve. */
export const helpfulSource = (arm: ArmName, perClass: number): number =>
  ({ ...without, transfer: climbing(0.6, 0.9), 'fine-tune': climbing(0.62, 0.92), scratch: climbing(0.3, 0.7) })[arm](perClass);
/** Source knowledge in the way of learning. */
export const harmfulSource = (arm: ArmName, perClass: number): number =>
  ({ ...without, transfer: climbing(0.28, 0.45), 'fine-tune': climbing(0.3, 0.5), scratch: climbing(0.4, 0.85) })[arm](perClass);
/** No arm knows more than another. */
export const equalArms = (_: ArmName, perClass: number): number => climbing(0.4, 0.7)(perClass);
/** Labels that mean nothing: every answer is a guess. */
export const guessing = (classes: number) => (): number => 1 / classes;

function labelled(from: number, classes: number, perClass: number): ReportImage[] {
  return Array.from({ length: classes * perClass }, (_, at) => ({ image: from + at, class: 1 + (at % classes), group: null }));
}

const logit = (share: number): number => Math.log(share / (1 - share));
