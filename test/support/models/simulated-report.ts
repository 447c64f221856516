import { nestedSubset } from '../../../engine/domain/labels/nested-sizes.ts';
import { normalRandom, randomInteger, seededRandom } from '../../../engine/domain/statistics/random.ts';
import {
  armNames,
  networkArms,
  plannedArms,
  type ArmName,
  type ReportImage,
  type TransferData,
  type TransferPlan,
  type TransferPoint,
} from '../../../engine/domain/report/transfer-benefit.ts';

export interface SimulatedReport {
  readonly seed?: number;
  readonly classes?: number;
  readonly testPerClass?: number;
  readonly validationPerClass?: number;
  readonly trainPerClass?: number;
  /** Seeds of each arm at every size, instead of the usual number; 0 leaves the arm out. */
  readonly seeds?: Partial<Record<ArmName, number>>;
  /** Sizes of arms that are not trained at every size. */
  readonly sizes?: Partial<Record<ArmName, readonly number[]>>;
  /** Variation between the seeds of a point: standard deviation in log odds of a correct prediction. */
  readonly luck?: number;
  /** Accuracy of an arm trained on this many images per class; or labels unrelated to the images. */
  readonly accuracy: ((arm: ArmName, perClass: number) => number) | 'guesses';
}

const sizes = [1, 2, 5, 10, 20];
const usualSeeds: Readonly<Record<ArmName, number>> = {
  transfer: 6,
  'fine-tune': 0,
  'small-network': 6,
  scratch: 6,
  'random-frozen': 6,
  'colour-texture': 6,
  'raw-pixels': 6,
  'largest-class': 0,
};
/** Standard deviation in log odds of the difficulty of images, shared by all arms and specific to each arm. */
const hard = { forAll: 0.8, forArm: 0.8 };
/** The share of guesses that an arm repeats with every seed, because the image looks the same to it. */
const sameGuess = 0.6;

/**
 * A report with simulated points. Test images differ in difficulty, seeds in luck. At the largest size, arms without a random start give
 * the same predictions for every seed, as in reality, because all seeds use the same images there.
 */
export function simulatedReport({
  seed = 1,
  classes = 4,
  testPerClass = 15,
  validationPerClass = 10,
  trainPerClass = 20,
  seeds = {},
  sizes: given = {},
  luck = 0.15,
  accuracy,
}: SimulatedReport): TransferData {
  const ofReport = sizes.filter((size) => size <= trainPerClass);
  const plan: TransferPlan = {
    sizes: ofReport,
    arms: armNames
      .map((arm) => ({ arm, sizes: given[arm] ?? ofReport, seeds: seeds[arm] ?? usualSeeds[arm] }))
      .filter((one) => one.seeds > 0),
  };
  const train = labelled(1, classes, trainPerClass);
  const test = labelled(train.length + 1, classes, testPerClass);
  const validation = labelled(train.length + test.length + 1, classes, validationPerClass);
  const data = { seed, plan, classes: Array.from({ length: classes }, (_, at) => at + 1), train, test };
  return { ...data, points: simulatedPoints({ ...data, validation, luck, accuracy, everythingAt: trainPerClass }) };
}

interface PointsWanted extends Omit<TransferData, 'points'>, Pick<SimulatedReport, 'accuracy'> {
  readonly validation: readonly ReportImage[];
  readonly luck?: number;
  /** The class size at which all images are used for training. */
  readonly everythingAt: number;
}

