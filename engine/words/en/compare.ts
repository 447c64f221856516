import type { ReportPlan } from '../../contract/index.ts';

const time = (seconds: number): string => (seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`);

/** What is said before the arms of a transfer report are trained. */
export const compareWords = {
  plan: ({ sizes, headSeeds, imagePasses, trials, trainImages, testImages, scratchInputSize, fineTuneSizes, seconds }: ReportPlan): string => [
    `Trains with ${sizes.join(', ')} labelled images per class, ${headSeeds} times each, on at most ${trainImages.toLocaleString('en')} images; tests on ${testImages.toLocaleString('en')} others.`,
    `Every arm may take ${imagePasses.toLocaleString('en')} pictures in its steps and try ${trials === 1 ? 'one learning rate' : `${trials} learning rates`}; networks from scratch see ${scratchInputSize} x ${scratchInputSize} pixels.`,
    fineTuneSizes.length === 0 ? 'Fine-tunes are left out.' : `Fine-tunes from ${fineTuneSizes[0]} images per class.`,
    `About ${time(seconds.low)} to ${time(seconds.high)} on a machine like this. Ctrl+C keeps what is finished.`,
  ].join('\n'),
};
