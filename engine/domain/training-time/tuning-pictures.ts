import { trials, passesOf } from '../report/report-time.ts';
import { firstCyclePictures, scratchCycles } from '../report/training-cycles.ts';

/** Passes over the images in which a network is tuned, and pictures seen at least and at most, where no budget says otherwise. */
export const fineTunePasses = { epochs: 30, least: 6_000, most: 300_000 } as const;
/** Share of the steps that the search for the learning rate gets. */
export const searchShare = 0.25;
/** No tuning ends for want of improvement before this share of the steps after the search. */
export const earliestEnd = 0.5;

type TuningMethod = 'fine-tune' | 'scratch';

/** Pictures that the steps of a training on so many images are expected to take in, the search for the learning rate included. */
export function picturesExpected(images: number, method: TuningMethod): { readonly low: number; readonly high: number } {
  if (method === 'scratch') {
    const { usual } = passesOf(images, scratchCycles, trials.scratch);
    return { low: usual / 2, high: 2 * usual };
  }
  const { epochs, least, most } = fineTunePasses;
  const all = Math.min(most, Math.max(least, epochs * images));
  return { low: all * (searchShare + (1 - searchShare) * earliestEnd), high: all };
}

/** A tuning as it is kept with its run. */
interface DoneTuning { readonly steps: number; readonly batchSize: number; readonly triedRates: readonly unknown[]; readonly curve: readonly { readonly step: number }[] }

/** Pictures that the steps of a training have taken in, likewise; it may have ended before all its steps. */
export function picturesTaken(images: number, method: TuningMethod, { steps, batchSize, triedRates, curve }: DoneTuning): number {
  const main = (curve.at(-1)?.step ?? 0) * batchSize;
  if (triedRates.length < 2) return main;
  // Of the cycles from a random start one trial is the first of those that count.
  return main + (method === 'scratch' ? (triedRates.length - 1) * firstCyclePictures(images, scratchCycles) : steps * batchSize * searchShare / (1 - searchShare));
}
