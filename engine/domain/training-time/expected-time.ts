import { readingPace, tuningPace, type MeasuredWork } from './measured-work.ts';
import { picturesExpected } from './tuning-pictures.ts';

/** Work timed on this computer: reading images, tuning steps, and everything else in a training run, by its number of images. */
export interface TimedWork {
  readonly reading: readonly MeasuredWork[];
  readonly fitting: readonly MeasuredWork[];
  readonly tuning: readonly MeasuredWork[];
}

/** A pass of the source model over images: how many have no cached features yet, and the number of views of each. */
export interface ReadingPass {
  readonly missing: number;
  readonly views: number;
}

export interface PlannedTraining {
  readonly source: { readonly hash: string; readonly multiplyAdds: number };
  readonly passes: readonly ReadingPass[];
  readonly images: { readonly all: number; readonly train: number };
  /** Null if only a head is trained. `share`: of the weights up to the cut point, those tuned from the block `from` on. */
  readonly tuning: { readonly method: 'fine-tune' | 'scratch'; readonly from: string; readonly share: number } | null;
  /** Time limit in seconds; null for none. */
  readonly budgetSeconds: number | null;
}
export interface ExpectedTime {
  readonly low: number;
  readonly high: number;
  /** The part spent on reading images. */
  readonly reading: number;
  /** Whether some of it was never timed on this computer. */
  readonly isGuess: boolean;
}

/**
 * Seconds to load a source model that is not loaded yet. Not learned from measurements: the first time after the computer starts takes many
 * times as long as later ones.
 */
export const beginningSeconds = 2;
/** Seconds for everything in a run but loading, reading and tuning, until it has been timed: per run and per image. */
const usualFitting = { all: 0.5, image: 0.01 };
/** Factor by which a guess may be off. */
const guessed = 2;

/** The key under which tuning steps are recorded. */
export const tunedPart = (hash: string, { method, from }: Pick<NonNullable<PlannedTraining['tuning']>, 'method' | 'from'>): string =>
  `${hash} ${method === 'scratch' ? method : from}`;
/** The key under which the rest of a run is recorded: a tuned network needs other preparations than a head. */
export const fittedPart = (isTuned: boolean): string => (isTuned ? 'network' : 'head');

export const picturesToRead = (passes: readonly ReadingPass[]): number =>
  passes.reduce((sum, { missing, views }) => sum + missing * views, 0);

/** The expected duration of a training run, in seconds. */
export function expectedTime({ source, passes, images, tuning, budgetSeconds }: PlannedTraining, timed: TimedWork): ExpectedTime {
  const pictures = picturesToRead(passes);
  const read = readingPace(timed.reading, { what: source.hash, multiplyAdds: source.multiplyAdds });
  const fit = fittingSeconds(timed.fitting, fittedPart(tuning !== null), images.all);
  const steps = tuning === null ? { low: 0, high: 0, isGuess: false } : tuningSeconds(timed.tuning, source, images.train, tuning);
  const most = budgetSeconds ?? Infinity;
  const reading = pictures * read.seconds;
  const isGuess = fit.isGuess || steps.isGuess || (pictures > 0 && read.isGuess);
  const [low, high] = [fit.low + steps.low, fit.high + steps.high].map(
    (seconds) => beginningSeconds + reading + Math.min(most, seconds),
  ) as [number, number];
  return { low: isGuess ? low / guessed : low, high: isGuess ? high * guessed : high, reading, isGuess };
}

/** The geometric mean of the expected range, whose ends are given by factors. */
export const likelySeconds = ({ low, high }: Pick<ExpectedTime, 'low' | 'high'>): number => Math.sqrt(low * high);

/** Part of this work does not grow with the images: n times as many take between the square root of n and n times as long. */
function fittingSeconds(measured: readonly MeasuredWork[], part: string, images: number): { low: number; high: number; isGuess: boolean } {
  const own = measured.filter(({ what }) => what === part);
  const distance = ({ pictures }: MeasuredWork): number => Math.abs(Math.log(images / pictures));
  const nearest = (own.length > 0 ? own : measured).reduce<MeasuredWork | null>(
    (best, one) => (best === null || distance(one) <= distance(best) ? one : best),
    null,
  );
  if (nearest === null) {
    const usual = usualFitting.all + usualFitting.image * images;
    return { low: usual, high: usual, isGuess: true };
  }
  const times = images / nearest.pictures;
  const [one, other] = [times, Math.sqrt(times)].map((factor) => factor * nearest.seconds) as [number, number];
  return { low: Math.min(one, other), high: Math.max(one, other), isGuess: false };
}

function tuningSeconds(
  measured: readonly MeasuredWork[],
  { hash, multiplyAdds }: PlannedTraining['source'],
  images: number,
  tuning: NonNullable<PlannedTraining['tuning']>,
): { low: number; high: number; isGuess: boolean } {
  const pace = tuningPace(measured, { what: tunedPart(hash, tuning), multiplyAdds: multiplyAdds * tuning.share });
  const pictures = picturesExpected(images, tuning.method);
  return { low: pace.seconds * pictures.low, high: pace.seconds * pictures.high, isGuess: pace.isGuess };
}
