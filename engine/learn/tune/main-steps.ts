import { earliestEnd } from '../../domain/training-time/tuning-pictures.ts';
import { look } from './look.ts';
import { patience } from './trainer/recipes.ts';
import { rateAt } from './schedule.ts';
import { bestRate } from './search-rate.ts';
import { stepOn } from './steps.ts';
import type { Running } from './running.ts';
import { copied } from './trainer/training-progress.ts';
import { breathe } from './trainer/training-inputs.ts';
import type { MainSteps, TrainingPlan, TrainingProgress, TriedRate } from './trainer/training-progress.ts';

/**
 * Runs the training after the search, from its start or where it was interrupted. It evaluates the validation images at regular intervals
 * and keeps the best weights; it ends when they have not improved for a fifth of the steps, when asked to finish, or when time is up.
 */
export async function mainSteps(
  running: Running,
  plan: TrainingPlan,
  tried: readonly TriedRate[],
  kept: TrainingProgress['main'],
): Promise<MainSteps> {
  const {
    loaded: { trainer },
    control,
    begin,
    start,
    seconds,
    job,
  } = running;
  const main: MainSteps = kept === null ? begun(bestRate(plan, tried, start.score.loss)) : copied(kept.steps);
  trainer.restore(kept?.state ?? begin);
  for (const point of main.curve) control.point?.(point);
  const progress = (): TrainingProgress => ({
    plan,
    tried,
    seconds: seconds(),
    leading: null,
    main: { steps: copied(main), state: trainer.state() },
  });
  const isOver = (): boolean =>
    main.stoppedEarly
    || control.finish?.aborted === true
    || (main.step >= plan.steps && !isLookDue(plan, main, job.recipe.looks))
    || (job.budget?.seconds !== undefined && seconds() > job.budget.seconds);
  try {
    while (!isOver()) {
      control.progress('tuning', main.step, plan.steps);
      await breathe(control.signal);
      if (isLookDue(plan, main, job.recipe.looks)) await lookAt(running, plan, main);
      else step(running, plan, main);
      control.keeper?.offer(progress, false);
    }
  } catch (error) {
    if (control.signal.aborted) control.keeper?.offer(progress, true);
    throw error;
  }
  if (main.recent.count > 0) await lookAt(running, plan, main);
  control.progress('tuning', plan.steps, plan.steps);
  return main;
}

function begun(learningRate: number): MainSteps {
  return { learningRate, step: 0, best: null, recent: { sum: 0, count: 0 }, curve: [], stoppedEarly: false, cycles: null };
}

function step(running: Running, plan: TrainingPlan, main: MainSteps): void {
  main.recent.sum += stepOn(running, main.step, rateAt(main.step, plan.steps, main.learningRate));
  main.recent.count += 1;
  main.step += 1;
}

/** Whether steps were taken since the last evaluation and another one is due. */
function isLookDue({ steps }: TrainingPlan, { step: at, recent }: MainSteps, looks: number): boolean {
  return recent.count > 0 && (at % Math.max(1, Math.round(steps / looks)) === 0 || at >= steps);
}

async function lookAt(running: Running, plan: TrainingPlan, main: MainSteps): Promise<void> {
  // Evaluated first: an optional call without a listener does not evaluate its arguments.
  const point = await look(running, plan, main);
  running.control.point?.(point);
  const since = main.step - (main.best?.step ?? 0);
  // High learning rates lead away from the start at first, and to something better only as they fall: no early stop in the first half.
  main.stoppedEarly = since >= Math.ceil(patience * plan.steps) && main.step >= earliestEnd * plan.steps && main.step < plan.steps;
}

/** A loss that falls by less than this share has not improved. */
const leastGain = 0.03;

/** Whether the last fifth of the planned steps still clearly lowered the smallest validation loss. */
export function isStillImproving({ steps }: TrainingPlan, { curve, stoppedEarly }: MainSteps): boolean {
  if (stoppedEarly || curve.length === 0) return false;
  const last = Math.max(...curve.map(({ step: at }) => at));
  const smallest = (points: typeof curve): number => Math.min(...points.map(({ validationLoss }) => validationLoss ?? Infinity));
  const before = smallest(curve.filter(({ step: at }) => at <= last - patience * steps));
  return smallest(curve) < (1 - leastGain) * before;
}
