import type { ReportPlan } from '../../contract/index.ts';
import { aboutDuration, capitalised, formatNumber } from './figures.ts';

function fineTunes(arms: ReportPlan['arms']): string {
  const sizes = arms.find(({ arm }) => arm === 'fine-tune')?.sizes ?? [];
  return sizes.length === 0 ? 'Fine-tuning is left out.' : `Fine-tuning from ${sizes[0]} images per class.`;
}

/** Output before the arms of a transfer report are trained. */
export const compareCommand = {
  plan: ({ sizes, arms, mostPasses, trials, trainImages, testImages, scratchInputSize, seconds }: ReportPlan): string =>
    [
      `Trains with ${sizes.join(', ')} labelled images per class, ${arms.find(({ arm }) => arm === 'transfer')?.seeds ?? 0} times each, on at most ${formatNumber(trainImages)} images; tests on ${formatNumber(testImages)} others.`,
      `Networks from scratch see at most ${formatNumber(mostPasses.scratch)} images each at ${scratchInputSize} × ${scratchInputSize} pixels and try ${trials === 1 ? 'one learning rate' : `${trials} learning rates`}.`,
      fineTunes(arms),
      `${capitalised(aboutDuration(seconds))} on this computer. Ctrl+C keeps finished work.`,
    ].join('\n'),
};
