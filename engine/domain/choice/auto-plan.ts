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

/**
 * What a fine-tune may change besides the head: the last blocks, as many as suit the number of labels; the scales and shifts of
 * normalisation in all blocks; or everything. In each of them earlier blocks learn slower.
 */
export type Tuning = 'last-blocks' | 'normalisation' | 'everything';

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
  /** Fine-tunes that are not tried yet, in the order in which they should be; empty where none can be or none is worth it. */
  readonly tunings: readonly Tuning[];
}

export type AutoStep =
  | { readonly do: 'head'; /** Place in `others`. */ readonly other: number }
  | { readonly do: 'sweep' }
  | { readonly do: 'fine-tune'; readonly tuning: Tuning; /** That it may take until its weights are there. */ readonly seconds: number }
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
/**
 * A fair try, in passes of the whole network over the pictures to train on, and what of the time left a tuning gets beside the others. The last
 * blocks see each picture in some variations, which are computed once; where nothing is frozen each step goes through the whole network,
 * there and back, which costs three passes, or two where no kernel needs its gradient.
 */
const costs: Readonly<Record<Tuning, { readonly passes: number; readonly weight: number }>> = {
  'last-blocks': { passes: 6, weight: 1 }, normalisation: { passes: 12, weight: 1 }, everything: { passes: 18, weight: 2 },
};
const leastSteps = 10;

/**
 * What to try next: heads on other source models as they come; the comparison of the cuts of the best one; fine-tunes of it as they come; then
 * what had been put off. Nothing is begun that is not expected to end, with the test of the chosen model, within the time.
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

/** The fine-tunes in the order in which they should be tried: where the images are far from the source's, early blocks have most to learn. */
export function tuningsFor({ far }: { readonly far: boolean }): Tuning[] {
  return far ? ['everything', 'normalisation', 'last-blocks'] : ['last-blocks', 'everything', 'normalisation'];
}

/** Seconds until the test of the chosen model must begin. */
export function timeLeft({ budgetSeconds, usedSeconds, images: { test }, pace, best }: AutoState): number {
  return budgetSeconds - usedSeconds - margin * (loading + seeSeconds(best, test, pace) + 2 * pace.fitting);
}

/**
 * The first tuning for which enough is left for a fair try, with its share of the time: as many of those behind it as would have a fair try,
 * too, get theirs. Null where there is none.
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

/** The features of earlier cuts may not be kept, whatever is of the last. */
function sweepSeconds({ images: { train, validation }, pace, best }: AutoState): number {
  return loading + seeSeconds(best, train + validation, pace) + sweepFits * fitSeconds(best.features, pace);
}

const seeSeconds = ({ multiplyAdds }: Candidate, pictures: number, { seeing }: AutoPace): number => pictures * (decoding + seeing * multiplyAdds);
const fitSeconds = (features: number, pace: AutoPace): number => pace.fitting * Math.max(1, features / pace.features);
