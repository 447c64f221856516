/** A source model at its place in a ranking. */
export interface RankedPlace {
  readonly source: string;
  readonly tiedWithBest: boolean;
}

/**
 * The order in which to try source models: that of the ranking, except that those tied with the best are sorted by cost, since any of them
 * may be the best; then those not in the ranking, the cheapest first. Without a ranking: the cheapest first.
 * @param cost of trying it, for images without cached features
 */
export function inTrialOrder<T extends { readonly source: string; readonly cost: number }>(
  candidates: readonly T[],
  ranked: readonly RankedPlace[],
): T[] {
  const places = new Map(ranked.map(({ source, tiedWithBest }, at) => [source, tiedWithBest ? 0 : at]));
  const placeOf = ({ source }: T): number => places.get(source) ?? ranked.length;
  return candidates.toSorted((a, b) => placeOf(a) - placeOf(b) || a.cost - b.cost);
}
