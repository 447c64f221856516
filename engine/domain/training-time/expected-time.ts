import { readingPace, tuningPace, type MeasuredWork } from './measured-work.ts';
import { picturesExpected } from './tuning-pictures.ts';

/** What was timed on this computer: the reading of images, the steps of tunings, and all the rest of a training, by its images. */
export interface TimedWork { readonly reading: readonly MeasuredWork[]; readonly fitting: readonly MeasuredWork[]; readonly tuning: readonly MeasuredWork[] }

/** A pass of the source model over images: how many it has still to see, and in how many views each. */
export interface ReadingPass { readonly missing: number; readonly views: number }

export interface PlannedTraining {
  readonly source: { readonly hash: string; readonly multiplyAdds: number };
  readonly passes: readonly ReadingPass[];
  readonly images: { readonly all: number; readonly train: number };
  /** Null where only a head is new. `share`: of the weights up to the cut, which are tuned from the block `from` on. */
  readonly tuning: { readonly method: 'fine-tune' | 'scratch'; readonly from: string; readonly share: number } | null;
  /** Seconds that it may take at most; null where nothing limits it. */
  readonly budgetSeconds: number | null;
}
export interface ExpectedTime {
  readonly low: number;
  readonly high: number;
  /** Of it, for reading images. */
  readonly reading: number;
  /** Something of it was never timed on this computer. */
  readonly isGuess: boolean;
}

/**
 * Seconds until the source model is loaded, where it is not yet. They are not learned: the first time after a start of the computer takes many
 * times as long as each further one.
 */
export const beginningSeconds = 2;
/** Seconds of a training beside that, reading and tuning until one was timed: for all, and for an image. */
const usualFitting = { all: 0.5, image: 0.01 };
/** How far a guess is off. */
const guessed = 2;

/** Under which the steps of a tuning are noted. */
export const tunedPart = (hash: string, { method, from }: Pick<NonNullable<PlannedTraining['tuning']>, 'method' | 'from'>): string => `${hash} ${method === 'scratch' ? method : from}`;
/** Under which all the rest of a training is noted: a network that is tuned takes other preparations than a head. */
export const fittedPart = (isTuned: boolean): string => (isTuned ? 'network' : 'head');

export const picturesToRead = (passes: readonly ReadingPass[]): number => passes.reduce((sum, { missing, views }) => sum + missing * views, 0);

/** How long a training is expected to take, in seconds. */
export function expectedTime({ source, passes, images, tuning, budgetSeconds }: PlannedTraining, timed: TimedWork): ExpectedTime {
  const pictures = picturesToRead(passes);
  const read = readingPace(timed.reading, { what: source.hash, multiplyAdds: source.multiplyAdds });
  const fit = fittingSeconds(timed.fitting, fittedPart(tuning !== null), images.all);
  const steps = tuning === null ? { low: 0, high: 0, isGuess: false } : tuningSeconds(timed.tuning, source, images.train, tuning);
  const most = budgetSeconds ?? Infinity;
  const reading = pictures * read.seconds;
  const isGuess = fit.isGuess || steps.isGuess || (pictures > 0 && read.isGuess);
  const [low, high] = [fit.low + steps.low, fit.high + steps.high].map((seconds) => beginningSeconds + reading + Math.min(most, seconds)) as [number, number];
  return { low: isGuess ? low / guessed : low, high: isGuess ? high * guessed : high, reading, isGuess };
}

/** The middle of what is expected: of a range that is told in factors. */
export const likelySeconds = ({ low, high }: Pick<ExpectedTime, 'low' | 'high'>): number => Math.sqrt(low * high);

/** A part of this work does not grow with the images: with n times as many it takes between the root of n and n times as long. */
function fittingSeconds(measured: readonly MeasuredWork[], part: string, images: number): { low: number; high: number; isGuess: boolean } {
  const own = measured.filter(({ what }) => what === part);
  const distance = ({ pictures }: MeasuredWork): number => Math.abs(Math.log(images / pictures));
  const nearest = (own.length > 0 ? own : measured).reduce<MeasuredWork | null>((best, one) => (best === null || distance(one) <= distance(best) ? one : best), null);
  if (nearest === null) {
    const usual = usualFitting.all + usualFitting.image * images;
    return { low: usual, high: usual, isGuess: true };
  }
  const times = images / nearest.pictures;
  const [one, other] = [times, Math.sqrt(times)].map((factor) => factor * nearest.seconds) as [number, number];
  return { low: Math.min(one, other), high: Math.max(one, other), isGuess: false };
}

function tuningSeconds(
  measured: readonly MeasuredWork[], { hash, multiplyAdds }: PlannedTraining['source'], images: number, tuning: NonNullable<PlannedTraining['tuning']>,
): { low: number; high: number; isGuess: boolean } {
  const pace = tuningPace(measured, { what: tunedPart(hash, tuning), multiplyAdds: multiplyAdds * tuning.share });
  const pictures = picturesExpected(images, tuning.method);
  return { low: pace.seconds * pictures.low, high: pace.seconds * pictures.high, isGuess: pace.isGuess };
}
