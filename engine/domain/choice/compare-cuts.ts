import { wilsonInterval, type Interval } from '../statistics/intervals.ts';
import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';

/** Results of a cut point on held-out images: the same images, in the same order, for every cut point compared. */
export interface TriedCut {
  readonly cut: string;
  readonly features: number;
  readonly parameters: number;
  /** In millions, up to the cut point; null if unknown. */
  readonly multiplyAdds: number | null;
  readonly right: readonly boolean[];
}
export interface ComparedCut extends Omit<TriedCut, 'right'> {
  readonly accuracy: Interval;
  readonly tiedWithBest: boolean;
}

/** By work per image, then by number of features. */
function cheaperFirst(a: Pick<TriedCut, 'multiplyAdds' | 'features'>, b: Pick<TriedCut, 'multiplyAdds' | 'features'>): number {
  return (a.multiplyAdds ?? Infinity) === (b.multiplyAdds ?? Infinity)
    ? a.features - b.features
    : (a.multiplyAdds ?? Infinity) - (b.multiplyAdds ?? Infinity);
}

/**
 * Ranks cut points, best first. The best one classifies the most held-out images correctly, the cheapest if several do. A cut point is tied
 * with it if comparePaired cannot tell them apart; the cheapest of the tied ones, the best included, is proposed. The intervals of single
 * cut points treat all images as independent, so they are slightly too narrow where groups are large.
 * @param groups for each held-out image, its group of related images; null for an image in no group
 * @throws RangeError without cut points or images
 */
export function compareCuts(
  tried: readonly TriedCut[],
  groups: readonly (string | null)[],
): { readonly cuts: ComparedCut[]; readonly proposed: string } {
  const ranked = tried.toSorted((a, b) => hits(b) - hits(a) || cheaperFirst(a, b));
  const [best] = ranked;
  if (best === undefined) throw new RangeError('no cuts to compare');
  const cuts = ranked.map(({ right, ...facts }): ComparedCut => ({
    ...facts,
    accuracy: wilsonInterval(right.filter(Boolean).length, right.length),
    tiedWithBest: facts.cut === best.cut || isTied(right, best.right, groups),
  }));
  return { cuts, proposed: cuts.filter(({ tiedWithBest }) => tiedWithBest).toSorted(cheaperFirst)[0]!.cut };
}

const hits = ({ right }: TriedCut): number => right.filter(Boolean).length;

function isTied(right: readonly boolean[], best: readonly boolean[], groups: readonly (string | null)[]): boolean {
  return comparePaired(groups.map((group, at) => ({ a: best[at]!, b: right[at]!, group }))).p >= significant;
}
