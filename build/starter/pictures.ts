/**
 * The synthetic pictures that the starter source model is trained on. A kind is a random program (a textured background, one or two
 * families of shapes with their inner pattern, colours and arrangement); a picture is one random sample of that program: rotation, scale,
 * position, number, light, hue, noise. Telling 256 such programs apart needs edges, symmetries, textures, colours and layout at several
 * scales, which is what a network can reuse on photographs.
 */
import type { Random } from '../../engine/domain/statistics/random.ts';

type Ground = 'smooth' | 'cloud' | 'stripes' | 'cells' | 'grain';
type Inner = 'plain' | 'radial' | 'rays' | 'rings' | 'speckle' | 'veins';
type Layout = 'single' | 'scatter' | 'heap' | 'row';
type Colour = readonly [number, number, number];

interface ShapeFamily {
  readonly folds: number;
  readonly depth: number;
  readonly sharp: number;
  readonly stretch: number;
  readonly size: readonly [number, number];
  readonly count: readonly [number, number];
  readonly inner: Inner;
  readonly innerScale: number;
  readonly hue: number;
  readonly saturation: number;
  readonly light: number;
  readonly second: number;
  readonly centre: number;
  readonly centreHue: number;
  readonly rim: number;
}

/** One kind of picture: what all its pictures have in common. */
export interface Kind {
  readonly ground: Ground;
  readonly frequency: number;
  readonly stretch: number;
  readonly warp: number;
  readonly hue: number;
  readonly hueSpan: number;
  readonly saturation: number;
  readonly light: number;
  readonly contrast: number;
  readonly layout: Layout;
  readonly families: readonly ShapeFamily[];
}

const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

export function randomKind(random: Random): Kind {
  const layout = pick<Layout>(random, ['single', 'single', 'scatter', 'heap', 'row']);
  return {
    ground: pick<Ground>(random, ['smooth', 'cloud', 'stripes', 'cells', 'grain']),
    frequency: between(random, 2, 11),
    stretch: between(random, 0.4, 2.5),
    warp: between(random, 0, 1.2),
    hue: random(),
    hueSpan: between(random, 0, 0.25),
    saturation: between(random, 0, 0.8),
    light: between(random, 0.2, 0.85),
    contrast: between(random, 0.1, 0.5),
    layout,
    families: Array.from({ length: random() < 0.6 ? 1 : 2 }, () => randomFamily(random, layout)),
  };
}

function randomFamily(random: Random, layout: Layout): ShapeFamily {
  const big = layout === 'single';
  const low = big ? between(random, 0.22, 0.36) : between(random, 0.05, 0.16);
  return {
    folds: Math.floor(between(random, 0, 11)),
    depth: between(random, 0.05, 0.6),
    sharp: between(random, 0.4, 2.6),
    stretch: random() < 0.4 ? between(random, 1.3, 3) : 1,
    size: [low, low * between(random, 1.1, 1.7)],
    count: big ? [1, 2] : layout === 'heap' ? [18, 45] : [4, 16],
    inner: pick<Inner>(random, ['plain', 'radial', 'rays', 'rings', 'speckle', 'veins']),
    innerScale: between(random, 3, 14),
    hue: random(),
    saturation: between(random, 0.1, 1),
    light: between(random, 0.2, 0.9),
    second: between(random, -0.4, 0.4),
    centre: random() < 0.4 ? between(random, 0.15, 0.45) : 0,
    centreHue: random(),
    rim: between(random, -0.4, 0.25),
  };
}

/** Draws one picture of a kind: size x size x 3 bytes, row-major, R G B. */
export function drawPicture(kind: Kind, size: number, random: Random): Uint8Array {
  const picture = new Float32Array(size * size * 3);
  const view: View = {
    turn: between(random, 0, 2 * Math.PI),
    zoom: between(random, 0.75, 1.35),
    // Colour indicates the kind in only half of the pictures, so that shape and texture have to be learned.
    hue: random() < 0.5 ? between(random, -0.03, 0.03) : random(),
    saturation: between(random, 0.75, 1.2),
    noise: lattice(random),
    noise2: lattice(random),
  };
  paintGround(picture, kind, size, view, random);
  for (const place of arrange(kind, view, random)) paintShape(picture, size, place, view, random);
  return developed(picture, size, random);
}

interface View {
  readonly turn: number;
  readonly zoom: number;
  readonly hue: number;
  readonly saturation: number;
  readonly noise: Float32Array;
  readonly noise2: Float32Array;
}
interface Place {
  readonly family: ShapeFamily;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly turn: number;
  readonly shift: number;
}

