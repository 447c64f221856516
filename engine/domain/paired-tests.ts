import { seededRandom } from './random.ts';

/** With so many pairs or fewer, all ways to flip their signs are counted; with more, so many are drawn. */
const exactUpTo = 12;
const drawn = 20_000;

/**
 * With fewer pairs the two-sided sign-flip test cannot come below 0.05, whatever the differences: its least p is 2 / 2^pairs.
 */
export const fewestPairs = 6;
export const significant = 0.05;

/**
 * Two-sided p of the sign-flip test (Fisher, "The Design of Experiments", 1935, section 21): how often the mean of the differences is
 * at least as far from 0 when the sign of each is a matter of chance. Exact for up to 12 differences, else by 20,000 seeded draws
 * with the observed signs among them (Phipson and Smyth, "Permutation P-values Should Never Be Zero", Statistical Applications in
 * Genetics and Molecular Biology 9(1), 2010). 1 without differences.
 */
export function signFlipTest(differences: readonly number[], seed: number): number {
  const size = differences.reduce((sum, one) => sum + Math.abs(one), 0);
  if (size === 0) return 1;
  // Sums of the same numbers in other orders differ by rounding.
  const observed = Math.abs(differences.reduce((sum, one) => sum + one, 0)) - size * 1e-12;
  const isAsFar = (isFlipped: (at: number) => boolean): boolean =>
    Math.abs(differences.reduce((sum, one, at) => sum + (isFlipped(at) ? -one : one), 0)) >= observed;
  if (differences.length <= exactUpTo) {
    const ways = 2 ** differences.length;
    let asFar = 0;
    for (let signs = 0; signs < ways; signs++) if (isAsFar((at) => ((signs >> at) & 1) === 1)) asFar += 1;
    return asFar / ways;
  }
  const random = seededRandom(seed);
  let asFar = 1;
  for (let draw = 0; draw < drawn; draw++) if (isAsFar(() => random() < 0.5)) asFar += 1;
  return asFar / (drawn + 1);
}
