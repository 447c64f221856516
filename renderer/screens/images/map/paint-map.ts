import type { Size } from './map-view.ts';

/** Above so many points in the picture, their density is shown instead of each one. */
const mostSinglePoints = 20_000;
/** Side of a cell of the density picture, in pixels. */
const cell = 2;
const radius = 3.5;
const manyPoints = 4000;

export interface MapPicture {
  /** Where each point is, see placesOf. */
  readonly places: Float32Array;
  /** The colour of each point: a place in `colours`, which are #rrggbb. */
  readonly of: Uint16Array;
  readonly colours: readonly string[];
  /** 1 for points shown in their colour; the others are faint. */
  readonly isShown: Uint8Array;
  readonly selected: readonly number[];
  readonly accent: string;
}

/** Paints a map. Returns whether as a density picture. */
export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture, size: Size, pixelRatio: number): boolean {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const visible = pointsIn(picture.places, size);
  const isDense = visible.length > mostSinglePoints;
  if (isDense) paintDensity(context, picture, visible, size);
  else paintPoints(context, picture, visible);
  paintSelected(context, picture, size);
  return isDense;
}

function pointsIn(places: Float32Array, { width, height }: Size): number[] {
  const visible: number[] = [];
  for (let point = 0; 2 * point < places.length; point++) {
    const [x, y] = [places[2 * point]!, places[2 * point + 1]!];
    if (x > -radius && y > -radius && x < width + radius && y < height + radius) visible.push(point);
  }
  return visible;
}

/** Faint points first, then colour by colour: one path each, which is many times faster than one per point. */
function paintPoints(context: CanvasRenderingContext2D, { places, of, colours, isShown }: MapPicture, visible: readonly number[]): void {
  // Small squares are painted several times faster than discs, and look the same.
  const isMany = visible.length > manyPoints;
  const side = radius;
  for (const shown of [0, 1]) {
    context.globalAlpha = shown === 1 ? 0.85 : 0.15;
    const byColour = Map.groupBy(
      visible.filter((point) => isShown[point] === shown),
      (point) => of[point]!,
    );
    for (const [colour, points] of [...byColour].sort((a, b) => a[0] - b[0])) {
      context.fillStyle = colours[colour]!;
      context.beginPath();
      for (const point of points) {
        const [x, y] = [places[2 * point]!, places[2 * point + 1]!];
        if (isMany) context.rect(x - side / 2, y - side / 2, side, side);
        else {
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

function paintSelected(context: CanvasRenderingContext2D, { places, selected, accent }: MapPicture, { width, height }: Size): void {
  context.strokeStyle = accent;
  context.lineWidth = 2;
  context.beginPath();
  for (const point of selected.slice(0, mostSinglePoints)) {
    const [x, y] = [places[2 * point]!, places[2 * point + 1]!];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    context.moveTo(x + radius + 1.5, y);
    context.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
  }
  context.stroke();
}

/** Each cell in the mean colour of its points, the more opaque the more there are, in logarithmic steps. */
function paintDensity(context: CanvasRenderingContext2D, picture: MapPicture, visible: readonly number[], size: Size): void {
  const { places, of, isShown } = picture;
  const [across, down] = [Math.ceil(size.width / cell), Math.ceil(size.height / cell)];
  const sums = new Float32Array(4 * across * down);
  const parts = picture.colours.map(partsOf);
  let most = 1;
  for (const point of visible) {
    const [column, row] = [Math.floor(places[2 * point]! / cell), Math.floor(places[2 * point + 1]! / cell)];
    if (column < 0 || row < 0 || column >= across || row >= down) continue;
    const at = 4 * (row * across + column);
    const weight = isShown[point] === 1 ? 1 : 0.1;
    parts[of[point]!]!.forEach((part, channel) => {
      sums[at + channel]! += weight * part;
    });
    sums[at + 3]! += weight;
    most = Math.max(most, sums[at + 3]!);
  }
  const image = new ImageData(across, down);
  for (let at = 0; at < sums.length; at += 4) {
    const weight = sums[at + 3]!;
    if (weight === 0) continue;
    for (let channel = 0; channel < 3; channel++) image.data[at + channel] = sums[at + channel]! / weight;
    image.data[at + 3] = 255 * (0.3 + 0.7 * (Math.log1p(weight) / Math.log1p(most))) * Math.min(1, weight);
  }
  const cells = new OffscreenCanvas(across, down);
  cells.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, 0, 0, across * cell, down * cell);
}

const partsOf = (colour: string): number[] => [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
