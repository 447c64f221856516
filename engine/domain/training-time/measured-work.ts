/** Work of a training that was timed on this computer. */
export interface MeasuredWork {
  /** What it was done with: only the same tells the pace for sure. A source model, or one and the part of it that was tuned. */
  readonly what: string;
  /** Millions that a picture takes. */
  readonly multiplyAdds: number;
  readonly pictures: number;
  readonly seconds: number;
}
/** Seconds for a picture; a guess where the same was never timed here. */
export interface ExpectedPace { readonly seconds: number; readonly isGuess: boolean }

/** Seconds to decode a picture, which a network of any size waits for. */
export const decodingSeconds = 0.004;
/** Seconds for a million multiply-adds until anything was timed: those of an ordinary processor. */
const usualSeconds = { reading: 3e-5, tuning: 1e-4 } as const;
/** What was timed last tells most; some of it, for one training may have run beside other programs. */
const newest = 4;

/** Where a card does not say how much a network computes, it is taken for a large one. */
export const unstatedMultiplyAdds = 300;

/** How long the source model takes for a picture that it has not seen, decoding included. */
export function readingPace(measured: readonly MeasuredWork[], wanted: Pick<MeasuredWork, 'what' | 'multiplyAdds'>): ExpectedPace {
  const own = ofSame(measured, wanted.what);
  if (own.length > 0) return { seconds: perPicture(own), isGuess: false };
  const computing = measured.length === 0 ? usualSeconds.reading : perMultiplyAdd(measured.slice(-newest), decodingSeconds);
  return { seconds: decodingSeconds + computing * wanted.multiplyAdds, isGuess: true };
}

/** How long the steps of a tuning take for a picture, those of the search for the learning rate included. */
export function tuningPace(measured: readonly MeasuredWork[], wanted: Pick<MeasuredWork, 'what' | 'multiplyAdds'>): ExpectedPace {
  const own = ofSame(measured, wanted.what);
  if (own.length > 0) return { seconds: perPicture(own), isGuess: false };
  const computing = measured.length === 0 ? usualSeconds.tuning : perMultiplyAdd(measured.slice(-newest), 0);
  return { seconds: computing * wanted.multiplyAdds, isGuess: true };
}

/** The most seconds for a million multiply-adds that reading took, decoding aside; null before anything was timed. */
export function slowestReading(measured: readonly MeasuredWork[]): number | null {
  return measured.length === 0 ? null : Math.max(...measured.map((one) => perMultiplyAdd([one], decodingSeconds)));
}

const ofSame = (measured: readonly MeasuredWork[], what: string): MeasuredWork[] => measured.filter((one) => one.what === what).slice(-newest);

/** Trainings count by their pictures: that of a few is mostly the beginning of the work. */
function perPicture(measured: readonly MeasuredWork[]): number {
  return sumOf(measured, ({ seconds }) => seconds) / sumOf(measured, ({ pictures }) => pictures);
}

function perMultiplyAdd(measured: readonly MeasuredWork[], besides: number): number {
  const computing = sumOf(measured, ({ seconds, pictures }) => Math.max(0, seconds - besides * pictures));
  return computing / sumOf(measured, ({ pictures, multiplyAdds }) => pictures * multiplyAdds);
}

const sumOf = (measured: readonly MeasuredWork[], of: (one: MeasuredWork) => number): number => measured.reduce((sum, one) => sum + of(one), 0);
