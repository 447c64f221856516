import { trials, passesOf } from '../report/report-time.ts';
import { firstCyclePictures, scratchCycles } from '../report/training-cycles.ts';

/** Length of a fine-tune without a time limit: passes over the images, within these bounds on the number of images processed. */
export const fineTunePasses = { epochs: 30, least: 6_000, most: 300_000 } as const;
/** Share of the steps used by the search for the learning rate. */
export const searchShare = 0.25;
/** Share of the steps after the search before which tuning never stops for lack of improvement. */
export const earliestEnd = 0.5;

type TuningMethod = 'fine-tune' | 'scratch';

/** Number of images that training steps are expected to process, including the search for the learning rate. */
export function picturesExpected(images: number, method: TuningMethod): { readonly low: number; readonly high: number } {
  if (method === 'scratch') {
    const { usual } = passesOf(images, scratchCycles, trials.scratch);
    return { low: usual / 2, high: 2 * usual };
  }
  const { epochs, least, most } = fineTunePasses;
  const all = Math.min(most, Math.max(least, epochs * images));
  return { low: all * (searchShare + (1 - searchShare) * earliestEnd), high: all };
}

/** A fine-tune as stored with its run. */
interface DoneTuning {
  readonly steps: number;
  readonly batchSize: number;
  readonly triedRates: readonly unknown[];
  readonly curve: readonly { readonly step: number }[];
}

/** Number of images that training steps have processed, including the search; a run may have ended before its last step. */
export function picturesTaken(images: number, method: TuningMethod, { steps, batchSize, triedRates, curve }: DoneTuning): number {
  const main = (curve.at(-1)?.step ?? 0) * batchSize;
  if (triedRates.length < 2) return main;
  // From a random start, the first cycle of the chosen configuration counts as its trial.
  return (
    main
    + (method === 'scratch'
      ? (triedRates.length - 1) * firstCyclePictures(images, scratchCycles)
      : (steps * batchSize * searchShare) / (1 - searchShare))
  );
}
