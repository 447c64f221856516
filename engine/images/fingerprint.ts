import { luma601 } from '../domain/luma.ts';
import type { Raster } from '../domain/raster.ts';

const side = 32;
const kept = 8;

/** cosines[u][x] = cos((2x + 1) u π / 64), the kernel of the DCT-II for 32 samples; only the 8 lowest frequencies are needed. */
const cosines = Array.from({ length: kept }, (_, u) =>
  Float64Array.from({ length: side }, (__, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side))),
);

/**
 * Computes a 64-bit perceptual hash as 16 hexadecimal digits: luma averaged to 32 x 32, its DCT, one bit for each of the 8 x 8 lowest
 * frequencies, set if it is above their median (taken without the constant term). Equal or close (few differing bits) for pictures that
 * look alike after resizing or recompression. Source: Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010.
 */
export function fingerprint(raster: Raster): string {
  const coefficients = lowFrequencies(averagedLuma(raster));
  const sorted = Float64Array.from(coefficients.subarray(1)).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  let bits = 0n;
  for (const value of coefficients) bits = (bits << 1n) | (value > median ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

/** 32 x 32 means of luma (Rec. 601); each pixel counts in the cell that contains it, and small pictures are repeated to fill the cells. */
function averagedLuma({ width, height, pixels }: Raster): Float64Array {
  const cells = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    const top = Math.floor((row * height) / side);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / side));
    for (let column = 0; column < side; column++) {
      const left = Math.floor((column * width) / side);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / side));
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) {
          sum += luma601(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
        }
      }
      cells[row * side + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return cells;
}

function lowFrequencies(cells: Float64Array): Float64Array {
  const rows = new Float64Array(side * kept);
  for (let y = 0; y < side; y++) {
    for (let u = 0; u < kept; u++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (cells[y * side + x] ?? 0) * (cosines[u]?.[x] ?? 0);
      rows[y * kept + u] = sum;
    }
  }
  const result = new Float64Array(kept * kept);
  for (let v = 0; v < kept; v++) {
    for (let u = 0; u < kept; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += (rows[y * kept + u] ?? 0) * (cosines[v]?.[y] ?? 0);
      result[v * kept + u] = sum;
    }
  }
  return result;
}
