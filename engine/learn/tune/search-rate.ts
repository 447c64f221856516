import { rateAt } from './schedule.ts';
import type { Running } from './running.ts';
import { breathe } from './trainer/training-inputs.ts';
import type { TrainingPlan, TriedRate } from './trainer/training-progress.ts';
import { refreshed, stepOn } from './steps.ts';

/**
 * Tries each learning rate of the plan for the same few steps from the same start, with a schedule of its own, and records the validation
 * loss. Completed trials are not repeated. Ends early when asked to finish.
 */
export async function searchRate(running: Running, plan: TrainingPlan, done: readonly TriedRate[]): Promise<TriedRate[]> {
  const {
    loaded: { trainer },
    control,
    scoring,
    begin,
    seconds,
  } = running;
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

/** A rate that gained at least this share of the best gain counts as equally good. */
const nearlyAsGood = 0.8;

/**
 * Chooses the largest rate whose gain over the start is nearly the best: over so few steps small rates look better than they are over many.
 * Gains are compared, not losses: the head has already made the loss small, and rates within a tenth of it can be harmful. If none gained
 * anything, the least harmful rate wins.
 * @param startLoss of the plain head, on the same validation images
 */
export function bestRate(plan: TrainingPlan, tried: readonly TriedRate[], startLoss: number): number {
  const gains = tried.map(({ learningRate, validationLoss }) => ({ learningRate, gain: startLoss - validationLoss }));
  const most = Math.max(...gains.map(({ gain }) => gain));
  const good = gains.filter(({ gain }) => gain >= (most > 0 ? nearlyAsGood * most : most)).map(({ learningRate }) => learningRate);
  return good.length === 0 ? plan.rates[0]! : Math.max(...good);
}
