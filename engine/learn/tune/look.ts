import { worstLoss } from '../head/validation-score.ts';
import type { CurvePoint } from '../../contract/index.ts';
import type { Running } from './running.ts';
import { refreshed } from './steps.ts';
import { breathe } from './trainer/training-inputs.ts';
import type { MainSteps } from './trainer/training-progress.ts';

/**
 * Evaluates the validation images, adds a point to the curve and keeps the weights if they are the best. If interrupted, it changes no
 * progress.
 */
export async function look(running: Running, { steps }: { readonly steps: number }, main: MainSteps): Promise<CurvePoint> {
  const {
    loaded: { trainer },
    scoring,
    control,
    seconds,
  } = running;
  refreshed(running);
  const score = await scoring.calibrated(() => breathe(control.signal));
  const trainLoss = main.recent.sum / main.recent.count;
  const point = {
    step: main.step,
    steps,
    trainLoss: Number.isFinite(trainLoss) ? trainLoss : worstLoss,
    validationLoss: score.loss,
    validationAccuracy: score.accuracy,
    seconds: seconds(),
  };
  main.recent = { sum: 0, count: 0 };
  main.curve.push(point);
  if (main.best === null || score.loss < main.best.score.loss) main.best = { step: main.step, score, state: trainer.state() };
  return point;
}
