/**
 * Robust standard deviations above the median from which a value is unusual (Leys et al., "Detecting outliers: Do not use standard deviation
 * around the mean, use absolute deviation around the median", Journal of Experimental Social Psychology 49, 2013). Cosine distances are
 * bounded, so images that do not belong in a set at all are often less than 3 above.
 */
const unusual = 2.5;
/** The median absolute deviation of a normal distribution, in standard deviations. */
const normalDeviation = 0.6745;
/** So much spread of the logarithms is assumed at least: where nearly all images are equally close, small differences mean nothing. */
const leastSpread = 0.1;
/** Distances below it are rounding. */
const leastDistance = 1e-6;
/** Most values listed: whatever the distribution, more are no exceptions. A few may be listed of any number. */
const mostShare = 0.01;
const mostOfAFew = 3;

/**
 * Lists the indices of distances that are unusually large, largest first. Distances are compared by their logarithms, whose distribution
 * has shorter tails. NaN is never unusual.
 */
export function unusuallyFar(distances: Float64Array): number[] {
  const places = [...distances.keys()].filter((at) => !Number.isNaN(distances[at]!));
  const log = (at: number): number => Math.log(Math.max(distances[at]!, leastDistance));
  const logs = Float64Array.from(places, log);
  const middle = median(logs);
  const spread = Math.max(leastSpread, median(logs.map((value) => Math.abs(value - middle))) / normalDeviation);
  return places
    .filter((at) => log(at) > middle + unusual * spread)
    .sort((a, b) => distances[b]! - distances[a]! || a - b)
    .slice(0, Math.max(mostOfAFew, Math.ceil(mostShare * distances.length)));
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
