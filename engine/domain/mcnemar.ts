import { wilsonInterval, type Interval } from './intervals.ts';

/** Images of a common test: right by both, by one alone, by none. */
export interface PairedOutcomes { readonly bothRight: number; readonly onlyA: number; readonly onlyB: number; readonly bothWrong: number }

/**
 * Two-sided exact McNemar test (McNemar, Psychometrika 12, 1947; in the binomial form): the probability that images on which only one of
 * two models is right fall as unevenly to the two as they do, or more so, if both were equally good. 1 where there is none.
 */
export function mcNemarTest({ onlyA, onlyB }: PairedOutcomes): number {
  const trials = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  let logChoose = 0;
  let tail = 0;
  for (let hits = 0; hits <= fewer; hits++) {
    if (hits > 0) logChoose += Math.log((trials - hits + 1) / hits);
    tail += Math.exp(logChoose - trials * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

/**
 * Accuracy of b minus that of a with its 95 % interval, for the same images: Newcombe's score interval for paired differences
 * (Statistics in Medicine 17, 1998, method 10).
 */
export function pairedDifference({ bothRight, onlyA, onlyB, bothWrong }: PairedOutcomes): Interval {
  const images = bothRight + onlyA + onlyB + bothWrong;
  const [a, b] = [wilsonInterval(bothRight + onlyA, images), wilsonInterval(bothRight + onlyB, images)];
  const correlation = phi(bothRight, onlyA, onlyB, bothWrong);
  const reach = (fromB: number, fromA: number): number => Math.sqrt(Math.max(0, fromB ** 2 - 2 * correlation * fromB * fromA + fromA ** 2));
  const value = b.value - a.value;
  return { value, low: value - reach(b.value - b.low, a.high - a.value), high: value + reach(b.high - b.value, a.value - a.low) };
}

/** Correlation of the two models' hits, drawn towards 0 by half an image where it is positive, as method 10 asks. */
function phi(bothRight: number, onlyA: number, onlyB: number, bothWrong: number): number {
  const images = bothRight + onlyA + onlyB + bothWrong;
  const sides = (bothRight + onlyA) * (onlyB + bothWrong) * (bothRight + onlyB) * (onlyA + bothWrong);
  if (sides === 0) return 0;
  const cross = bothRight * bothWrong - onlyA * onlyB;
  return (cross > 0 ? Math.max(cross - images / 2, 0) : cross) / Math.sqrt(sides);
}