const latticeSide = 32;
const lattice = (random: Random): Float32Array => Float32Array.from({ length: latticeSide * latticeSide }, () => random());

/** Smooth noise in 0..1 on a plane that repeats every 32 units. */
function smoothNoise(values: Float32Array, x: number, y: number): number {
  const x0 = Math.floor(x),
    y0 = Math.floor(y);
  const fx = x - x0,
    fy = y - y0;
  const sx = fx * fx * (3 - 2 * fx),
    sy = fy * fy * (3 - 2 * fy);
  const mask = latticeSide - 1;
  const top = (y0 & mask) * latticeSide,
    bottom = ((y0 + 1) & mask) * latticeSide,
    left = x0 & mask,
    right = (x0 + 1) & mask;
  const a = values[top + left] as number,
    b = values[top + right] as number,
    c = values[bottom + left] as number,
    d = values[bottom + right] as number;
  return (a + (b - a) * sx) * (1 - sy) + (c + (d - c) * sx) * sy;
}

function groundAt(kind: Kind, view: View, u: number, v: number): number {
  const f = kind.frequency * view.zoom;
  const wu = u * f * kind.stretch + kind.warp * 2 * (smoothNoise(view.noise, u * 3, v * 3) - 0.5);
  const wv = (v * f) / kind.stretch + kind.warp * 2 * (smoothNoise(view.noise2, u * 3, v * 3) - 0.5);
  switch (kind.ground) {
    case 'smooth':
      return 0.5 + 0.4 * (u + v);
    case 'cloud':
      return (
        0.6 * smoothNoise(view.noise, wu, wv)
        + 0.28 * smoothNoise(view.noise2, 2 * wu, 2 * wv)
        + 0.12 * smoothNoise(view.noise, 4 * wu, 4 * wv)
      );
    case 'stripes':
      return 0.5 + 0.5 * Math.sin(wu * 4);
    case 'cells':
      return Math.min(
        1,
        2 * Math.abs(smoothNoise(view.noise, wu * 1.5, wv * 1.5) - 0.5)
          + 0.6 * Math.abs(smoothNoise(view.noise2, wu * 1.5, wv * 1.5) - 0.5),
      );
    case 'grain':
      return smoothNoise(view.noise, wu * 5, wv * 5);
  }
}

function paintGround(picture: Float32Array, kind: Kind, size: number, view: View, random: Random): void {
  const cos = Math.cos(view.turn),
    sin = Math.sin(view.turn);
  const palette = Array.from({ length: 17 }, (_, i) =>
    hsl(
      kind.hue + view.hue + kind.hueSpan * (i / 16 - 0.5),
      kind.saturation * view.saturation,
      kind.light + kind.contrast * (i / 16 - 0.5),
    ),
  );
  const shiftX = random() * 20,
    shiftY = random() * 20;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = x / size - 0.5,
        dy = y / size - 0.5;
      const t = groundAt(
        kind,
        view,
        dx * cos + dy * sin + (kind.ground === 'smooth' ? 0 : shiftX),
        -dx * sin + dy * cos + (kind.ground === 'smooth' ? 0 : shiftY),
      );
      picture.set(palette[Math.min(16, Math.max(0, Math.round(t * 16)))] as Colour, (y * size + x) * 3);
    }
  }
}

function arrange(kind: Kind, view: View, random: Random): Place[] {
  const places: Place[] = [];
  for (const family of kind.families) {
    const count = Math.round(between(random, family.count[0], family.count[1]));
    for (let i = 0; i < count; i++) {
      const along = count === 1 ? 0.5 : (i + 0.5) / count;
      const [x, y] =
        kind.layout === 'single'
          ? [between(random, 0.36, 0.64), between(random, 0.36, 0.64)]
          : kind.layout === 'row'
            ? rowPlace(along, view.turn, random)
            : [random(), random()];
      places.push({
        family,
        x,
        y,
        radius: between(random, family.size[0], family.size[1]) * view.zoom,
        turn: random() * 2 * Math.PI,
        shift: between(random, -0.08, 0.08),
      });
    }
  }
  return kind.layout === 'heap' ? places.sort(() => random() - 0.5) : places;
}

function rowPlace(along: number, turn: number, random: Random): [number, number] {
  const t = (along - 0.5) * 1.1,
    off = between(random, -0.06, 0.06);
  return [0.5 + t * Math.cos(turn) - off * Math.sin(turn), 0.5 + t * Math.sin(turn) + off * Math.cos(turn)];
}

