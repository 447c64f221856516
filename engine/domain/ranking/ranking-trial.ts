import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';
import { sizeOf, type CandidateFacts } from './ranking-data.ts';

/**
 * Which candidates are truly trained: the first of the ranking, and in the last place, where it is not among them, the largest general one.
 * Neither rankings nor the size of a model alone find the best everywhere; together they miss it less often (Renggli et al., "Which
 * Model to Transfer?", arXiv 2010.06402). Without a general one: the first alone.
 */
export function candidatesToTry<C extends CandidateFacts>(ranked: readonly C[], isGeneral: (candidate: C) => boolean, top: number): C[] {
  const first = ranked.slice(0, top);
  const general = ranked.filter(isGeneral);
  const largest = general.reduce<C | undefined>((most, one) => (most === undefined || sizeOf(one) > sizeOf(most) ? one : most), undefined);
  if (largest === undefined || first.includes(largest)) return first;
  return [...first.slice(0, Math.max(1, top - 1)), largest];
}

export interface TriedSource {
  readonly source: string;
  /** Whether it was right, for each validation image; the same images in all. */
  readonly right: readonly boolean[];
}
export interface TrialVerdict { readonly predicted: string; readonly best: string; readonly right: boolean; readonly tied: boolean }

/**
 * Whether the first of the ranking is also best when truly trained: more validation images right than any other, or not told apart from the
 * best by comparePaired. Tied: another cannot be told apart from the best. The first entry is the predicted one.
 * @param groups for each validation image, what it shares with others; null for one that shares nothing
 * @throws RangeError where the images are not the same
 */
export function judgeTrial(tried: readonly TriedSource[], groups: readonly (string | null)[]): TrialVerdict {
  const [predicted] = tried;
  if (predicted === undefined || tried.some(({ right }) => right.length !== groups.length)) throw new RangeError('not the same validation images');
  const hits = ({ right }: TriedSource): number => right.filter(Boolean).length;
  const best = tried.reduce((most, one) => (hits(one) > hits(most) ? one : most));
  const isApart = (one: TriedSource): boolean =>
    comparePaired(groups.map((group, at) => ({ a: one.right[at]!, b: best.right[at]!, group }))).p < significant;
  return {
    predicted: predicted.source, best: best.source, right: best === predicted || !isApart(predicted),
    tied: tried.some((one) => one !== best && !isApart(one)),
  };
}
