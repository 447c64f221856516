import type { Interval } from '../statistics/intervals.ts';

/**
 * The arms of a transfer report. With transfer: a new head on the source model, and the fine-tuned source model. Without: a small network
 * made for few images; the architecture of the source model from a random start, trained as a whole or frozen under a new head; heads on
 * colour and texture statistics and on raw pixels; always the largest class.
 */
export const armNames = [
  'transfer',
  'fine-tune',
  'small-network',
  'scratch',
  'random-frozen',
  'colour-texture',
  'raw-pixels',
  'largest-class',
] as const;
export type ArmName = (typeof armNames)[number];
/** Arms that reuse nothing, the most promising first: of those with the same validation score the first is chosen. */
export const armsWithoutTransfer: readonly ArmName[] = [
  'small-network',
  'scratch',
  'random-frozen',
  'colour-texture',
  'raw-pixels',
  'largest-class',
];
/** Arms without transfer that train no network. */
export const naiveArms: readonly ArmName[] = ['random-frozen', 'colour-texture', 'raw-pixels', 'largest-class'];
/** Arms whose network is trained in steps and may run out of budget. */
export const networkArms: readonly ArmName[] = ['fine-tune', 'small-network', 'scratch'];

/** Arms to show in the foreground of a figure: those with transfer, networks, and all that transfer was compared with. */
export function prominentArms(rivals: readonly Pick<Rival, 'arm'>[]): ReadonlySet<ArmName> {
  return new Set<ArmName>(['transfer', ...networkArms, ...rivals.map(({ arm }) => arm)]);
}

/** One arm of a report, trained at each of its sizes with seeds 0 .. n - 1. */
export interface PlannedArm {
  readonly arm: ArmName;
  readonly sizes: readonly number[];
  readonly seeds: number;
}
/**
 * Sizes in labelled images per class, ascending; the last one uses all images. `transfer` has all sizes; arms that are not trained are not
 * listed. Arms are compared over the sizes and seeds that both have.
 */
export interface TransferPlan {
  readonly sizes: readonly number[];
  readonly arms: readonly PlannedArm[];
}

/** A labelled image as it was when the report used it; image and class ids are those of the project. */
export interface ReportImage<Image extends number = number, Class extends number = number> {
  readonly image: Image;
  readonly class: Class;
  /** Shared by near-duplicates and by images of one specimen; null for an image in no group. */
  readonly group: string | null;
}

/** Accuracy on the validation images after a number of optimiser steps. */
export interface StepScore {
  readonly step: number;
  readonly score: number;
}

/** One training run of a report: its training images, its prediction for every test image, its effort. */
export interface TransferPoint<Image extends number = number> {
  readonly arm: ArmName;
  readonly perClass: number;
  /** Seed number, from 0; the same number means the same training images in every arm. */
  readonly seed: number;
  readonly trainImages: readonly Image[];
  /** Predicted class index of each test image, in the order of the report's test images. */
  readonly predicted: ArrayLike<number>;
  /** Accuracy on the validation images, used to choose among arms; null only in reports of edition 1, which did not store it. */
  readonly validationScore: number | null;
  /** False for a network that was still improving on the validation images when its budget ended. */
  readonly finished: boolean;
  /** Images processed in optimiser steps, including those of a search; 0 for heads and baselines. */
  readonly imagePasses: number;
  /** Number of configurations tried, such as learning rates. */
  readonly trials: number;
  readonly seconds: number;
  /** Empty for arms without steps. */
  readonly curve: readonly StepScore[];
}

/** Everything that a report is computed from. */
export interface TransferData {
  readonly seed: number;
  readonly plan: TransferPlan;
  /** Class ids, by class index. */
  readonly classes: readonly number[];
  readonly train: readonly ReportImage[];
  readonly test: readonly ReportImage[];
  readonly points: readonly TransferPoint[];
}

export interface ArmPointFigures {
  readonly perClass: number;
  readonly images: number;
  readonly seeds: number;
  readonly score: Interval;
  /** Mean over the seeds; null in reports of edition 1. */
  readonly validationScore: number | null;
  /** Number of seeds whose network was still improving when its budget ended. */
  readonly unfinished: number;
  /** Mean per seed; passes and trials are rounded. */
  readonly imagePasses: number;
  readonly trials: number;
  readonly seconds: number;
}
export interface ArmFigures {
  readonly arm: ArmName;
  readonly points: readonly ArmPointFigures[];
}

export const answers = ['helps', 'no evidence', 'hurts', 'not measured'] as const;
export type Answer = (typeof answers)[number];
/**
 * Reasons other than chance for not claiming or not measuring anything: the other arm was still improving when its budget ended; no score
 * here is clearly better than a guess; a single seed does not show the variation between seeds; the other arm was left out at the sizes
 * needed; the report has only one size.
 */
export const reasons = ['not-finished', 'at-chance', 'one-seed', 'left-out', 'one-size'] as const;
export type Reason = (typeof reasons)[number];

/** An arm that `transfer` is compared with at one size. */
export interface Rival {
  readonly perClass: number;
  readonly arm: ArmName;
  /** Number of its seeds there that were not finished. */
  readonly unfinished: number;
}

export interface VerdictFigures {
  readonly answer: Answer;
  readonly reason: Reason | null;
  /** A ratio for `slope`, a difference of accuracies for the others; null where nothing could be compared. */
  readonly effect: Interval | null;
  /** Two-sided, from the same test as the interval: below 0.05 exactly when that excludes no effect. Null where nothing was tested. */
  readonly p: number | null;
  /** The arm compared with at each size that counts; for a slope that was `not measured`, the naive arm that gives the bound. */
  readonly rivals: readonly Rival[];
  /** Scores of `transfer` and of the rivals: at the smallest size, at the largest, or the area; for `slope`, the common score twice. */
  readonly scores: { readonly transfer: number; readonly other: number } | null;
  /** The score of a guess there. */
  readonly chance: number;
  readonly perClass: number;
  readonly images: number;
  readonly seeds: number;
  /** Set where a ratio of labels is known on one side only, because a curve starts above the common score. */
  readonly bound: 'at-least' | 'at-most' | null;
}
export type Benefit = 'start' | 'slope' | 'asymptote' | 'overall';

export interface ForecastFigures {
  readonly target: number;
  readonly reached: boolean;
  /** Further images per class; null beyond the limit of forecasts. */
  readonly low: number | null;
  readonly high: number | null;
  readonly beyond: boolean;
}

/** The figures of a report, without text. */
export interface TransferFigures {
  readonly arms: readonly ArmFigures[];
  readonly verdict: Readonly<Record<Benefit, VerdictFigures>> | null;
  /** Areas under the curves of `transfer` and `scratch`; null if scratch is not finished or was not trained at every size. */
  readonly area: { readonly transfer: Interval; readonly scratch: Interval; readonly ratio: Interval } | null;
  readonly stepsRatio: Interval | null;
  readonly forecast: ForecastFigures | null;
}

/** The arms of a plan, in the order of `armNames`. */
export function plannedArms({ arms }: TransferPlan): PlannedArm[] {
  return armNames.flatMap((name) => arms.filter(({ arm, sizes, seeds }) => arm === name && sizes.length > 0 && seeds > 0));
}
