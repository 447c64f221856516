import type { Raster } from '../../../engine/domain/raster.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';

/** The extended fingers in the sign for each digit, from thumb (0) to little finger (4). */
const stretched: readonly (readonly number[])[] = [
  [],
  [1],
  [1, 2],
  [0, 1, 2],
  [1, 2, 3, 4],
  [0, 1, 2, 3, 4],
  [1, 2, 3],
  [1, 2, 4],
  [1, 3, 4],
  [2, 3, 4],
];
export const signClasses = stretched.length;

interface Capsule {
  readonly from: Point;
  readonly to: Point;
  readonly radius: number;
}
type Point = readonly [x: number, y: number];

/** The start, direction (degrees from vertical), length and half width of each finger, in palm widths from the palm centre. */
const fingers: readonly { readonly at: Point; readonly angle: number; readonly length: number; readonly radius: number }[] = [
  { at: [-0.42, 0.12], angle: -52, length: 0.62, radius: 0.14 },
  { at: [-0.36, -0.42], angle: -11, length: 0.82, radius: 0.125 },
  { at: [-0.12, -0.5], angle: -3, length: 0.92, radius: 0.13 },
  { at: [0.13, -0.47], angle: 5, length: 0.85, radius: 0.125 },
  { at: [0.36, -0.36], angle: 14, length: 0.66, radius: 0.105 },
];
const foldedShare = 0.16;

/**
 * Draws a photograph-like picture of a hand that shows a digit: hands differ in build, tone, pose, position and light, backgrounds in tone
 * and pattern. The same number and digit give the same picture.
 */
export function drawSign(number: number, digit: number, side = 96): Raster {
  const random = seededRandom(Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(digit + 1, 0x85ebca6b));
  const spread = (size: number): number => size * (2 * random() - 1);
  const capsules = handOf(digit, spread, random);
  const turn = (spread(22) * Math.PI) / 180;
  const scale = side * (0.34 + spread(0.07));
  const middle: Point = [side * (0.5 + spread(0.1)), side * (0.62 + spread(0.08))];
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const ground = 90 + 140 * random();
  const [slopeX, slopeY, wave, phase] = [spread(50), spread(50), 6 * random(), 6 * random()];
  const tone = 60 + 150 * random();
  const tint: readonly number[] = [1, 0.74 + spread(0.08), 0.6 + spread(0.1)];
  const cool: readonly number[] = [0.94 + spread(0.06), 0.97, 1 + spread(0.06)];
  const lit = 2 * Math.PI * random();
  const grain = 6 + 14 * random();
  const pixels = new Uint8Array(3 * side * side);
  for (let at = 0; at < side * side; at++) {
    const [px, py] = [at % side, Math.floor(at / side)];
    const [dx, dy] = [(px - middle[0]) / scale, (py - middle[1]) / scale];
    const { depth, beside } = depthIn(capsules, cosine * dx + sine * dy, -sine * dx + cosine * dy);
    const inside = Math.min(1, Math.max(0, 0.5 + (depth * scale) / 1.4));
    const behind = ground + slopeX * (px / side - 0.5) + slopeY * (py / side - 0.5) + 8 * Math.sin((wave * (px + 0.6 * py)) / side + phase);
    // Lighter towards the light and in the middle of a finger, darker where two fingers touch.
    const skin =
      tone * (0.78 + 0.9 * Math.min(0.3, Math.max(0, depth)) - 0.25 * Math.max(0, 1 - 12 * beside))
      + 22 * (Math.cos(lit) * dx + Math.sin(lit) * dy);
    const noise = grain * (random() - 0.5);
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * at + channel] = Math.min(
        255,
        Math.max(0, Math.round(inside * skin * tint[channel]! + (1 - inside) * behind * cool[channel]! + noise)),
      );
    }
  }
  return { width: side, height: side, pixels };
}

/** Palm, wrist and fingers, in palm widths. */
function handOf(digit: number, spread: (size: number) => number, random: () => number): Capsule[] {
  const build = 1 + spread(0.12);
  const fan = 1 + spread(0.35);
  const palm: Capsule[] = [
    { from: [-0.17, -0.2], to: [-0.14, 0.22], radius: 0.3 },
    { from: [0.17, -0.2], to: [0.14, 0.22], radius: 0.3 },
    { from: [0, 0.3], to: [spread(0.15), 1.6], radius: 0.27 },
  ];
  const all = fingers.map(({ at, angle, length, radius }, finger): Capsule => {
    const isStretched = stretched[digit]!.includes(finger);
    const reach = length * build * (isStretched ? 0.9 + 0.2 * random() : foldedShare + 0.12 * random());
    const direction = ((fan * angle + spread(7) + (finger === 0 && !isStretched ? 70 + spread(12) : 0)) * Math.PI) / 180;
    return { from: at, to: [at[0] + reach * Math.sin(direction), at[1] - reach * Math.cos(direction)], radius: radius * (1 + spread(0.1)) };
  });
  return [...palm, ...all];
}

/** The depth of a point in the capsule that contains it deepest, and the difference from the next one. */
function depthIn(capsules: readonly Capsule[], x: number, y: number): { depth: number; beside: number } {
  let [depth, next] = [-Infinity, -Infinity];
  for (const { from, to, radius } of capsules) {
    const [ax, ay] = [to[0] - from[0], to[1] - from[1]];
    const along = Math.min(1, Math.max(0, ((x - from[0]) * ax + (y - from[1]) * ay) / (ax * ax + ay * ay)));
    const own = radius - Math.hypot(x - from[0] - along * ax, y - from[1] - along * ay);
    if (own > depth) [depth, next] = [own, depth];
    else if (own > next) next = own;
  }
  return { depth, beside: depth - next };
}
