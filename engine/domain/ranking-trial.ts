import { pairedDifference } from './mcnemar.ts';
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
 * Whether the first of the ranking is also best when truly trained: more validation images right than any other, or no fewer than the best
 * within the 95 % interval of the paired difference. Tied: another cannot be told apart from the best. The first entry is the predicted one.
 * Throws a RangeError where the images are not the same.
 */
export function judgeTrial(tried: readonly TriedSource[]): TrialVerdict {
  const [predicted, ...others] = tried;
  if (predicted === undefined || others.some(({ right }) => right.length !== predicted.right.length)) throw new RangeError('not the same validation images');
  const hits = ({ right }: TriedSource): number => right.filter(Boolean).length;
  const best = tried.reduce((most, one) => (hits(one) > hits(most) ? one : most));
  const isApart = (one: TriedSource): boolean => pairedDifference(outcomesOf(one, best)).low > 0;
  return {
    predicted: predicted.source, best: best.source, right: best === predicted || !isApart(predicted),
    tied: tried.some((one) => one !== best && !isApart(one)),
  };
}

function outcomesOf(a: TriedSource, b: TriedSource): Parameters<typeof pairedDifference>[0] {
  const count = (inA: boolean, inB: boolean): number => a.right.filter((right, at) => right === inA && b.right[at] === inB).length;
  return { bothRight: count(true, true), onlyA: count(true, false), onlyB: count(false, true), bothWrong: count(false, false) };
}
