/** Brightness of a picture, 0 to 255, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export interface EdgeBlur {
  /**
   * Blur that the sharpest tenth of the edges stays below, as the standard deviation of a Gaussian in pixels of the view; 0 (sharp, or no edges) to 20.
   */
  readonly blurPx: number;
  /** Number of edge pixels divided by the square root of the number of pixels: about 1 for one line across the picture. */
  readonly edges: number;
}

/** Variances, in pixels squared, of the two smoothings whose gradients are compared: a binomial of five, then four boxes of five. */
const fineVariance = 1;
const coarseVariance = 9;
const boxes = 4;
/** Edges are at least this strong after the coarse smoothing, in levels per pixel: noise and the blocks of JPEG are not. */
const weakestEdge = 1;
/** And at least this share of the strongest edges of the same picture. */
const shareOfStrongest = 0.3;
const strongestShare = 0.005;
const sharpestShare = 0.1;
const widest = 20;
/** Gradients nearer to the border than this depend on pixels that do not exist. */
const borderPx = 4;

/**
 * Estimates how blurred the edges of a picture are: an edge blurred by s has a gradient proportional to 1 / sqrt(s² + t²) after smoothing
 * by t, so the ratio of its gradients after two smoothings yields s, whatever the contrast of the edge. After Zhuo and Sim, "Defocus map
 * estimation from a single image", Pattern Recognition 44(9), 2011. Only the sharpest edges count, since a photograph may well have a
 * blurred background; smooth areas have no edges and do not count at all.
 */
export function edgeBlur(luma: Plane): EdgeBlur {
  const { width, height } = luma;
  const finePlane = smoothed(luma, binomial);
  const fine = gradient(finePlane);
  const coarse = gradient(smoothed(finePlane, box, boxes));
  const weakest = Math.max(weakestEdge, shareOfStrongest * strongest(coarse.strength));
  const blurs: number[] = [];
  for (let y = borderPx; y < height - borderPx; y++) {
    for (let x = borderPx; x < width - borderPx; x++) {
      const at = y * width + x;
      if (coarse.strength[at]! < weakest) continue;
      const strength = fine.strength[at]!;
      const across = fine.isUpright[at] === 1 ? 1 : width;
      if (strength < fine.strength[at - across]! || strength < fine.strength[at + across]!) continue;
      blurs.push(blurOf(strength / coarse.strength[at]!));
    }
  }
  blurs.sort((one, other) => one - other);
  return { blurPx: blurs[Math.floor(sharpestShare * blurs.length)] ?? 0, edges: blurs.length / Math.sqrt(width * height) };
}

function blurOf(ratio: number): number {
  const squared = ratio * ratio;
  if (squared <= 1) return widest;
  return Math.min(widest, Math.sqrt(Math.max(0, (coarseVariance - squared * fineVariance) / (squared - 1))));
}

function gradient({ width, height, values }: Plane): { strength: Float32Array; isUpright: Uint8Array } {
  const strength = new Float32Array(values.length);
  const isUpright = new Uint8Array(values.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const dx = (values[at + 1]! - values[at - 1]!) / 2;
      const dy = (values[at + width]! - values[at - width]!) / 2;
      strength[at] = Math.sqrt(dx * dx + dy * dy);
      if (Math.abs(dx) > Math.abs(dy)) isUpright[at] = 1;
    }
  }
  return { strength, isUpright };
}

/** The strength that only the strongest half percent of all pixels exceed, to a sixteenth of a level. */
function strongest(strength: Float32Array): number {
  const counts = new Uint32Array(256 * 16);
  for (const value of strength) counts[Math.min(counts.length - 1, Math.floor(value * 16))]! += 1;
  let left = strongestShare * strength.length;
  let bin = counts.length - 1;
  while (bin > 0 && (left -= counts[bin]!) > 0) bin--;
  return bin / 16;
}

/** Weights of a pixel, of its neighbours and of those beyond: variances of 1 and 2 pixels squared. */
const binomial = [6 / 16, 4 / 16, 1 / 16] as const;
const box = [0.2, 0.2, 0.2] as const;

function smoothed(plane: Plane, weights: readonly [number, number, number], times = 1): Plane {
  return linesSmoothed(linesSmoothed(plane, weights, times), weights, times);
}

/** Smooths along the rows, and exchanges rows and columns: memory is then read in order both times. */
function linesSmoothed({ width, height, values }: Plane, weights: readonly [number, number, number], times: number): Plane {
  const turned = new Float32Array(values.length);
  const line = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    line.set(values.subarray(y * width, (y + 1) * width));
    for (let time = 0; time < times; time++) smoothLine(line, weights);
    for (let x = 0; x < width; x++) turned[x * height + y] = line[x]!;
  }
  return { width: height, height: width, values: turned };
}

/** In place; beyond its ends the line goes on with its last values. */
function smoothLine(line: Float32Array, [middle, near, far]: readonly [number, number, number]): void {
  const last = line.length - 1;
  let two = line[0]!;
  let one = two;
  let here = two;
  let next = line[Math.min(1, last)]!;
  for (let place = 0; place <= last; place++) {
    const afterNext = line[Math.min(place + 2, last)]!;
    line[place] = middle * here + near * (one + next) + far * (two + afterNext);
    two = one;
    one = here;
    here = next;
    next = afterNext;
  }
}
