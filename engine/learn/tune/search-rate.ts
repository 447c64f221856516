import { rateAt } from './schedule.ts';
import type { Running } from './running.ts';
import { breathe } from './training-inputs.ts';
import type { TrainingPlan, TriedRate } from './training-progress.ts';
import { refreshed, stepOn } from './steps.ts';

/**
 * Tries each learning rate of the plan for the same few steps from the same start, with a schedule of its own, and notes the
 * validation loss. Trials that are done already are not repeated. Ends early when the training is to be finished.
 */
export async function searchRate(running: Running, plan: TrainingPlan, done: readonly TriedRate[]): Promise<TriedRate[]> {
  const { loaded: { trainer }, control, scoring, begin, seconds } = running;
  const tried = [...done];
  if (plan.rates.length === 1) return tried;
  const total = plan.rates.length * plan.searchSteps;
  for (const learningRate of plan.rates.slice(tried.length)) {
    trainer.restore(begin);
    for (let step = 0; step < plan.searchSteps; step++) {
      control.progress('searching', tried.length * plan.searchSteps + step, total);
      await breathe(control.signal);
      if (control.finish?.aborted) return tried;
      stepOn(running, step, rateAt(step, plan.searchSteps, learningRate));
    }
    refreshed(running);
    const score = await scoring.calibrated(() => breathe(control.signal));
    tried.push({ learningRate, validationLoss: score.loss });
    control.keeper?.offer(() => ({ plan, tried: [...tried], main: null, leading: null, seconds: seconds() }), false);
  }
  control.progress('searching', total, total);
  return tried;
}

/** Losses of trials up to so much above the smallest are taken for as good. */
const nearlyAsGood = 1.1;

/** The largest rate that did nearly as well as the best: in so few steps small rates look better than they are over many. */
export function bestRate(plan: TrainingPlan, tried: readonly TriedRate[]): number {
  const smallest = Math.min(...tried.map(({ validationLoss }) => validationLoss));
  const good = tried.filter(({ validationLoss }) => validationLoss <= nearlyAsGood * smallest).map(({ learningRate }) => learningRate);
  return good.length === 0 ? plan.rates[0]! : Math.max(...good);
}
