/** What determines the time it takes to try a network. */
export interface Candidate {
  /** Per image, in millions. */
  readonly multiplyAdds: number;
  readonly features: number;
  /** Number of training and validation images whose features are cached. */
  readonly known: number;
}

/** Speed of this computer. */
export interface AutoPace {
  /** Seconds per image and million multiply-adds. */
  readonly seeing: number;
  /** Seconds to fit one head on features of length `features`. */
  readonly fitting: number;
  readonly features: number;
}

/**
 * What a fine-tune may change besides the head: the last blocks, as many as suit the number of labels; scale and shift of the
 * normalisation in all blocks; or everything. In each case earlier blocks get a lower learning rate.
 */
export type Tuning = 'last-blocks' | 'normalisation' | 'everything';

/** Progress of automatic mode, once the plain head is trained. */
export interface AutoState {
  readonly budgetSeconds: number;
  readonly usedSeconds: number;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  readonly pace: AutoPace;
  /** Heads on other source models still to be tried, in this order. */
  readonly others: readonly Candidate[];
  /** The network under the best head so far, whose cut points would be compared and which would be fine-tuned. */
  readonly best: Candidate;
  /** Whether the cut points of that network have been compared. */
  readonly swept: boolean;
  /** Fine-tunes still to be tried, in this order; empty where none is possible or worthwhile. */
  readonly tunings: readonly Tuning[];
}

export type AutoStep =
  | { readonly do: 'head'; /** Index in `others`. */ readonly other: number }
  | { readonly do: 'sweep' }
  | { readonly do: 'fine-tune'; readonly tuning: Tuning; /** Time limit until its weights are final. */ readonly seconds: number }
  | { readonly do: 'end'; /** Whether the time did not suffice for everything. */ readonly outOfTime: boolean };

/** Shares of the time budget up to which new heads, and then the comparison of cut points, may run while a fine-tune is still to come. */
const shares = { heads: 0.4, sweep: 0.6 } as const;
/** Nothing is started unless it would end in time even at this multiple of its expected duration. */
const margin = 1.5;
/** Seconds to decode an image, and to load a network. */
const decoding = 0.004;
const loading = 1;
/** Cost of comparing cut points, in fits of a head on the last one: about ten cut points, once per fold, most with few features. */
const sweepFits = 25;
/**
 * The cost of a fair attempt, in passes of the whole network over the training images, and the weight by which the remaining time is
 * divided. For the last blocks the frozen part is computed once for a few augmented versions of each image. Where nothing is frozen, each
 * step is a forward and backward pass through the whole network: three passes, or two if no kernel needs its gradient.
 */
const costs: Readonly<Record<Tuning, { readonly passes: number; readonly weight: number }>> = {
  'last-blocks': { passes: 6, weight: 1 },
  normalisation: { passes: 12, weight: 1 },
  everything: { passes: 18, weight: 2 },
};
const leastSteps = 10;

/**
 * Decides what to try next: heads on other source models in their order; comparing the cut points of the best one; fine-tuning it in the
 * given order; then whatever was postponed. Nothing is started that would not end within the time, including the test of the chosen model.
 */
export function nextStep(state: AutoState): AutoStep {
  const left = timeLeft(state);
  const tuning = nextTuning(state, left);
  const before = (share: number): number => (tuning === null ? left : Math.min(left, share * state.budgetSeconds - state.usedSeconds));
  const other = (within: number): number => state.others.findIndex((one) => margin * headSeconds(one, state) <= within);
  const early = other(before(shares.heads));
  if (early >= 0) return { do: 'head', other: early };
  const sweep = margin * sweepSeconds(state);
  if (!state.swept && sweep <= before(shares.sweep)) return { do: 'sweep' };
  if (tuning !== null) return { do: 'fine-tune', ...tuning };
  return { do: 'end', outOfTime: state.others.length > 0 || !state.swept || state.tunings.length > 0 };
}

/** The fine-tunes in the order to try them: if the images differ much from the source's, early blocks have the most to learn. */
export function tuningsFor({ far }: { readonly far: boolean }): Tuning[] {
  return far ? ['everything', 'normalisation', 'last-blocks'] : ['last-blocks', 'everything', 'normalisation'];
}

/** Seconds until the test of the chosen model must begin. */
export function timeLeft({ budgetSeconds, usedSeconds, images: { test }, pace, best }: AutoState): number {
  return budgetSeconds - usedSeconds - margin * (loading + seeSeconds(best, test, pace) + 2 * pace.fitting);
}

/**
 * The first tuning with enough time for a fair attempt, and its share of the time, which it divides with as many of the following tunings
 * as can have a fair attempt too. Null if there is none.
 */
function nextTuning(state: AutoState, left: number): { tuning: Tuning; seconds: number } | null {
  const fair = state.tunings.filter((one) => leastSeconds(one, state) <= left);
  for (let count = fair.length; count > 0; count--) {
    const planned = fair.slice(0, count);
    const weights = planned.reduce((sum, one) => sum + costs[one].weight, 0);
    const given = planned.map((tuning) => ({ tuning, seconds: (costs[tuning].weight / weights) * left }));
    if (given.every(({ tuning, seconds }) => seconds >= leastSeconds(tuning, state))) return given[0]!;
  }
  return null;
}

function leastSeconds(tuning: Tuning, { images: { train, validation }, pace, best }: AutoState): number {
  return margin * (loading + leastSteps + seeSeconds(best, costs[tuning].passes * train + 2 * validation, pace));
}

function headSeconds(candidate: Candidate, { images: { train, validation }, pace }: AutoState): number {
  return loading + seeSeconds(candidate, Math.max(0, train + validation - candidate.known), pace) + fitSeconds(candidate.features, pace);
}

/** Assumes that features of earlier cut points are not cached, even if those of the last one are. */
function sweepSeconds({ images: { train, validation }, pace, best }: AutoState): number {
  return loading + seeSeconds(best, train + validation, pace) + sweepFits * fitSeconds(best.features, pace);
}

const seeSeconds = ({ multiplyAdds }: Candidate, pictures: number, { seeing }: AutoPace): number =>
  pictures * (decoding + seeing * multiplyAdds);
const fitSeconds = (features: number, pace: AutoPace): number => pace.fitting * Math.max(1, features / pace.features);
