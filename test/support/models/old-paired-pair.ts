import { wilsonInterval, type Interval } from '../../../engine/domain/statistics/intervals.ts';

/**
 * Test and interval as two independent methods: the exact McNemar test and Newcombe's score interval for paired differences (Statistics in
 * Medicine 17, 1998, method 10). Each is correct by itself, but they can contradict each other.
 */
export function mcNemarByItself({ onlyA, onlyB }: { readonly onlyA: number; readonly onlyB: number }): number {
  const trials = onlyA + onlyB;
  let logChoose = 0;
  let tail = 0;
  for (let hits = 0; hits <= Math.min(onlyA, onlyB); hits++) {
    if (hits > 0) logChoose += Math.log((trials - hits + 1) / hits);
    tail += Math.exp(logChoose - trials * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

interface Counts {
  readonly bothRight: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly bothWrong: number;
}

export function newcombeInterval({ bothRight, onlyA, onlyB, bothWrong }: Counts): Interval {
  const images = bothRight + onlyA + onlyB + bothWrong;
  const [a, b] = [wilsonInterval(bothRight + onlyA, images), wilsonInterval(bothRight + onlyB, images)];
  const correlation = phi({ bothRight, onlyA, onlyB, bothWrong }, images);
  const reach = (fromB: number, fromA: number): number => Math.sqrt(Math.max(0, fromB ** 2 - 2 * correlation * fromB * fromA + fromA ** 2));
  const value = b.value - a.value;
  return { value, low: value - reach(b.value - b.low, a.high - a.value), high: value + reach(b.high - b.value, a.value - a.low) };
}

function phi({ bothRight, onlyA, onlyB, bothWrong }: Counts, images: number): number {
  const sides = (bothRight + onlyA) * (onlyB + bothWrong) * (bothRight + onlyB) * (onlyA + bothWrong);
  if (sides === 0) return 0;
  const cross = bothRight * bothWrong - onlyA * onlyB;
  return (cross > 0 ? Math.max(cross - images / 2, 0) : cross) / Math.sqrt(sides);
}
