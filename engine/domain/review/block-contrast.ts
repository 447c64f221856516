import type { Plane } from './edge-blur.ts';

interface BlockContrast {
  /** Difference between the brightest and the darkest block, in levels. */
  readonly range: number;
  /** The same after subtracting the best-fitting quadratic surface, which is what uneven lighting looks like. */
  readonly structure: number;
  /** Median standard deviation within a block, in levels: noise, if the picture shows nothing else. */
  readonly noise: number;
}

/** Large enough to average noise out, small enough for a cell in a photograph. */
const blockSide = 8;

/** Compares the means of blocks of 8 x 8 pixels, or smaller ones in a picture that would have fewer than four along a side. */
export function blockContrast(luma: Plane): BlockContrast {
  const { means, deviations, columns, rows } = blocksOf(luma);
  const rest = withoutSurface(means, columns, rows);
  return { range: rangeOf(means), structure: rangeOf(rest), noise: deviations.sort()[deviations.length >> 1]! };
}

/** Mean of the brightest block. */
export const brightestBlock = (plane: Plane): number => blocksOf(plane).means.reduce((most, mean) => Math.max(most, mean), 0);

function blocksOf({ width, height, values }: Plane): { means: Float32Array; deviations: Float32Array; columns: number; rows: number } {
  const side = Math.max(1, Math.min(blockSide, Math.floor(Math.min(width, height) / 4)));
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  const means = new Float32Array(columns * rows);
  const deviations = new Float32Array(columns * rows);
  for (let block = 0; block < means.length; block++) {
    const first = Math.floor(block / columns) * side * width + (block % columns) * side;
    let [sum, squares] = [0, 0];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = values[first + y * width + x]!;
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / (side * side);
    means[block] = mean;
    deviations[block] = Math.sqrt(Math.max(0, squares / (side * side) - mean * mean));
  }
  return { means, deviations, columns, rows };
}

function rangeOf(values: Float32Array): number {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

/** Subtracts the least-squares surface 1, x, y, xy, x², y²: on a grid these polynomials can be made orthogonal, so each is fitted alone. */
function withoutSurface(values: Float32Array, columns: number, rows: number): Float32Array {
  const rest = values.slice();
  const [across, down] = [polynomials(columns), polynomials(rows)];
  for (const [i, j] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [2, 0],
    [0, 2],
  ] as const) {
    let [product, square] = [0, 0];
    const at = (index: number): number => across[i]![index % columns]! * down[j]![Math.floor(index / columns)]!;
    values.forEach((value, index) => {
      product += value * at(index);
      square += at(index) ** 2;
    });
    if (square === 0) continue;
    for (let index = 0; index < rest.length; index++) rest[index]! -= (product / square) * at(index);
  }
  return rest;
}

/** Orthogonal polynomials of degree 0, 1 and 2 at `count` even places; zero where there are too few places. */
function polynomials(count: number): readonly Float64Array[] {
  const line = Float64Array.from({ length: count }, (_, place) => (count === 1 ? 0 : (2 * place) / (count - 1) - 1));
  const meanSquare = line.reduce((sum, value) => sum + value * value, 0) / count;
  return [new Float64Array(count).fill(1), line, line.map((value) => (count < 3 ? 0 : value * value - meanSquare))];
}
