import { wilsonInterval } from '../statistics/intervals.ts';

/** What a project has of one class. */
export interface ClassShare {
  /** Labelled images that are not excluded. */
  readonly labels: number;
  /** Groups of these that are independent of each other: specimens, sites, sets of near-duplicates, or single images. */
  readonly groups: number;
  /** How many of the labels were predicted by models that had not seen them, and how many of these as they are. */
  readonly predicted: number;
  readonly right: number;
}

/**
 * Why more images of a class would help most. `untrainable`: it cannot be both trained and tested on. `few`: too few for a first model.
 * `weak`: predicted right certainly less often than labels are on average. `rare`: far fewer than of the largest class.
 */
export const classNeeds = ['untrainable', 'few', 'weak', 'rare'] as const;
export type ClassNeed = (typeof classNeeds)[number];

const fewestGroups = 2;
const fewestLabels = 10;
const rareShare = 0.1;

/** The need of each class; null where more images of others would help more. */
export function needsOf(classes: readonly ClassShare[]): (ClassNeed | null)[] {
  const sum = (of: (one: ClassShare) => number): number => classes.reduce((total, one) => total + of(one), 0);
  const predicted = sum((one) => one.predicted);
  const average = predicted === 0 ? 0 : sum(({ right }) => right) / predicted;
  const largest = Math.max(0, ...classes.map(({ labels }) => labels));
  return classes.map(({ labels, groups, predicted: tried, right }) => {
    if (groups < fewestGroups) return 'untrainable';
    if (labels < fewestLabels) return 'few';
    if (tried > 0 && wilsonInterval(right, tried).high < average) return 'weak';
    return labels < rareShare * largest ? 'rare' : null;
  });
}