function paintShape(picture: Float32Array, size: number, place: Place, view: View, random: Random): void {
  const { family } = place;
  const reach = place.radius * size * Math.max(1, family.stretch) * (1 + family.depth);
  const cx = place.x * size,
    cy = place.y * size;
  const cos = Math.cos(place.turn),
    sin = Math.sin(place.turn);
  const main = hsl(family.hue + view.hue, family.saturation * view.saturation, family.light + place.shift);
  const other = hsl(family.hue + view.hue + 0.06, family.saturation * view.saturation, family.light + place.shift + family.second);
  const heart = hsl(family.centreHue + view.hue, 0.8 * view.saturation, 0.45);
  const noiseX = random() * 30,
    noiseY = random() * 30;
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(size, cy + reach + 1); y++) {
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(size, cx + reach + 1); x++) {
      const dx = x - cx,
        dy = y - cy;
      const u = (dx * cos + dy * sin) / (place.radius * size * family.stretch),
        v = (-dx * sin + dy * cos) / (place.radius * size);
      const length = Math.hypot(u, v),
        angle = Math.atan2(v, u);
      const wave = family.folds === 0 ? 0 : Math.abs(Math.cos((family.folds * angle) / 2)) ** family.sharp - 0.5;
      const edge = length / (1 + family.depth * wave);
      if (edge >= 1) continue;
      const mix = family.centre > 0 && length < family.centre ? -1 : innerAt(family, view, edge, angle, u + noiseX, v + noiseY);
      const rim = edge > 0.85 ? (family.rim * (edge - 0.85)) / 0.15 : 0;
      const at = (y * size + x) * 3;
      const alpha = Math.min(1, (1 - edge) * place.radius * size * 0.7);
      for (let c = 0; c < 3; c++) {
        const value = (mix < 0 ? (heart[c] as number) : (main[c] as number) * (1 - mix) + (other[c] as number) * mix) + rim;
        picture[at + c] = (picture[at + c] as number) * (1 - alpha) + value * alpha;
      }
    }
  }
}

function innerAt(family: ShapeFamily, view: View, edge: number, angle: number, u: number, v: number): number {
  switch (family.inner) {
    case 'plain':
      return 0;
    case 'radial':
      return edge;
    case 'rays':
      return 0.5 + 0.5 * Math.cos(angle * Math.round(family.innerScale) * 2);
    case 'rings':
      return 0.5 + 0.5 * Math.cos(edge * family.innerScale * 2);
    case 'speckle':
      return smoothNoise(view.noise, u * family.innerScale, v * family.innerScale) > 0.62 ? 1 : 0;
    case 'veins':
      return Math.max(0, 1 - 8 * Math.abs(smoothNoise(view.noise2, u * family.innerScale * 0.5, v * family.innerScale * 0.5) - 0.5));
  }
}

/** Applies light, contrast, slight blur and noise, as a camera would. */
function developed(picture: Float32Array, size: number, random: Random): Uint8Array {
  const gain = between(random, 0.75, 1.25),
    lift = between(random, -0.08, 0.08),
    slope = between(random, -0.3, 0.3),
    direction = random() * 2 * Math.PI;
  const grain = between(random, 0, 0.06),
    soft = random() < 0.5;
  const bytes = new Uint8Array(picture.length);
  const cos = (Math.cos(direction) * slope) / size,
    sin = (Math.sin(direction) * slope) / size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const light = gain * (1 + cos * (x - size / 2) + sin * (y - size / 2));
      const noise = (random() - 0.5) * grain;
      for (let c = 0; c < 3; c++) {
        const at = (y * size + x) * 3 + c;
        const here = picture[at] as number;
        const value =
          soft && x > 0 && y > 0 ? 0.5 * here + 0.25 * (picture[at - 3] as number) + 0.25 * (picture[at - 3 * size] as number) : here;
        bytes[at] = Math.round(255 * Math.min(1, Math.max(0, value * light + lift + noise)));
      }
    }
  }
  return bytes;
}

function hsl(hue: number, saturation: number, light: number): Colour {
  const s = Math.min(1, Math.max(0, saturation)),
    l = Math.min(0.97, Math.max(0.03, light));
  const spread = s * Math.min(l, 1 - l);
  const channel = (n: number): number => {
    const k = (((n + hue * 12) % 12) + 12) % 12;
    return l - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}
