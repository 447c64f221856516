/** What a try costs, of a network whose work is known. */
export interface Candidate {
  /** Millions for a picture. */
  readonly multiplyAdds: number;
  readonly features: number;
  /** Pictures, of those to train on and to choose by, that it has seen before: their features are kept. */
  readonly known: number;
}

/** How fast this machine is. */
export interface AutoPace {
  /** Seconds for a picture and a million multiply-adds. */
  readonly seeing: number;
  /** Seconds to fit one head on features of length `features`. */
  readonly fitting: number;
  readonly features: number;
}

/** How far automatic mode is, once the plain head is there. */
export interface AutoState {
  readonly budgetSeconds: number;
  readonly usedSeconds: number;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  readonly pace: AutoPace;
  /** Heads on other source models that are not tried yet, in the order in which they should be. */
  readonly others: readonly Candidate[];
  /** What the best head so far stands on; the network that would be compared cut by cut and tuned. */
  readonly best: Candidate;
  /** Whether the cuts of that network are compared already. */
  readonly swept: boolean;
  /** Seconds of each fine-tune that was tried; null where no more can be. */
  readonly tuned: readonly number[] | null;
}

export type AutoStep =
  | { readonly do: 'head'; /** Place in `others`. */ readonly other: number }
  | { readonly do: 'sweep' }
  | { readonly do: 'fine-tune'; /** That it may take until its weights are there. */ readonly seconds: number }
  | { readonly do: 'end'; /** The time did not suffice for all. */ readonly outOfTime: boolean };

/** Until this share of the time new heads, and then the comparison of cuts, may take it while a fine-tune is still to come. */
const shares = { heads: 0.4, sweep: 0.6 } as const;
/** What is begun must be expected to end in time even if it takes this much longer than expected. */
const margin = 1.5;
/** Seconds to decode a picture, and to load a network. */
const decoding = 0.004;
const loading = 1;
/** What a comparison of cuts fits, in heads on the last cut: some ten cuts, once per fold, most of which have few features. */
const sweepFits = 25;
/** Fine-tunes that are tried, and the share of the time left that the first one gets. */
const fineTunes = 2;
const firstShare = 0.6;
/** A fine-tune sees the pictures to train on in some variations up to the tuned blocks, and needs time for its steps. */
const tuningPasses = 6;
const leastSteps = 10;

/**
 * What to try next: heads on other source models, the smaller first as they come; the comparison of the cuts of the best one; a
 * fine-tune of it, and one of more of its blocks; then what had been put off. Nothing is begun that is not expected to end, with the
 * test of the chosen model, within the time.
 */
export function nextStep(state: AutoState): AutoStep {
  const left = timeLeft(state);
  const tuning = state.tuned !== null && state.tuned.length < fineTunes ? tuningSeconds(state, left) : null;
  const before = (share: number): number => (tuning === null ? left : Math.min(left, share * state.budgetSeconds - state.usedSeconds));
  const other = (within: number): number => state.others.findIndex((one) => margin * headSeconds(one, state) <= within);
  const early = other(before(shares.heads));
  if (early >= 0) return { do: 'head', other: early };
  const sweep = margin * sweepSeconds(state);
  if (!state.swept && sweep <= before(shares.sweep)) return { do: 'sweep' };
  if (tuning !== null) return { do: 'fine-tune', seconds: tuning };
  const isUntuned = state.tuned !== null && state.tuned.length < fineTunes;
  return { do: 'end', outOfTime: state.others.length > 0 || !state.swept || isUntuned };
}

/** Seconds until the test of the chosen model must begin. */
export function timeLeft({ budgetSeconds, usedSeconds, images: { test }, pace, best }: AutoState): number {
  return budgetSeconds - usedSeconds - margin * (loading + seeSeconds(best, test, pace) + 2 * pace.fitting);
}

/** Null where too little is left for a fair try. The first leaves time for a second where both are fair. */
function tuningSeconds({ images: { train, validation }, pace, best, tuned }: AutoState, left: number): number | null {
  const least = margin * (loading + leastSteps + seeSeconds(best, tuningPasses * train + 2 * validation, pace));
  const [first] = tuned ?? [];
  if (first !== undefined) return left >= Math.max(least, first / 2) ? left : null;
  if (left < least) return null;
  return (1 - firstShare) * left >= least ? firstShare * left : left;
}

function headSeconds(candidate: Candidate, { images: { train, validation }, pace }: AutoState): number {
  return loading + seeSeconds(candidate, Math.max(0, train + validation - candidate.known), pace) + fitSeconds(candidate.features, pace);
}

/** The features of earlier cuts may not be kept, whatever is of the last. */
function sweepSeconds({ images: { train, validation }, pace, best }: AutoState): number {
  return loading + seeSeconds(best, train + validation, pace) + sweepFits * fitSeconds(best.features, pace);
}

const seeSeconds = ({ multiplyAdds }: Candidate, pictures: number, { seeing }: AutoPace): number => pictures * (decoding + seeing * multiplyAdds);
const fitSeconds = (features: number, pace: AutoPace): number => pace.fitting * Math.max(1, features / pace.features);
