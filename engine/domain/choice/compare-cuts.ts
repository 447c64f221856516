import { wilsonInterval, type Interval } from '../statistics/intervals.ts';
import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';

/** How a cut did on images that were held out: the same images, in the same order, for every cut that is compared. */
export interface TriedCut {
  readonly cut: string;
  readonly features: number;
  readonly parameters: number;
  /** Millions up to the cut; null where unknown. */
  readonly multiplyAdds: number | null;
  readonly right: readonly boolean[];
}
export interface ComparedCut extends Omit<TriedCut, 'right'> { readonly accuracy: Interval; readonly tiedWithBest: boolean }

/** Least work per image first, then fewest features. */
function cheaperFirst(a: Pick<TriedCut, 'multiplyAdds' | 'features'>, b: Pick<TriedCut, 'multiplyAdds' | 'features'>): number {
  return (a.multiplyAdds ?? Infinity) === (b.multiplyAdds ?? Infinity) ? a.features - b.features : (a.multiplyAdds ?? Infinity) - (b.multiplyAdds ?? Infinity);
}

/**
 * Best first. The best names most held-out images right, of equals the cheapest. A cut is tied with it where comparePaired does not tell
 * them apart; the proposal is the cheapest of the tied, the best among them. The intervals of the single cuts count every image as
 * independent, so they are a little too narrow where groups are large.
 * @param groups for each held-out image, what it shares with others; null for one that shares nothing
 * @throws RangeError without a cut or an image
 */
export function compareCuts(tried: readonly TriedCut[], groups: readonly (string | null)[]): { readonly cuts: ComparedCut[]; readonly proposed: string } {
  const ranked = tried.toSorted((a, b) => hits(b) - hits(a) || cheaperFirst(a, b));
  const [best] = ranked;
  if (best === undefined) throw new RangeError('no cuts to compare');
  const cuts = ranked.map(({ right, ...facts }): ComparedCut => ({
    ...facts, accuracy: wilsonInterval(right.filter(Boolean).length, right.length), tiedWithBest: facts.cut === best.cut || isTied(right, best.right, groups),
  }));
  return { cuts, proposed: cuts.filter(({ tiedWithBest }) => tiedWithBest).toSorted(cheaperFirst)[0]!.cut };
}

const hits = ({ right }: TriedCut): number => right.filter(Boolean).length;

function isTied(right: readonly boolean[], best: readonly boolean[], groups: readonly (string | null)[]): boolean {
  return comparePaired(groups.map((group, at) => ({ a: best[at]!, b: right[at]!, group }))).p >= significant;
}