/** All points of a report on these images. */
export function simulatedPoints({
  seed,
  plan,
  classes,
  train,
  test,
  validation,
  luck = 0.15,
  accuracy,
  everythingAt,
}: PointsWanted): TransferPoint[] {
  const random = seededRandom(seed * 7919);
  const normal = normalRandom(random);
  const tempers = temperOf([...test, ...validation], plan, classes.length, normal, random);
  const pointOf = (arm: ArmName, perClass: number, number: number): TransferPoint => {
    const shift = luck * normal();
    const said = [...test, ...validation].map((image, at) => {
      const temper = tempers[at]!;
      if (accuracy === 'guesses') return random() < sameGuess ? temper.guess[arm]! : randomInteger(classes.length, random);
      const place = classes.indexOf(image.class);
      if (random() < 1 / (1 + Math.exp(temper.difficulty[arm]! - shift - levelOf(accuracy(arm, perClass), luck)))) return place;
      return (place + 1 + randomInteger(classes.length - 1, random)) % classes.length;
    });
    const trainImages = nestedSubset(train, perClass, seed, number).map(({ image }) => image);
    const passes = networkArms.includes(arm) ? 30 * trainImages.length : 0;
    return {
      arm,
      perClass,
      seed: number,
      trainImages,
      predicted: said.slice(0, test.length),
      imagePasses: passes,
      trials: 4,
      seconds: 1.5,
      curve: [],
      finished: true,
      validationScore: validation.filter((image, at) => said[test.length + at] === classes.indexOf(image.class)).length / validation.length,
    };
  };
  return plannedArms(plan).flatMap(({ arm, sizes: ofArm, seeds: count }) =>
    ofArm.flatMap((perClass) => {
      const isFixed = perClass === everythingAt && !networkArms.includes(arm) && arm !== 'random-frozen';
      const first = pointOf(arm, perClass, 0);
      return Array.from({ length: count }, (_, number) =>
        number === 0 ? first : isFixed ? { ...first, seed: number } : pointOf(arm, perClass, number),
      );
    }),
  );
}

/** The difficulty of each image for each arm, independent of training. */
interface Temper {
  readonly difficulty: Partial<Record<ArmName, number>>;
  readonly guess: Partial<Record<ArmName, number>>;
}

function temperOf(
  images: readonly ReportImage[],
  { arms }: TransferPlan,
  classes: number,
  normal: () => number,
  random: () => number,
): Temper[] {
  return images.map(() => {
    const forAll = hard.forAll * normal();
    return {
      difficulty: Object.fromEntries(arms.map(({ arm }) => [arm, forAll + hard.forArm * normal()])),
      guess: Object.fromEntries(arms.map(({ arm }) => [arm, randomInteger(classes, random)])),
    };
  });
}

/** Log odds for this accuracy over all images and seeds (MacKay, "The Evidence Framework Applied to Classification", 1992). */
function levelOf(share: number, luck: number): number {
  return Math.log(share / (1 - share)) * Math.sqrt(1 + (Math.PI * (hard.forAll ** 2 + hard.forArm ** 2 + luck ** 2)) / 8);
}

/** Accuracy that rises with ln(images per class) from `start` at 1 to `end` at 20. */
export function climbing(start: number, end: number): (perClass: number) => number {
  return (perClass) => start + ((end - start) * Math.log(perClass)) / Math.log(20);
}

const without = {
  'small-network': climbing(0.32, 0.6),
  'random-frozen': climbing(0.3, 0.5),
  'colour-texture': climbing(0.35, 0.55),
  'raw-pixels': climbing(0.28, 0.45),
  'largest-class': () => 0.25,
};
/** A source model that raises the whole curve. */
export const helpfulSource = (arm: ArmName, perClass: number): number =>
  ({ ...without, transfer: climbing(0.6, 0.9), 'fine-tune': climbing(0.62, 0.92), scratch: climbing(0.3, 0.7) })[arm](perClass);
/** A source model that hinders learning. */
export const harmfulSource = (arm: ArmName, perClass: number): number =>
  ({ ...without, transfer: climbing(0.28, 0.45), 'fine-tune': climbing(0.3, 0.5), scratch: climbing(0.4, 0.85) })[arm](perClass);
/** All arms are equally good. */
export const equalArms = (_: ArmName, perClass: number): number => climbing(0.4, 0.7)(perClass);

function labelled(from: number, classes: number, perClass: number): ReportImage[] {
  return Array.from({ length: classes * perClass }, (_, at) => ({ image: from + at, class: 1 + (at % classes), group: null }));
}
