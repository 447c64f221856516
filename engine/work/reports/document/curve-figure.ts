import type { Arm, ArmName, ReportSummary } from '../../../contract/index.ts';
import { prominentArms } from '../../../domain/report/transfer-benefit.ts';
import { percent, words } from '../../../words/words.ts';

export type Point = readonly [x: number, y: number];
/** The role of a shape; each renderer decides how it looks. */
export type Tone = 'ink' | 'muted' | 'grid' | ArmName;
export type Shape =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly tone: Tone;
      readonly dash: readonly number[];
      readonly width: number;
    }
  | { readonly kind: 'band'; readonly points: readonly Point[]; readonly tone: Tone }
  | { readonly kind: 'mark'; readonly points: readonly Point[]; readonly tone: Tone }
  | {
      readonly kind: 'text';
      readonly at: Point;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly tone: Tone;
      readonly turned?: boolean;
    };
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly textSize: number;
  readonly shapes: readonly Shape[];
}

const width = 760;
const height = 380;
const textSize = 13;
const plot = { left: 62, right: 500, top: 14, bottom: 318 };
const legend = { left: 524, textLeft: 562, top: 26, line: 17, gap: 9, letters: 27 };
const markSize = 4.5;
/** Arms differ by mark and dash as well as by colour. Dots mark networks whose training was not finished. */
const dashes: Readonly<Record<ArmName, readonly number[]>> = {
  transfer: [],
  'fine-tune': [9, 3],
  'small-network': [14, 3],
  scratch: [],
  'random-frozen': [10, 3, 3, 3],
  'colour-texture': [5, 3],
  'raw-pixels': [14, 3, 4, 3],
  'largest-class': [20, 4],
};
const dots = [1.6, 4];
const corners: Readonly<Record<ArmName, readonly Point[]>> = {
  transfer: Array.from({ length: 16 }, (_, at) => [Math.cos((at * Math.PI) / 8), Math.sin((at * Math.PI) / 8)]),
  'fine-tune': [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  scratch: [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  'random-frozen': [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  'colour-texture': [
    [0, 1.2],
    [1.1, -0.8],
    [-1.1, -0.8],
  ],
  'small-network': [
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ],
  'raw-pixels': [
    [-1.2, -0.6],
    [1.2, -0.6],
    [1.2, 0.6],
    [-1.2, 0.6],
  ],
  'largest-class': [
    [-0.6, -1.2],
    [0.6, -1.2],
    [0.6, 1.2],
    [-0.6, 1.2],
  ],
};

/** The learning curves with their confidence bands: labelled images per class (log scale) against test accuracy. */
export function curveFigure({ arms, sourceTitle, verdict }: ReportSummary): Figure {
  const sizes = [...new Set(arms.flatMap(({ points }) => points.map(({ perClass }) => perClass)))].toSorted((a, b) => a - b);
  const drawn = arms.filter(({ points }) => points.length > 0);
  const x = placeOf(sizes);
  const prominent = prominentArms(verdict?.overall.rivals ?? []);
  return {
    width,
    height,
    textSize,
    shapes: [
      ...axes(sizes, x),
      ...drawn.filter(({ arm }) => prominent.has(arm)).map((arm) => band(arm, x)),
      ...drawn.flatMap((arm) => curve(arm, x, prominent.has(arm.arm))),
      ...legendShapes(drawn, sourceTitle),
    ],
  };
}

const y = (share: number): number => plot.bottom - share * (plot.bottom - plot.top);

function placeOf(sizes: readonly number[]): (size: number) => number {
  const [first = 1, last = 1] = [sizes[0], sizes.at(-1)];
  const inner = { left: plot.left + 16, right: plot.right - 16 };
  if (first === last) return () => (inner.left + inner.right) / 2;
  return (size) => inner.left + ((inner.right - inner.left) * Math.log(size / first)) / Math.log(last / first);
}

function axes(sizes: readonly number[], x: (size: number) => number): Shape[] {
  const line = (points: readonly Point[], tone: Tone): Shape => ({ kind: 'line', points, tone, dash: [], width: 1 });
  const text = (at: Point, value: string, anchor: 'middle' | 'end', turned = false): Shape => ({
    kind: 'text',
    at,
    text: value,
    anchor,
    tone: 'muted',
    turned,
  });
  const middle = (plot.left + plot.right) / 2;
  return [
    ...[0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => [
      line(
        [
          [plot.left, y(share)],
          [plot.right, y(share)],
        ],
        share === 0 ? 'muted' : 'grid',
      ),
      text([plot.left - 8, y(share) + 4], percent(share), 'end'),
    ]),
    ...sizes.map((size) =>
      line(
        [
          [x(size), plot.bottom],
          [x(size), plot.bottom + 5],
        ],
        'muted',
      ),
    ),
    ...labelledSizes(sizes, x).map((size) => text([x(size), plot.bottom + 20], String(size), 'middle')),
    text([middle, plot.bottom + 44], words.report.curves.x, 'middle'),
    text([16, (plot.top + plot.bottom) / 2], words.report.curves.y, 'middle', true),
  ];
}

/** Skips numbers that would overlap the next one; the last size always has its number. */
function labelledSizes(sizes: readonly number[], x: (size: number) => number): number[] {
  const kept: number[] = [];
  for (const size of sizes.toReversed()) {
    const next = kept[0];
    if (next === undefined || x(next) - x(size) >= 26) kept.unshift(size);
  }
  return kept;
}

/** A single point gets its confidence interval as a bar. */
function band({ arm, points }: Arm, x: (size: number) => number): Shape {
  const wide = points.length > 1 ? 0 : 3;
  const top = points.map(({ perClass, score }): Point => [x(perClass) - wide, y(score.high)]);
  const bottom = points.map(({ perClass, score }): Point => [x(perClass) + wide, y(score.low)]);
  const closing = points.length > 1 ? [] : points.flatMap(({ perClass, score }): Point[] => [[x(perClass) - wide, y(score.low)]]);
  const opening = points.length > 1 ? [] : points.flatMap(({ perClass, score }): Point[] => [[x(perClass) + wide, y(score.high)]]);
  return { kind: 'band', points: [...top, ...opening, ...bottom.toReversed(), ...closing], tone: arm };
}

function curve({ arm, points }: Arm, x: (size: number) => number, isProminent: boolean): Shape[] {
  const places = points.map(({ perClass, score, unfinished }) => ({ at: [x(perClass), y(score.value)] as const, isOpen: unfinished > 0 }));
  const lines = places.slice(1).map(({ at, isOpen }, before): Shape => {
    const from = places[before]!;
    const isDotted = isOpen || (before === 0 && from.isOpen);
    return { kind: 'line', points: [from.at, at], tone: arm, dash: isDotted ? dots : dashes[arm], width: isProminent ? 2 : 1.2 };
  });
  return [...lines, ...places.map(({ at }) => mark(arm, at))];
}

const mark = (arm: ArmName, [left, top]: Point): Shape => ({
  kind: 'mark',
  points: corners[arm].map(([right, down]): Point => [left + right * markSize, top + down * markSize]),
  tone: arm,
});

function legendShapes(arms: readonly Arm[], source: string): Shape[] {
  let top = legend.top;
  return arms.flatMap(({ arm }): Shape[] => {
    const lines = wrapped(words.report.arms[arm](source), legend.letters);
    const shapes: Shape[] = [
      {
        kind: 'line',
        points: [
          [legend.left, top - 4],
          [legend.left + 28, top - 4],
        ],
        tone: arm,
        dash: dashes[arm],
        width: 2,
      },
      mark(arm, [legend.left + 14, top - 4]),
      ...lines.map((text, at): Shape => ({
        kind: 'text',
        at: [legend.textLeft, top + at * legend.line],
        text,
        anchor: 'start',
        tone: 'ink',
      })),
    ];
    top += lines.length * legend.line + legend.gap;
    return shapes;
  });
}

function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
