import type { ForecastFigures } from './transfer-benefit.ts';
import { bootstrapIntervals, meansOverSeeds, observed, type PairedCounts, type Sample } from '../statistics/two-level-bootstrap.ts';

export interface PowerLaw {
  readonly alpha: number;
  readonly eta: number;
  readonly gamma: number;
}

/** With fewer sizes the exponent cannot be estimated; errors then usually fall with the square root of the number of images. */
const fewestSizesForGamma = 5;
const usualGamma = -0.5;
const fewestSizes = 3;
/** Forecasts end at this multiple of the images available. */
const farthest = 4;
const forecastTarget = 0.95;

/**
 * Fits e(n) = alpha + eta n^gamma to errors by weighted least squares, with alpha in [0, 1], eta >= 0 and gamma in [-1, 0) in steps
 * of 0.02; with fewer than 5 sizes gamma is -1/2 (Hoiem, Gupta, Li and Shlapentokh-Rothman, "Learning Curves for Analysis of Deep
 * Networks", ICML 2021). The individual parameters are unstable: use only the curve.
 */
export function fitPowerLaw(sizes: readonly number[], errors: readonly number[], weights: readonly number[]): PowerLaw {
  const gammas = sizes.length < fewestSizesForGamma ? [usualGamma] : Array.from({ length: 50 }, (_, step) => -(step + 1) / 50);
  let best = { law: { alpha: 0, eta: 0, gamma: usualGamma }, loss: Infinity };
  for (const gamma of gammas) {
    const powers = sizes.map((size) => size ** gamma);
    const law = { ...fitLine(powers, errors, weights), gamma };
    const loss = powers.reduce((sum, power, at) => sum + weights[at]! * (errors[at]! - law.alpha - law.eta * power) ** 2, 0);
    if (loss < best.loss) best = { law, loss };
  }
  return best.law;
}

/** Weighted least squares fit of alpha + eta x with alpha in [0, 1] and eta >= 0. */
function fitLine(x: readonly number[], y: readonly number[], weights: readonly number[]): { alpha: number; eta: number } {
  const sum = (valueOf: (at: number) => number): number => x.reduce((total, _, at) => total + weights[at]! * valueOf(at), 0);
  const all = sum(() => 1);
  const meanX = sum((at) => x[at]!) / all;
  const meanY = sum((at) => y[at]!) / all;
  const spread = sum((at) => (x[at]! - meanX) ** 2);
  const eta = spread > 0 ? Math.max(0, sum((at) => (x[at]! - meanX) * (y[at]! - meanY)) / spread) : 0;
  const alpha = meanY - eta * meanX;
  if (alpha >= 0 && alpha <= 1) return { alpha, eta };
  const bound = alpha < 0 ? 0 : 1;
  return { alpha: bound, eta: Math.max(0, sum((at) => x[at]! * (y[at]! - bound)) / sum((at) => x[at]! ** 2)) };
}

/** The size at which a power law reaches an error; infinity if it never does. */
export function sizeForError({ alpha, eta, gamma }: PowerLaw, error: number): number {
  if (eta === 0) return alpha <= error ? 0 : Infinity;
  return alpha < error ? ((error - alpha) / eta) ** (1 / gamma) : Infinity;
}

/**
 * Forecasts how many more images per class would bring a curve to 95 % accuracy, as an interval by two-level bootstrap over seeds and test
 * images. Bounds beyond four times the images available are null. Returns null for fewer than 3 sizes.
 * @param counts of the curves of one arm, one per size.
 * @param images at each size, divided by the number of classes.
 */
export function forecastImages(counts: PairedCounts, images: readonly number[], seed: number, resamples: number): ForecastFigures | null {
  if (images.length < fewestSizes) return null;
  const have = images.at(-1)!;
  const whole = observed(counts);
  if (errorsOf(whole).at(-1)! <= 1 - forecastTarget) return { target: forecastTarget, reached: true, low: 0, high: 0, beyond: false };
  const weights = weightsOf(whole, counts.groupSizes.length);
  // Capped just beyond the limit, so that the interval is computed from finite numbers.
  const needed = (sample: Sample): number =>
    Math.min(farthest * have + 1, sizeForError(fitPowerLaw(images, errorsOf(sample), weights), 1 - forecastTarget));
  const { low, high } = bootstrapIntervals(counts, (sample) => [needed(sample)], seed, resamples)[0]!;
  const further = (size: number): number | null => (size > farthest * have ? null : Math.max(0, Math.ceil(size - have)));
  return { target: forecastTarget, reached: false, low: further(low), high: further(high), beyond: further(high) === null };
}

function errorsOf(sample: Sample): number[] {
  return meansOverSeeds(sample, (seed) => sample.accuracies.map((seeds) => 1 - seeds[seed]!));
}

/** The inverse variance of each mean error: the variance due to the test images, which all seeds share, plus that due to the seeds. */
function weightsOf({ accuracies }: Sample, groups: number): number[] {
  return accuracies.map((curve) => {
    const seeds = Array.from(curve);
    const mean = seeds.reduce((sum, one) => sum + one, 0) / seeds.length;
    const ofTest = (mean * (1 - mean) + 1 / (groups + 2)) / groups;
    const ofSeeds = seeds.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, seeds.length - 1) / seeds.length;
    return 1 / (ofTest + ofSeeds);
  });
}
