import type { Tuning } from '../../contract/index.ts';
import type { CalibratedScore } from '../head/validation-score.ts';
import type { TrainerState } from './trainer/trainer.ts';

/** Interpolation shares of the tuned weights, as in Wortsman et al., arXiv 2109.01903. */
export const shares = [0, 0.25, 0.5, 0.75, 1] as const;

/** Returns start + share·(tuned - start) for every weight; momenta are left out. */
export function mixed(start: TrainerState, tuned: TrainerState, share: number): TrainerState {
  if (share === 0) return start;
  return new Map(
    [...start].map(([key, from]) => {
      const to = tuned.get(key)!;
      return [key, share === 1 || key.endsWith('/momentum') ? to : from.map((value, at) => value + share * (to[at]! - value))];
    }),
  );
}

/**
 * Chooses the share with the smallest validation loss, among calibrated scores at least as accurate as the start, which has share 0: the
 * plain head wins unless it is beaten. On a tie, the smaller share.
 */
export function chooseShare(scores: readonly { readonly share: number; readonly score: CalibratedScore }[]): {
  readonly share: number;
  readonly score: CalibratedScore;
} {
  const start = scores.find(({ share }) => share === 0)!;
  const allowed = scores.filter(({ score }) => score.accuracy >= start.score.accuracy).toSorted((a, b) => a.share - b.share);
  return allowed.reduce((best, each) => (each.score.loss < best.score.loss ? each : best), start);
}

export const asTried = ({ share, score }: { share: number; score: CalibratedScore }): Tuning['interpolations'][number] => ({
  share,
  validationLoss: score.loss,
  validationAccuracy: score.accuracy,
});
