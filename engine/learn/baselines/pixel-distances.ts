import { brightnessLength, colourLength, pixelPlanes, type PixelPlanes } from './pixel-planes.ts';

/**
 * How two pictures are compared: by brightness pixel by pixel, by brightness after normalising each picture to the same mean and contrast,
 * or by brightness and colour. With `mirrored`, a picture also resembles the mirror images of those it resembles.
 */
export interface PixelView {
  readonly by: 'brightness' | 'contrast' | 'colour';
  readonly mirrored: boolean;
}

export const pixelViews: readonly PixelView[] = (['colour', 'brightness', 'contrast'] as const).flatMap((by) => [
  { by, mirrored: false },
  { by, mirrored: true },
]);

/** Pictures with a smaller standard deviation of brightness (0 to 1) are treated as uniform, so that noise is not amplified. */
const leastDeviation = 0.01;

/** Inner products of pictures with others and with their mirror images, from which the distances of every view are derived. */
export class PixelDistances {
  readonly #left: Norms;
  readonly #right: Norms;
  readonly #plain: Products;
  readonly #mirrored: Products | null;

  /**
   * Compares the pictures `left` and `right`, count x 3072 bytes each. Products with mirror images are computed only if `withMirrored`.
   * Passing the same array twice takes half the time.
   */
  constructor(left: Uint8Array, right: Uint8Array, withMirrored: boolean) {
    const [one, other] = [pixelPlanes(left, false), left === right ? null : pixelPlanes(right, false)];
    this.#left = normsOf(one);
    this.#right = other === null ? this.#left : normsOf(other);
    this.#plain = productsOf(one, other ?? one, other === null);
    // ⟨x, mirror y⟩ = ⟨mirror x, y⟩, so this matrix is symmetric too.
    this.#mirrored = withMirrored ? productsOf(one, pixelPlanes(right, true), other === null) : null;
  }

  /** Squared distances, left x right, row-major; followed by a second matrix for the mirror images if the view has them. */
  of({ by, mirrored }: PixelView): Float64Array[] {
    if (mirrored && this.#mirrored === null) throw new RangeError('no products with mirror images were asked for');
    return (mirrored ? [this.#plain, this.#mirrored!] : [this.#plain]).map((products) => this.#squared(products, by));
  }

  #squared({ brightness, colour }: Products, by: PixelView['by']): Float64Array {
    const [left, right] = [this.#left, this.#right];
    const columns = right.mean.length;
    const squared = new Float64Array(brightness.length);
    for (let at = 0; at < squared.length; at++) {
      const [i, j] = [Math.floor(at / columns), at % columns];
      if (by === 'contrast') {
        const shared = brightness[at]! - brightnessLength * left.mean[i]! * right.mean[j]!;
        squared[at] = Math.max(0, left.contrast[i]! + right.contrast[j]! - (2 * shared) / (left.length[i]! * right.length[j]!));
      } else {
        const ofBrightness = left.brightness[i]! + right.brightness[j]! - 2 * brightness[at]!;
        squared[at] = Math.max(0, by === 'brightness' ? ofBrightness : ofBrightness + left.colour[i]! + right.colour[j]! - 2 * colour[at]!);
      }
    }
    return squared;
  }
}

interface Products {
  readonly brightness: Float64Array;
  readonly colour: Float64Array;
}
/** Squared norms of brightness, colour and contrast; mean brightness; `length`: norm about the mean, which normalises the contrast. */
interface Norms {
  readonly brightness: Float64Array;
  readonly colour: Float64Array;
  readonly mean: Float64Array;
  readonly length: Float64Array;
  readonly contrast: Float64Array;
}

function normsOf({ count, brightness, colour }: PixelPlanes): Norms {
  const each = (work: (picture: number) => number): Float64Array => Float64Array.from({ length: count }, (_, picture) => work(picture));
  const ofBrightness = each((picture) => squares(brightness, picture, brightnessLength));
  const mean = each(
    (picture) =>
      brightness.subarray(picture * brightnessLength, (picture + 1) * brightnessLength).reduce((sum, value) => sum + value, 0)
      / brightnessLength,
  );
  const about = each((picture) => Math.sqrt(Math.max(0, ofBrightness[picture]! - brightnessLength * mean[picture]! ** 2)));
  const length = about.map((own) => Math.max(own, leastDeviation * Math.sqrt(brightnessLength)));
  return {
    brightness: ofBrightness,
    colour: each((picture) => squares(colour, picture, colourLength)),
    mean,
    length,
    contrast: about.map((own, picture) => (own / length[picture]!) ** 2),
  };
}

function squares(values: Float32Array, row: number, width: number): number {
  let sum = 0;
  for (let at = row * width; at < (row + 1) * width; at++) sum += values[at]! ** 2;
  return sum;
}

const productsOf = (left: PixelPlanes, right: PixelPlanes, isSymmetric: boolean): Products => ({
  brightness: rowProducts(left.brightness, right.brightness, brightnessLength, isSymmetric),
  colour: rowProducts(left.colour, right.colour, colourLength, isSymmetric),
});

/** Computes left · rightᵀ for rows of this width, four columns at a time to save reads; only half of a symmetric result is computed. */
function rowProducts(left: Float32Array, right: Float32Array, width: number, isSymmetric: boolean): Float64Array {
  const [rows, columns] = [left.length / width, right.length / width];
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const end = isSymmetric ? row + 1 : columns;
    const from = row * width;
    let column = 0;
    for (; column + 4 <= end; column += 4) {
      const first = column * width;
      const second = first + width;
      const third = second + width;
      const fourth = third + width;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let at = 0; at < width; at++) {
        const value = left[from + at]!;
        a += value * right[first + at]!;
        b += value * right[second + at]!;
        c += value * right[third + at]!;
        d += value * right[fourth + at]!;
      }
      const to = row * columns + column;
      result[to] = a;
      result[to + 1] = b;
      result[to + 2] = c;
      result[to + 3] = d;
    }
    for (; column < end; column++) {
      let sum = 0;
      for (let at = 0; at < width; at++) sum += left[from + at]! * right[column * width + at]!;
      result[row * columns + column] = sum;
    }
    if (isSymmetric) for (column = 0; column < row; column++) result[column * columns + row] = result[row * columns + column]!;
  }
  return result;
}
