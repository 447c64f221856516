import { chanceLoss, hasBegun, isBelowChance, type ChanceLoss } from './chance.ts';
import { cycleAt, cycleRate, cyclesIn, hasImproved, looksPerCycle, stepsOfCycles } from '../../domain/report/training-cycles.ts';
import { look } from './look.ts';
import type { Running } from './running.ts';
import { stepOn } from './steps.ts';
import { breathe } from './trainer/training-inputs.ts';
import {
  copied,
  type CycleSteps,
  type MainSteps,
  type StepsAndState,
  type TrainingPlan,
  type TrainingProgress,
  type TriedRate,
} from './trainer/training-progress.ts';

type CyclePlan = TrainingPlan & { readonly firstCycle: number };
type Trained = StepsAndState & { readonly steps: MainSteps & { readonly cycles: CycleSteps } };

/**
 * Trains from a random start until it stops improving: in cycles that get longer, until one no longer lowers the validation loss. It ends
 * after the third cycle at the earliest, and never before the network has started to learn, unless all steps are used.
 *
 * If there are several learning rates, each is tried for the first cycle, and the one with the smallest validation loss continues from
 * there: the search only costs the steps of the others. If none has started to learn by then, nothing tells them apart, and the default
 * rate, the first, gets all remaining steps.
 */
export async function untilStill(
  running: Running,
  plan: CyclePlan,
  kept: TrainingProgress | null,
): Promise<{ tried: TriedRate[]; at: Trained }> {
  const chance = chanceLoss(running.job.train.labels, running.job.head.classIds.length);
  const tried = [...(kept?.tried ?? [])];
  const underWay = (kept?.main ?? null) as Trained | null;
  const first = plan.firstCycle;
  if (underWay !== null && !underWay.steps.cycles.isTrial) return { tried, at: await wentOn(running, plan, chance, underWay, tried) };
  let leading = (kept?.leading ?? null) as Trained | null;
  let broken = underWay;
  for (const rate of plan.rates.length === 1 ? [] : plan.rates.slice(tried.length)) {
    const told = [...tried];
    const best = leading;
    const trial = await advanced(
      running,
      plan,
      chance,
      broken ?? begun(running, rate, { first, most: first, isTrial: true, searchSteps: 0 }),
      (main) => ({ tried: told, leading: best, main }),
    );
    broken = null;
    leading = leading === null || isBetter(trial, leading, chance) ? trial : leading;
    if (trial.steps.step < first) break;
    tried.push({ learningRate: rate, validationLoss: trial.steps.cycles.within! });
  }
  return { tried, at: await wentOn(running, plan, chance, goingOn(running, plan, leading, tried.length), tried) };
}

/** Continues the best trial, or starts over with the default rate if no trial has started to learn. */
function goingOn(running: Running, plan: CyclePlan, leading: Trained | null, trials: number): Trained {
  const first = plan.firstCycle;
  if (leading === null) return begun(running, plan.rates[0]!, { first, most: plan.steps, isTrial: false, searchSteps: 0 });
  const isWhole = leading.steps.step === first;
  if (isWhole && !leading.steps.cycles.hasBegun) {
    return begun(running, plan.rates[0]!, {
      first,
      most: Math.max(first, stepsOfCycles(first, cyclesIn(plan.steps - first, first))),
      isTrial: false,
      searchSteps: trials * first,
    });
  }
  const steps = copied(leading.steps) as Trained['steps'];
  return {
    state: leading.state,
    steps: { ...steps, cycles: { ...steps.cycles, most: plan.steps, isTrial: false, searchSteps: trials * first - (isWhole ? first : 0) } },
  };
}

/** A trial that tells validation images apart beats one that does not; otherwise the smaller loss wins. */
export function isBetter(one: { readonly steps: MainSteps }, other: { readonly steps: MainSteps }, chance: ChanceLoss): boolean {
  const [own, others] = [one, other].map(({ steps }) => steps.best?.score.loss ?? Infinity) as [number, number];
  const [begins, othersBegin] = [one, other].map(({ steps }) => steps.cycles?.hasBegun === true) as [boolean, boolean];
  if (isBelowChance(own, chance) || isBelowChance(others, chance) || begins === othersBegin) return own < others;
  return begins;
}

