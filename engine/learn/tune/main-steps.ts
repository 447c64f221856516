import { patience } from './recipes.ts';
import { rateAt } from './schedule.ts';
import { bestRate } from './search-rate.ts';
import { refreshed, stepOn } from './steps.ts';
import { worstLoss } from '../validation-score.ts';
import type { Running } from './running.ts';
import { breathe } from './training-inputs.ts';
import type { MainSteps, TrainingPlan, TrainingProgress, TriedRate } from './training-progress.ts';

/**
 * The training after the search, from its start or from where it was. It looks at the validation images at even distances and keeps
 * the best weights; it ends when they have not become better for a fifth of the steps, when it is to be finished, or when time is up.
 */
export async function mainSteps(running: Running, plan: TrainingPlan, tried: readonly TriedRate[], kept: TrainingProgress['main']): Promise<MainSteps> {
  const { loaded: { trainer }, control, begin, seconds, job } = running;
  const main: MainSteps = kept === null ? begun(bestRate(plan, tried)) : copied(kept.steps);
  trainer.restore(kept?.state ?? begin);
  for (const point of main.curve) control.point?.(point);
  const progress = (): TrainingProgress => ({ plan, tried, seconds: seconds(), main: { steps: copied(main), state: trainer.state() } });
  const isOver = (): boolean => main.stoppedEarly || control.finish?.aborted === true || (main.step >= plan.steps && !isLookDue(plan, main, job.recipe.looks))
    || (job.budget?.seconds !== undefined && seconds() > job.budget.seconds);
  try {
    while (!isOver()) {
      control.progress('tuning', main.step, plan.steps);
      await breathe(control.signal);
      if (isLookDue(plan, main, job.recipe.looks)) await look(running, plan, main);
      else step(running, plan, main);
      control.keeper?.offer(progress, false);
    }
  } catch (error) {
    if (control.signal.aborted) control.keeper?.offer(progress, true);
    throw error;
  }
  if (main.recent.count > 0) await look(running, plan, main);
  control.progress('tuning', plan.steps, plan.steps);
  return main;
}

const copied = (main: MainSteps): MainSteps => ({ ...main, recent: { ...main.recent }, curve: [...main.curve] });

function begun(learningRate: number): MainSteps {
  return { learningRate, step: 0, best: null, recent: { sum: 0, count: 0 }, curve: [], stoppedEarly: false };
}

function step(running: Running, plan: TrainingPlan, main: MainSteps): void {
  main.recent.sum += stepOn(running, main.step, rateAt(main.step, plan.steps, main.learningRate));
  main.recent.count += 1;
  main.step += 1;
}

/** Steps were taken since the last look, and it is time for one. */
function isLookDue({ steps }: TrainingPlan, { step: at, recent }: MainSteps, looks: number): boolean {
  return recent.count > 0 && (at % Math.max(1, Math.round(steps / looks)) === 0 || at >= steps);
}

/** Counts the validation images, notes a point of the curve and keeps the weights if they are the best. Broken off, it changes nothing. */
async function look(running: Running, plan: TrainingPlan, main: MainSteps): Promise<void> {
  const { loaded: { trainer }, scoring, control, seconds } = running;
  refreshed(running);
  const score = await scoring.calibrated(() => breathe(control.signal));
  const trainLoss = main.recent.sum / main.recent.count;
  const point = {
    step: main.step, steps: plan.steps, trainLoss: Number.isFinite(trainLoss) ? trainLoss : worstLoss, validationLoss: score.loss, validationAccuracy: score.accuracy, seconds: seconds(),
  };
  main.recent = { sum: 0, count: 0 };
  main.curve.push(point);
  control.point?.(point);
  if (main.best === null || score.loss < main.best.score.loss) main.best = { step: main.step, score, state: trainer.state() };
  const since = main.step - main.best.step;
  // High rates first lead away from the start, and only as they fall to something better: no training ends early in its first half.
  main.stoppedEarly = since >= Math.ceil(patience * plan.steps) && main.step >= plan.steps / 2 && main.step < plan.steps;
}
