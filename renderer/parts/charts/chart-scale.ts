import { scaleLinear, scaleLog } from 'd3-scale';

/** Chart geometry: scales, ticks and outlines, in pixels from the upper left corner. */

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** Not final: the mark is hollow, and the line leading to it is dotted. */
  readonly isOpen?: boolean;
}
export type Scale = (value: number) => number;
export type Steps = 'linear' | 'logarithmic';

/** The minimum and maximum of some values, moved apart if they are equal, so that a scale can be built from them. */
export function extent(values: readonly number[], steps: Steps = 'linear'): readonly [number, number] {
  if (values.length === 0) return steps === 'linear' ? [0, 1] : [1, 10];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low < high) return [low, high];
  return steps === 'linear' ? [low - 0.5, high + 0.5] : [low / 2, high * 2];
}

/** Maps [low, high] onto pixels from `start` to `end`. Logarithmic scales need positive ends. */
export function scaleOf(ends: readonly [number, number], start: number, end: number, steps: Steps = 'linear'): Scale {
  return (steps === 'linear' ? scaleLinear() : scaleLog()).domain(ends).range([start, end]);
}

/** Round values from `low` to `high`, at most `most` of them: multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, most: number): number[] {
  const scale = scaleLinear().domain([low, high]);
  // d3 treats the number as a hint and may return more ticks.
  for (let wish = most; wish > 1; wish -= 1) {
    const found = scale.ticks(wish);
    if (found.length <= most) return found;
  }
  return scale.ticks(1);
}

/** Of ascending values, keeps those at least `gap` pixels apart; the last one always stays. */
export function thinOut(values: readonly number[], scale: Scale, gap: number): number[] {
  const kept: number[] = [];
  for (const value of [...values].reverse()) {
    const before = kept.at(-1);
    if (before === undefined || Math.abs(scale(before) - scale(value)) >= gap) kept.push(value);
  }
  return kept.reverse();
}

const place = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The SVG path of a line through points. */
export function linePath(points: readonly Point[], x: Scale, y: Scale): string {
  return points.map((point, at) => `${at === 0 ? 'M' : 'L'}${place(x(point.x), y(point.y))}`).join('');
}

/** Splits a line into solid pieces and dotted ones that lead to an open point; an open first point dots the segment after it. */
export function linePieces(points: readonly Point[]): { readonly points: readonly Point[]; readonly isDotted: boolean }[] {
  const pieces: { points: Point[]; isDotted: boolean }[] = [];
  for (const [at, point] of points.slice(1).entries()) {
    const before = points[at]!;
    const isDotted = point.isOpen === true || (at === 0 && before.isOpen === true);
    const last = pieces.at(-1);
    if (last?.isDotted === isDotted) last.points.push(point);
    else pieces.push({ points: [before, point], isDotted });
  }
  return pieces;
}

/** The outline of the confidence band; empty unless at least two points have intervals. */
export function bandPath(points: readonly Point[], x: Scale, y: Scale): string {
  const banded = points.filter((point) => point.low !== undefined && point.high !== undefined);
  if (banded.length < 2) return '';
  const upper = banded.map((point) => place(x(point.x), y(point.high!)));
  const lower = [...banded].reverse().map((point) => place(x(point.x), y(point.low!)));
  return `M${[...upper, ...lower].join('L')}Z`;
}

/** Outlines of the marks around the origin, one shape for each line of a chart. */
export const markShapes = [
  'M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0Z',
  'M0 -5.4L5.2 4H-5.2Z',
  'M-3.8 -3.8H3.8V3.8H-3.8Z',
  'M0 -5.6L5.2 0L0 5.6L-5.2 0Z',
  'M0 5.4L-5.2 -4H5.2Z',
  'M-1.6 -5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z',
  'M-5 -2.4H5V2.4H-5Z',
  'M-2.4 -5H2.4V5H-2.4Z',
] as const;
/** No dash pattern looks dotted, because dots mark open points. */
export const lineDashes = ['', '7 3', '', '10 3 3 3', '5 3', '14 3', '14 3 4 3', '20 4'] as const;
/** The style of a line: 1 to 8. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
