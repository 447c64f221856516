/** Brightness of a picture, 0 to 255, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export interface EdgeBlur {
  /**
   * Blur of the sharpest quarter of the edges, as the standard deviation of a Gaussian in pixels of the view; 0 (sharp, or no edges) to 20.
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
const sharpestShare = 0.25;
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
  const fine = gradient(binomial(luma));
  let coarsePlane = fine.plane;
  for (let box = 0; box < boxes; box++) coarsePlane = boxed(coarsePlane);
  const coarse = gradient(coarsePlane);
  const weakest = Math.max(weakestEdge, shareOfStrongest * strongest(coarse.strength));
  const blurs: number[] = [];
  for (let y = borderPx; y < height - borderPx; y++) {
    for (let x = borderPx; x < width - borderPx; x++) {
      const at = y * width + x;
      if (coarse.strength[at]! < weakest) continue;
      const [strength, across] = [fine.strength[at]!, fine.isUpright[at] === 1 ? 1 : width];
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

function gradient(plane: Plane): { plane: Plane; strength: Float32Array; isUpright: Uint8Array } {
  const { width, height, values } = plane;
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
  return { plane, strength, isUpright };
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

/** Smooths by the weights 1 4 6 4 1 in both directions; beyond the border the last pixel is repeated. */
function binomial(plane: Plane): Plane {
  return bothWays(plane, (from, to, { start, step, count }) => {
    const value = (place: number): number => from[start + step * Math.min(count - 1, Math.max(0, place))]!;
    let [a, b, c, d] = [value(0), value(0), value(0), value(1)];
    for (let place = 0; place < count; place++) {
      const e = value(place + 2);
      to[start + step * place] = (a + e + 4 * (b + d) + 6 * c) / 16;
      [a, b, c, d] = [b, c, d, e];
    }
  });
}

/** Averages five pixels in both directions. */
function boxed(plane: Plane): Plane {
  return bothWays(plane, (from, to, { start, step, count }) => {
    const value = (place: number): number => from[start + step * Math.min(count - 1, Math.max(0, place))]!;
    let sum = 3 * value(0) + value(1) + value(2);
    for (let place = 0; place < count; place++) {
      to[start + step * place] = sum / 5;
      sum += value(place + 3) - value(place - 2);
    }
  });
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

function bothWays({ width, height, values }: Plane, smooth: (from: Float32Array, to: Float32Array, line: Line) => void): Plane {
  const across = new Float32Array(values.length);
  const both = new Float32Array(values.length);
  for (let y = 0; y < height; y++) smooth(values, across, { start: y * width, step: 1, count: width });
  for (let x = 0; x < width; x++) smooth(across, both, { start: x, step: width, count: height });
  return { width, height, values: both };
}
