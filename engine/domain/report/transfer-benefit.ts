import type { Interval } from '../statistics/intervals.ts';

/**
 * What a transfer report trains. With transfer: a new head on the source model, and the source model tuned. Without: a small network
 * made for few images; the architecture of the source model from a random start, as a whole or frozen under a new head; heads on
 * colour and texture statistics and on raw pixels; the largest class, always.
 */
export const armNames = ['transfer', 'fine-tune', 'small-network', 'scratch', 'random-frozen', 'colour-texture', 'raw-pixels', 'largest-class'] as const;
export type ArmName = (typeof armNames)[number];
/** Arms that reuse nothing, best guesses first: of two that validate alike the first is taken. */
export const armsWithoutTransfer: readonly ArmName[] = ['small-network', 'scratch', 'random-frozen', 'colour-texture', 'raw-pixels', 'largest-class'];
/** Arms without transfer that train no network. */
export const naiveArms: readonly ArmName[] = ['random-frozen', 'colour-texture', 'raw-pixels', 'largest-class'];
/** Arms whose network is trained by steps and may run out of its budget. */
export const networkArms: readonly ArmName[] = ['fine-tune', 'small-network', 'scratch'];

/** Arms that a figure must show first: those with transfer, networks, and whatever transfer was compared with. The others are its background. */
export function prominentArms(rivals: readonly Pick<Rival, 'arm'>[]): ReadonlySet<ArmName> {
  return new Set<ArmName>(['transfer', ...networkArms, ...rivals.map(({ arm }) => arm)]);
}

/** One arm of a report: at some of its sizes, each with seeds 0 .. n - 1. */
export interface PlannedArm {
  readonly arm: ArmName;
  readonly sizes: readonly number[];
  readonly seeds: number;
}
/**
 * Sizes in labelled images per class, ascending; the last one is all there are. `transfer` has all of them; an arm that is not trained
 * is not in the list. Arms are compared over the sizes and seeds that both have.
 */
export interface TransferPlan {
  readonly sizes: readonly number[];
  readonly arms: readonly PlannedArm[];
}

/** A labelled image as a report saw it; ids of images and of classes are those of the project. */
export interface ReportImage<Image extends number = number, Class extends number = number> {
  readonly image: Image;
  readonly class: Class;
  /** Images that share it are near-duplicates, or of one specimen; null for an image that shares nothing. */
  readonly group: string | null;
}

/** Accuracy on the validation images after so many optimiser steps. */
export interface StepScore { readonly step: number; readonly score: number }

/** One training of a report: what was trained on, what it said of every test image, what it was given. */
export interface TransferPoint<Image extends number = number> {
  readonly arm: ArmName;
  readonly perClass: number;
  /** Number of the seed, from 0; the same number means the same training images in every arm. */
  readonly seed: number;
  /** The images trained on. */
  readonly trainImages: readonly Image[];
  /** Index of the predicted class for each test image, in the order of the report's test images. */
  readonly predicted: ArrayLike<number>;
  /** Accuracy on the validation images, by which arms are chosen; null only in reports of edition 1, which did not keep it. */
  readonly validationScore: number | null;
  /** False for a network that was still getting better on the validation images when its budget ended. */
  readonly finished: boolean;
  /** Pictures that optimiser steps took in, those of a search included; 0 for heads and baselines. */
  readonly imagePasses: number;
  /** Configurations that were tried, such as learning rates. */
  readonly trials: number;
  readonly seconds: number;
  /** Empty for arms without steps. */
  readonly curve: readonly StepScore[];
}

/** Everything that the figures of a report are computed from. */
export interface TransferData {
  readonly seed: number;
  readonly plan: TransferPlan;
  /** Ids of the classes, in the order of predicted indexes. */
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
  /** Of the seeds, those whose network was still getting better when its budget ended. */
  readonly unfinished: number;
  /** Of one seed, on average; passes and trials as whole numbers. */
  readonly imagePasses: number;
  readonly trials: number;
  readonly seconds: number;
}
export interface ArmFigures { readonly arm: ArmName; readonly points: readonly ArmPointFigures[] }

export const answers = ['helps', 'no evidence', 'hurts', 'not measured'] as const;
export type Answer = (typeof answers)[number];
/**
 * Why nothing is claimed, or nothing is measured, where that is not for chance alone: the other arm was still getting better when its
 * budget ended; no score here is clearly better than a guess; a single seed does not show its luck; the other arm was left out at the
 * sizes that are needed; the report has but one size.
 */
export const reasons = ['not-finished', 'at-chance', 'one-seed', 'left-out', 'one-size'] as const;
export type Reason = (typeof reasons)[number];

/** An arm that `transfer` is compared with at one size. */
export interface Rival {
  readonly perClass: number;
  readonly arm: ArmName;
  /** Of its seeds there, those that were not finished. */
  readonly unfinished: number;
}

export interface VerdictFigures {
  readonly answer: Answer;
  readonly reason: Reason | null;
  /** Of `slope` a ratio, of the others a difference of accuracies; null where nothing could be compared. */
  readonly effect: Interval | null;
  /** Two-sided, of the same test as the interval: below 0.05 exactly where it leaves out no effect. Null where no arm is tested against. */
  readonly p: number | null;
  /** What `transfer` is compared with, at each size that counts; of a slope that was `not measured`, the naive arm of the bound. */
  readonly rivals: readonly Rival[];
  /** Scores of `transfer` and of the rivals: at the smallest size, at the largest, or the area; of `slope`, the common score twice. */
  readonly scores: { readonly transfer: number; readonly other: number } | null;
  /** What a guess scores there. */
  readonly chance: number;
  readonly perClass: number;
  readonly images: number;
  readonly seeds: number;
  /** A ratio of labels that is only known on one side, for a curve starts above the common score. */
  readonly bound: 'at-least' | 'at-most' | null;
}
export type Benefit = 'start' | 'slope' | 'asymptote' | 'overall';

export interface ForecastFigures {
  readonly target: number;
  readonly reached: boolean;
  /** Further images per class; null beyond what may be said. */
  readonly low: number | null;
  readonly high: number | null;
  readonly beyond: boolean;
}

/** The figures of a report, without words. */
export interface TransferFigures {
  readonly arms: readonly ArmFigures[];
  readonly verdict: Readonly<Record<Benefit, VerdictFigures>> | null;
  /** Of the curves of `transfer` and `scratch`; null where scratch is not finished, or not trained at every size. */
  readonly area: { readonly transfer: Interval; readonly scratch: Interval; readonly ratio: Interval } | null;
  readonly stepsRatio: Interval | null;
  readonly forecast: ForecastFigures | null;
}

/** The arms of a plan, in the order of their names. */
export function plannedArms({ arms }: TransferPlan): PlannedArm[] {
  return armNames.flatMap((name) => arms.filter(({ arm, sizes, seeds }) => arm === name && sizes.length > 0 && seeds > 0));
}
