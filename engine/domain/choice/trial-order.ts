/** A source model that a ranking put in its place. */
export interface RankedPlace { readonly source: string; readonly tiedWithBest: boolean }

/**
 * The order in which source models are tried: as a ranking put them, those that it could not tell apart from the best one the cheapest
 * first, since any of them may be the best; then those that it does not know, the cheapest first. Without a ranking just that.
 * @param cost of trying it: what is not known yet of the images
 */
export function inTrialOrder<T extends { readonly source: string; readonly cost: number }>(candidates: readonly T[], ranked: readonly RankedPlace[]): T[] {
  const places = new Map(ranked.map(({ source, tiedWithBest }, at) => [source, tiedWithBest ? 0 : at]));
  const placeOf = ({ source }: T): number => places.get(source) ?? ranked.length;
  return candidates.toSorted((a, b) => placeOf(a) - placeOf(b) || a.cost - b.cost);
}
