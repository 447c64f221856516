/** Share of the steps over which the learning rate rises from 0. */
const warmUp = 0.1;

/**
 * Learning rate of step `step` (from 0) of `steps`: linear warm-up to `peak` over the first tenth, then a half cosine down to 0 (Loshchilov
 * and Hutter, arXiv 1608.03983).
 */
export function rateAt(step: number, steps: number, peak: number): number {
  const rising = Math.max(1, Math.round(warmUp * steps));
  if (step < rising) return (peak * (step + 1)) / rising;
  return (peak / 2) * (1 + Math.cos((Math.PI * (step - rising)) / Math.max(1, steps - rising)));
}
