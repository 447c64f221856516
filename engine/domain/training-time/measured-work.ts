/** Work of a training run that was timed on this computer. */
export interface MeasuredWork {
  /** What it was done with: a source model, or one with its tuned part. Only the same one gives a reliable pace. */
  readonly what: string;
  /** Millions per image. */
  readonly multiplyAdds: number;
  readonly pictures: number;
  readonly seconds: number;
}
/** Seconds per image; a guess if the same work was never timed on this computer. */
export interface ExpectedPace {
  readonly seconds: number;
  readonly isGuess: boolean;
}

/** Seconds to decode an image, whatever the size of the network. */
export const decodingSeconds = 0.004;
/** Seconds per million multiply-adds on an ordinary processor, used until something has been timed. */
const usualSeconds = { reading: 3e-5, tuning: 1e-4 } as const;
/** Number of most recent measurements used; several, because a run may have shared the computer with other programs. */
const newest = 4;

/** Assumed where a model card does not give the multiply-adds: those of a large network. */
export const unstatedMultiplyAdds = 300;

/** Expected time of the source model per image without cached features, including decoding. */
export function readingPace(measured: readonly MeasuredWork[], wanted: Pick<MeasuredWork, 'what' | 'multiplyAdds'>): ExpectedPace {
  const own = ofSame(measured, wanted.what);
  if (own.length > 0) return { seconds: perPicture(own), isGuess: false };
  const computing = measured.length === 0 ? usualSeconds.reading : perMultiplyAdd(measured.slice(-newest), decodingSeconds);
  return { seconds: decodingSeconds + computing * wanted.multiplyAdds, isGuess: true };
}

/** Expected time of tuning steps per image, including the search for the learning rate. */
export function tuningPace(measured: readonly MeasuredWork[], wanted: Pick<MeasuredWork, 'what' | 'multiplyAdds'>): ExpectedPace {
  const own = ofSame(measured, wanted.what);
  if (own.length > 0) return { seconds: perPicture(own), isGuess: false };
  const computing = measured.length === 0 ? usualSeconds.tuning : perMultiplyAdd(measured.slice(-newest), 0);
  return { seconds: computing * wanted.multiplyAdds, isGuess: true };
}

/** The most seconds per million multiply-adds that reading has taken, without decoding; null if nothing has been timed. */
export function slowestReading(measured: readonly MeasuredWork[]): number | null {
  return measured.length === 0 ? null : Math.max(...measured.map((one) => perMultiplyAdd([one], decodingSeconds)));
}

const ofSame = (measured: readonly MeasuredWork[], what: string): MeasuredWork[] =>
  measured.filter((one) => one.what === what).slice(-newest);

/** Weights runs by their number of images: a run on few images is mostly start-up. */
function perPicture(measured: readonly MeasuredWork[]): number {
  return sumOf(measured, ({ seconds }) => seconds) / sumOf(measured, ({ pictures }) => pictures);
}

function perMultiplyAdd(measured: readonly MeasuredWork[], besides: number): number {
  const computing = sumOf(measured, ({ seconds, pictures }) => Math.max(0, seconds - besides * pictures));
  return computing / sumOf(measured, ({ pictures, multiplyAdds }) => pictures * multiplyAdds);
}

const sumOf = (measured: readonly MeasuredWork[], of: (one: MeasuredWork) => number): number =>
  measured.reduce((sum, one) => sum + of(one), 0);
