/** Up to this distance from 0 the series is used, beyond it the continued fraction. */
const tailFrom = 3;
/** Terms of the continued fraction: more than enough for 15 digits beyond `tailFrom`. */
const tailTerms = 60;

/**
 * Cumulative distribution function of the standard normal distribution: by Marsaglia's series near 0 ("Evaluating the Normal
 * Distribution", Journal of Statistical Software 11(4), 2004) and Laplace's continued fraction in the tails.
 */
export function normalShareBelow(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('not a number');
  if (Math.abs(z) > tailFrom) {
    const tail = upperTail(Math.abs(z));
    return z > 0 ? 1 - tail : tail;
  }
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + density(z) * sum;
}

/** Quantile of the standard normal distribution, by bisection; minus and plus infinity for 0 and 1. */
export function normalPoint(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`not a share: ${share}`);
  if (share === 0) return -Infinity;
  if (share === 1) return Infinity;
  let low = -40;
  let high = 40;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (normalShareBelow(middle) < share) low = middle;
    else high = middle;
  }
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

function upperTail(z: number): number {
  if (z === Infinity) return 0;
  let fraction = 0;
  for (let term = tailTerms; term >= 1; term--) fraction = term / (z + fraction);
  return density(z) / (z + fraction);
}
