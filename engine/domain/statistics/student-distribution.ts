/** With more degrees of freedom the distribution equals the normal one to three digits. */
const mostFreedom = 2000;

/**
 * The probability that Student's t is at least as far from 0 as `t`: the two-sided p of a t test. Uses the finite series for integer
 * degrees of freedom (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4). Accurate to about 15
 * decimal places.
 * @param freedom degrees of freedom, an integer of at least 1.
 */
export function studentTails(t: number, freedom: number): number {
  if (!(freedom >= 1 && Number.isInteger(freedom))) throw new RangeError(`not degrees of freedom: ${freedom}`);
  const nu = Math.min(freedom, mostFreedom);
  const angle = Math.atan(Math.abs(t) / Math.sqrt(nu));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = nu % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = nu === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= nu - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.max(0, 1 - inside);
}

/** The two-sided quantile of Student's t: the distance from 0 reached with probability `tails`, by bisection. Infinity for 0. */
export function studentPoint(tails: number, freedom: number): number {
  if (!(tails >= 0 && tails <= 1)) throw new RangeError(`not a share: ${tails}`);
  if (tails === 0) return Infinity;
  // Bisects over the angle, in which the half line is a bounded interval.
  const root = Math.sqrt(Math.min(freedom, mostFreedom));
  let [low, high] = [0, Math.PI / 2];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return root * Math.tan(middle);
    if (studentTails(root * Math.tan(middle), freedom) > tails) low = middle;
    else high = middle;
  }
}