/** Progress of a training in cycles with its limit of steps raised to what another plan of the same training allows. */
export function withMoreSteps(progress: TrainingProgress, plan: TrainingPlan): TrainingProgress {
  const main = progress.main as Trained;
  const steps = copied(main.steps) as Trained['steps'];
  return {
    ...progress,
    plan,
    main: {
      ...main,
      steps: {
        ...steps,
        stoppedEarly: false,
        cycles: { ...steps.cycles, most: stepsOfCycles(steps.cycles.first, cyclesIn(plan.steps, steps.cycles.first)) },
      },
    },
  };
}

async function wentOn(running: Running, plan: CyclePlan, chance: ChanceLoss, from: Trained, tried: readonly TriedRate[]): Promise<Trained> {
  for (const point of from.steps.curve) running.control.point?.(point);
  const at = await advanced(running, plan, chance, from, (main) => ({ tried, leading: null, main }));
  running.control.progress('tuning', plan.steps, plan.steps);
  return at;
}

function begun({ begin }: Running, learningRate: number, part: Pick<CycleSteps, 'first' | 'most' | 'isTrial' | 'searchSteps'>): Trained {
  const cycles = { ...part, before: null, within: null, hasBegun: false, finished: false };
  return {
    state: begin,
    steps: { learningRate, step: 0, best: null, recent: { sum: 0, count: 0 }, curve: [], stoppedEarly: false, cycles },
  };
}

/** Takes steps until it is finished, the steps are used up, or it must end. */
async function advanced(
  running: Running,
  plan: CyclePlan,
  chance: ChanceLoss,
  from: Trained,
  progressAt: (main: StepsAndState) => Pick<TrainingProgress, 'tried' | 'leading' | 'main'>,
): Promise<Trained> {
  const {
    loaded: { trainer },
    control,
    seconds,
  } = running;
  const main = copied(from.steps) as Trained['steps'];
  const { cycles } = main;
  trainer.restore(from.state);
  const progress = (): TrainingProgress => ({ plan, seconds: seconds(), ...progressAt({ steps: copied(main), state: trainer.state() }) });
  try {
    while (!cycles.finished && !isOver(running) && (main.step < cycles.most || isLookDue(main))) {
      control.progress(cycles.isTrial ? 'searching' : 'tuning', main.step, cycles.isTrial ? cycles.most : plan.steps);
      await breathe(control.signal);
      if (isLookDue(main)) await lookAt(running, plan, chance, main);
      else step(running, main);
      control.keeper?.offer(progress, false);
    }
  } catch (error) {
    if (control.signal.aborted) control.keeper?.offer(progress, true);
    throw error;
  }
  if (main.recent.count > 0) await lookAt(running, plan, chance, main);
  return { steps: main, state: trainer.state() };
}

const isOver = ({ job, control, seconds }: Running): boolean =>
  control.finish?.aborted === true || (job.budget?.seconds !== undefined && seconds() > job.budget.seconds);

function step(running: Running, main: Trained['steps']): void {
  main.recent.sum += stepOn(running, main.step, cycleRate(main.step, main.cycles.first, main.learningRate));
  main.recent.count += 1;
  main.step += 1;
}

/** The cycle of the last step taken. */
const cycleOf = ({ step: at, cycles }: Trained['steps']) => cycleAt(Math.max(0, at - 1), cycles.first);

function isLookDue(main: Trained['steps']): boolean {
  const { begin, end } = cycleOf(main);
  return main.recent.count > 0 && (main.step === end || (main.step - begin) % Math.ceil((end - begin) / looksPerCycle) === 0);
}

async function lookAt(running: Running, plan: CyclePlan, chance: ChanceLoss, main: Trained['steps']): Promise<void> {
  const { cycles } = main;
  const point = await look(running, plan, main);
  if (!cycles.isTrial) running.control.point?.(point);
  const loss = point.validationLoss!;
  cycles.within = Math.min(cycles.within ?? Infinity, loss);
  cycles.hasBegun ||= hasBegun(point.trainLoss, loss, chance);
  const { number, end } = cycleOf(main);
  if (main.step < end) return;
  cycles.finished =
    number + 1 >= running.job.recipe.cycles!.least && cycles.hasBegun && !hasImproved(cycles.before!, cycles.within, chance.validation);
  main.stoppedEarly = cycles.finished && main.step < cycles.most;
  if (cycles.isTrial) return;
  cycles.before = Math.min(cycles.before ?? Infinity, cycles.within);
  if (!cycles.finished) cycles.within = null;
}
