import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';
import { sizeOf, type CandidateFacts } from './ranking-data.ts';

/**
 * Chooses the candidates that are actually trained: the first `top` of the ranking, where the largest general one takes the last place if
 * it is not among them. Neither rankings nor model size alone find the best source everywhere; together they miss it less often (Renggli
 * et al., "Which Model to Transfer?", arXiv 2010.06402). Without a general candidate: just the first `top`.
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
  /** Whether its prediction is right, for each validation image; the same images for all sources. */
  readonly right: readonly boolean[];
}
export interface TrialVerdict {
  readonly predicted: string;
  readonly best: string;
  readonly right: boolean;
  readonly tied: boolean;
}

/**
 * Checks whether the first of the ranking (the first entry) is also the best when actually trained: it has the most correct validation
 * images, or comparePaired cannot tell it from the best. `tied`: another source cannot be told from the best.
 * @param groups for each validation image, its group of related images; null for an image that is in none
 * @throws RangeError if the sources were not scored on the same images
 */
export function judgeTrial(tried: readonly TriedSource[], groups: readonly (string | null)[]): TrialVerdict {
  const [predicted] = tried;
  if (predicted === undefined || tried.some(({ right }) => right.length !== groups.length))
    throw new RangeError('not the same validation images');
  const hits = ({ right }: TriedSource): number => right.filter(Boolean).length;
  const best = tried.reduce((most, one) => (hits(one) > hits(most) ? one : most));
  const isApart = (one: TriedSource): boolean =>
    comparePaired(groups.map((group, at) => ({ a: one.right[at]!, b: best.right[at]!, group }))).p < significant;
  return {
    predicted: predicted.source,
    best: best.source,
    right: best === predicted || !isApart(predicted),
    tied: tried.some((one) => one !== best && !isApart(one)),
  };
}
