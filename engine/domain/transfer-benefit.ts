import type { Interval } from './intervals.ts';

/** What is trained at every size of a transfer report. All but `baseline` have the architecture of the source model. */
export type ArmName = 'transfer' | 'fine-tune' | 'scratch' | 'random-frozen' | 'baseline';
export const armNames: readonly ArmName[] = ['transfer', 'fine-tune', 'scratch', 'random-frozen', 'baseline'];

/** What a report trains: sizes in labelled images per class, ascending; the last one is all there are. Each arm gets seeds 0 .. n - 1. */
export interface TransferPlan {
  readonly sizes: readonly number[];
  /** Of `transfer`, `random-frozen` and `baseline`. */
  readonly headSeeds: number;
  readonly scratchSeeds: number;
  /** 0 where no fine-tune is trained. */
  readonly fineTuneSeeds: number;
  readonly fineTuneSizes: readonly number[];
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
  /** Given, not used up: every arm has the same at one size. */
  readonly imagePasses: number;
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
  readonly imagePasses: number;
  readonly trials: number;
  /** Of one seed, on average. */
  readonly seconds: number;
}
export interface ArmFigures { readonly arm: ArmName; readonly points: readonly ArmPointFigures[] }

export type Answer = 'helps' | 'no evidence' | 'hurts';
export interface VerdictFigures {
  readonly answer: Answer;
  /** Of `slope` a ratio, of the others a difference of accuracies. */
  readonly effect: Interval;
  readonly p: number;
  readonly indicative: boolean;
  /** The arm that `transfer` is compared with here. */
  readonly against: ArmName;
  /** Scores of `transfer` and of that arm: at the smallest size, at the largest, or the area; of `slope`, the common score twice. */
  readonly scores: { readonly transfer: number; readonly other: number };
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
  readonly area: { readonly transfer: Interval; readonly scratch: Interval; readonly ratio: Interval } | null;
  readonly stepsRatio: Interval | null;
  readonly forecast: ForecastFigures | null;
}

/** The arms of a plan with their sizes and number of seeds, in the order of their names. */
export function plannedArms(plan: TransferPlan): { readonly arm: ArmName; readonly sizes: readonly number[]; readonly seeds: number }[] {
  const seeds: Record<ArmName, number> = {
    transfer: plan.headSeeds, 'fine-tune': plan.fineTuneSeeds, scratch: plan.scratchSeeds, 'random-frozen': plan.headSeeds, baseline: plan.headSeeds,
  };
  return armNames
    .map((arm) => ({ arm, sizes: arm === 'fine-tune' ? plan.fineTuneSizes : plan.sizes, seeds: seeds[arm] }))
    .filter((one) => one.seeds > 0 && one.sizes.length > 0);
}
