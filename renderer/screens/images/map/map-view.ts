/** Positions on the map, in its own units: x and y of each point. */
export interface MapPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}
export interface Place {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
/** The point of the map in the middle of the picture, and how many pixels a unit takes. */
export interface MapView extends Place {
  readonly scale: number;
}

const margin = 24;
const mostScale = 1e5;

/** Shows all points. */
export function fitted({ x, y }: MapPoints, { width, height }: Size): MapView {
  const range = (values: readonly number[]): { middle: number; length: number } => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return high < low ? { middle: 0, length: 0 } : { middle: (low + high) / 2, length: high - low };
  };
  const [across, down] = [range(x), range(y)];
  const room = (pixels: number, length: number): number => Math.max(1, pixels - 2 * margin) / (length || 1);
  return { x: across.middle, y: down.middle, scale: Math.min(room(width, across.length), room(height, down.length)) };
}

/** @param by pixels */
export const moved = (view: MapView, by: Place): MapView => ({ ...view, x: view.x - by.x / view.scale, y: view.y - by.y / view.scale });

/** Zooms by a factor; the point of the map at a place of the picture stays there. */
export function zoomed(view: MapView, factor: number, at: Place, size: Size): MapView {
  const scale = Math.min(mostScale, Math.max(1e-3, view.scale * factor));
  const [dx, dy] = [at.x - size.width / 2, at.y - size.height / 2];
  return { scale, x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale };
}

/** Where each point is in the picture: x and y in turn, in pixels. */
export function placesOf({ x, y }: MapPoints, view: MapView, size: Size): Float32Array {
  const places = new Float32Array(2 * x.length);
  for (let point = 0; point < x.length; point++) {
    places[2 * point] = (x[point]! - view.x) * view.scale + size.width / 2;
    places[2 * point + 1] = (y[point]! - view.y) * view.scale + size.height / 2;
  }
  return places;
}

/** The points inside an outline in the picture, by the even-odd rule. */
export function inside(places: Float32Array, outline: readonly Place[]): number[] {
  const found: number[] = [];
  for (let point = 0; 2 * point < places.length; point++)
    if (isInside(places[2 * point]!, places[2 * point + 1]!, outline)) found.push(point);
  return found;
}

function isInside(x: number, y: number, outline: readonly Place[]): boolean {
  let isIn = false;
  outline.forEach((corner, at) => {
    const next = outline[(at + 1) % outline.length]!;
    if (corner.y > y !== next.y > y && x < ((next.x - corner.x) * (y - corner.y)) / (next.y - corner.y) + corner.x) isIn = !isIn;
  });
  return isIn;
}

/** The corners of a rectangle drawn from one place to another. */
export const corners = (from: Place, to: Place): Place[] => [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];

/** The point nearest to a place in the picture, at most `within` pixels away; null if there is none. */
export function nearest(places: Float32Array, at: Place, within: number): number | null {
  let best: number | null = null;
  let least = within ** 2;
  for (let point = 0; 2 * point < places.length; point++) {
    const squared = (places[2 * point]! - at.x) ** 2 + (places[2 * point + 1]! - at.y) ** 2;
    if (squared > least) continue;
    least = squared;
    best = point;
  }
  return best;
}
