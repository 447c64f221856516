import type { Raster } from './raster.ts';

/**
 * Kinds of pollen for the example project, drawn as seen through a light microscope. They differ in outline and surface, not in colour
 * or brightness, so that a model has to recognise shape and a baseline on colour statistics cannot win.
 */
export const pollenKinds = ['birch', 'daisy', 'lily', 'pine'] as const;
export type PollenKind = (typeof pollenKinds)[number];

type Random = () => number;
interface Grain {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly radius: number;
  readonly stretch: number;
  readonly phase: number;
}

/** Shape of each kind: signed distance from its edge in units of the radius (negative inside), and surface relief at (u, v). */
const shapes: Readonly<Record<PollenKind, (u: number, v: number, grain: Grain) => { edge: number; relief: number }>> = {
  birch(u, v) {
    const angle = Math.atan2(v, u),
      length = Math.hypot(u, v);
    const pore = Math.exp(-((Math.cos(3 * angle) - 1) ** 2) * 18) * Math.exp(-((length - 0.9) ** 2) * 60);
    return { edge: length - 0.88 - 0.1 * Math.cos(3 * angle), relief: 0.12 * Math.sin(length * 9) + 0.7 * pore };
  },
  daisy(u, v, grain) {
    const angle = Math.atan2(v, u),
      length = Math.hypot(u, v);
    const spines = Math.max(0, Math.cos(14 * angle + grain.phase)) ** 3;
    const dots = Math.cos(13 * u + grain.phase) * Math.cos(13 * v);
    return { edge: length - 0.76 - 0.22 * spines, relief: 0.5 * Math.max(0, dots) };
  },
  lily(u, v) {
    const length = Math.hypot(u / 1.15, v / 0.68);
    const net = Math.max(Math.abs(Math.sin(11 * u + 5 * v)), Math.abs(Math.sin(11 * v - 6 * u)));
    const furrow = Math.exp(-((v / 0.09) ** 2)) * (Math.abs(u) < 0.95 ? 1 : 0);
    return { edge: (length - 1) * 0.8, relief: 0.45 * net - 0.9 * furrow };
  },
  pine(u, v) {
    const body = Math.hypot(u / 0.62, (v + 0.12) / 0.5) - 1;
    const left = Math.hypot(u + 0.62, v - 0.2) - 0.45,
      right = Math.hypot(u - 0.62, v - 0.2) - 0.45;
    const sack = Math.min(left, right);
    return { edge: Math.min(body * 0.55, sack), relief: sack < 0 ? 0.35 * Math.sin(24 * u) * Math.sin(24 * v) : 0.15 };
  },
};

/** Draws one image of a kind, size x size pixels. The same random numbers give the same image. */
export function drawPollen(kind: PollenKind, size: number, random: Random): Raster {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const grain: Grain = {
    x: size * between(0.38, 0.62),
    y: size * between(0.38, 0.62),
    turn: between(0, 2 * Math.PI),
    radius: size * between(0.2, 0.36),
    stretch: between(0.9, 1.1),
    phase: between(0, 2 * Math.PI),
  };
  const light = { angle: between(0, 2 * Math.PI), field: between(0.82, 0.97), fall: between(0.02, 0.18) };
  const tint = [between(0.55, 0.95), between(0.45, 0.8), between(0.25, 0.6)] as const;
  const debris = Array.from({ length: Math.floor(between(2, 9)) }, () => ({
    x: size * random(),
    y: size * random(),
    radius: size * between(0.006, 0.03),
  }));
  const pixels = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const field = light.field - (light.fall * (Math.cos(light.angle) * x + Math.sin(light.angle) * y)) / size;
      const dirt = debris.some((speck) => Math.hypot(x - speck.x, y - speck.y) < speck.radius) ? 0.75 : 1;
      const cover = grainAt(kind, grain, x, y);
      const noise = (random() + random() - 1) * 0.05;
      for (let c = 0; c < 3; c++) {
        const background = field * dirt * (c === 2 ? 0.96 : 1);
        const value = background * (1 - cover.alpha) + cover.alpha * cover.light * (tint[c] ?? 1) + noise;
        pixels[(y * size + x) * 3 + c] = Math.round(255 * Math.min(1, Math.max(0, value)));
      }
    }
  }
  return { width: size, height: size, pixels };
}

function grainAt(kind: PollenKind, grain: Grain, x: number, y: number): { alpha: number; light: number } {
  const dx = (x - grain.x) / grain.radius,
    dy = (y - grain.y) / grain.radius;
  const u = (dx * Math.cos(grain.turn) + dy * Math.sin(grain.turn)) * grain.stretch;
  const v = (-dx * Math.sin(grain.turn) + dy * Math.cos(grain.turn)) / grain.stretch;
  if (Math.hypot(u, v) > 1.6) return { alpha: 0, light: 0 };
  const { edge, relief } = shapes[kind](u, v, grain);
  const soft = 1.5 / grain.radius;
  const alpha = Math.min(1, Math.max(0, 0.5 - edge / soft));
  const rim = Math.exp(-((edge / 0.07) ** 2));
  return { alpha: 0.92 * alpha, light: 0.85 + 0.25 * relief - 0.4 * rim };
}
