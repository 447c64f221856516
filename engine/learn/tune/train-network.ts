import { StudioError } from '../../domain/failure.ts';
import { blocksOf, firstTuned } from '../../models/layers/blocks.ts';
import { isOutOfMemory } from '../tensorflow/out-of-memory.ts';
import type { CalibratedScore } from '../head/validation-score.ts';
import { Batches } from './trainer/batches.ts';
import { usualDiskBytes, usualMemoryBytes, type ActivationRoom } from './trainer/boundary-cache.ts';
import { asTried, chooseShare, mixed, shares } from './interpolation.ts';
import { classPriors } from './log-adjustment.ts';
import { isStillImproving, mainSteps } from './main-steps.ts';
import type { NetworkTraining, TrainedNetwork, TrainingControl } from './trainer/network-training.ts';
import { batchFor, planSteps, type MeasuredTimes } from './plan-steps.ts';
import { searchRate } from './search-rate.ts';
import type { Running } from './running.ts';
import { Scoring } from './scoring.ts';
import { refreshed, stepOn } from './steps.ts';
import type { TrainerSpec, TrainerState } from './trainer/trainer.ts';
import { breathe, loadTraining } from './trainer/training-inputs.ts';
import type { StepsAndState, TrainingPlan, TriedRate } from './trainer/training-progress.ts';
import { untilStill } from './until-still.ts';

/**
 * Trains a network: tries learning rates from the same start, trains with the best one (a fine-tune for as long as planned, a training from
 * a random start until it stops improving), keeps the weights with the smallest validation loss and, in a fine-tune, interpolates them with
 * the start as far as does best there. On a CPU the same job gives bit-identical weights, however often it was interrupted, unless
 * `seconds` limit it. If memory runs out, the batch is halved.
 * Errors: `no-validation-images`, `stopped`, `out-of-memory`, `disk-full`, and those of Trainer.load.
 */
export async function trainNetwork(job: NetworkTraining, control: TrainingControl): Promise<TrainedNetwork> {
  if (job.validation.labels.length === 0) throw new StudioError('no-validation-images');
  const wanted = batchFor(job.train.labels.length, job.recipe);
  const kept = control.keeper?.kept?.plan;
  for (let batchSize = kept?.batchSize ?? wanted; ; batchSize = Math.floor(batchSize / 2)) {
    try {
      return await attempt(job, control, { batchSize, batchSizeTried: batchSize < wanted ? wanted : null });
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      if (batchSize === 1) throw new StudioError('out-of-memory', {}, { cause: error });
    }
  }
}

async function attempt(
  job: NetworkTraining,
  control: TrainingControl,
  batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>,
): Promise<TrainedNetwork> {
  const kept = control.keeper?.kept?.plan.batchSize === batch.batchSize ? control.keeper.kept : null;
  const begunMs = performance.now();
  const seconds = (): number => (kept?.seconds ?? 0) + (performance.now() - begunMs) / 1000;
  const loaded = await loadTraining(job, specOf(job), roomOf(job), batch.batchSize, async (done, total) => {
    control.progress('preparing', done, total);
    await breathe(control.signal);
  });
  try {
    const scoring = new Scoring(
      loaded,
      job.validation,
      job.head.classIds.length,
      batch.batchSizeTried === null ? job.recipe.batchSize : batch.batchSize,
    );
    const state = loaded.trainer.state();
    const running: Running = {
      job,
      control,
      loaded,
      scoring,
      seconds,
      batches: new Batches(job.train.labels.length, batch.batchSize, job.seed),
      begin: withHeadTimes(state, job.recipe.headShare),
      start: { state, score: await scoring.plain(() => breathe(control.signal), job.recipe.method === 'fine-tune') },
    };
    const plan = kept?.plan ?? (await planned(running, batch));
    if (isInCycles(plan)) {
      const { tried, at } = await untilStill(running, plan, kept);
      return await chosen(running, plan, tried, at);
    }
    const tried = await searchRate(running, plan, kept?.tried ?? []);
    const steps = await mainSteps(running, plan, tried, kept?.main ?? null);
    return await chosen(running, plan, tried, { steps, state: loaded.trainer.state() });
  } finally {
    loaded.dispose();
  }
}

const isInCycles = (plan: TrainingPlan): plan is TrainingPlan & { firstCycle: number } => plan.firstCycle !== null;

function specOf({ recipe, source, cut, tuneFrom, head, train }: NetworkTraining): Omit<TrainerSpec, 'input'> {
  const blocks = blocksOf(source);
  const last = Math.max(
    0,
    blocks.findIndex(({ layers }) => layers.includes(cut)),
  );
  const tuned = last - firstTuned(blocks, tuneFrom) + 1;
  const after = blocks.length - 1 - last;
  return {
    source,
    cut,
    tuneFrom,
    head,
    batchNorm: recipe.method === 'scratch' ? 'batch' : 'stored',
    optimiser: recipe.optimiser,
    momentum: recipe.momentum,
    weightDecay: recipe.weightDecay,
    stageMultipliers: (blocksFromEnd) => recipe.stageMultiplier(blocksFromEnd - after, tuned),
    headMultiplier: recipe.headMultiplier,
    logAdjustment: classPriors(train.labels, head.classIds.length),
  };
}

function roomOf({ room }: NetworkTraining): ActivationRoom {
  return { memoryBytes: usualMemoryBytes, diskBytes: usualDiskBytes, file: null, ...room };
}

/**
 * A head that already fits its training images leaves the network nothing to learn. Scaled down, it predicts the same classes with less
 * confidence.
 */
function withHeadTimes(state: TrainerState, share: number): TrainerState {
  return new Map(
    [...state].map(([key, values]) => [key, /^head\/(weights|bias)$/.test(key) ? values.map((value) => value * share) : values]),
  );
}

async function planned(running: Running, batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>): Promise<TrainingPlan> {
  const {
    job: { train, recipe, budget = {} },
    seconds,
  } = running;
  const times = budget.seconds === undefined ? null : await measured(running);
  return planSteps(train.labels.length, recipe, budget, batch, times, (budget.seconds ?? 0) - seconds());
}

/** Steps at learning rate 0 change only momenta, which are restored. The first step of a session is slower than the rest. */
async function measured(running: Running): Promise<MeasuredTimes> {
  const {
    loaded: { trainer },
    scoring,
    start,
    control,
  } = running;
  stepOn(running, 0, 0);
  const begunMs = performance.now();
  for (const at of [1, 2, 3]) stepOn(running, at, 0);
  const betweenMs = performance.now();
  refreshed(running);
  await scoring.calibrated(() => breathe(control.signal));
  trainer.restore(start.state);
  return { stepSeconds: (betweenMs - begunMs) / 3000, lookSeconds: (performance.now() - betweenMs) / 1000 };
}

async function chosen(running: Running, plan: TrainingPlan, tried: readonly TriedRate[], at: StepsAndState): Promise<TrainedNetwork> {
  const main = at.steps;
  const {
    job,
    loaded: { trainer, activations },
    start,
    scoring,
    seconds,
  } = running;
  const tuned = main.best?.state ?? start.state;
  const scores: { share: number; score: CalibratedScore }[] = [];
  for (const share of job.recipe.method === 'scratch' ? [1] : shares) {
    trainer.restore(mixed(start.state, tuned, share));
    // Ignores the signal: all work is done, and the rest takes no longer than one evaluation.
    scores.push({ share, score: await scoring.calibrated(() => Promise.resolve()) });
  }
  const {
    share,
    score: { factor, ...calibrated },
  } = job.recipe.method === 'scratch' ? scores[0]! : chooseShare(scores);
  // The plain head stays as it is, with the confidence calibrated on rows held out from its own fit.
  const isPlain = share === 0;
  trainer.restore(isPlain ? start.state : withHeadTimes(mixed(start.state, tuned, share), factor));
  const state = trainer.state();
  const { cycles } = main;
  // In a training in cycles, one of the trials is part of its steps.
  const [allowed, used] =
    cycles === null
      ? ([plan.rates.length, tried.length].map((trials) => (plan.rates.length > 1 ? trials * plan.searchSteps : 0)) as [number, number])
      : [(plan.rates.length - 1) * plan.searchSteps, cycles.searchSteps];
  return {
    weights: trainer.weights(state),
    head: trainer.head(state),
    answers: scoring.answers(job.ask),
    start: start.score,
    validation: isPlain ? start.score : calibrated,
    trials: plan.rates.length,
    imagePasses: (allowed + plan.steps) * plan.batchSize,
    imagePassesUsed: (used + main.step) * plan.batchSize,
    finished: cycles === null ? !isStillImproving(plan, main) : cycles.finished,
    progress: { plan, tried, main: at, leading: null, seconds: seconds() },
    tuning: {
      variation: job.variation,
      batchSize: plan.batchSize,
      steps: plan.steps,
      learningRate: main.learningRate,
      triedRates: [...tried],
      interpolation: share,
      interpolations: scores.map(asTried),
      bestStep: main.best?.step ?? 0,
      stoppedEarly: main.stoppedEarly,
      parametersTuned: trainer.parameters.tuned,
      parametersReused: trainer.parameters.reused,
      activations,
      ...(plan.batchSizeTried === null ? {} : { batchSizeTried: plan.batchSizeTried }),
      curve: main.curve,
    },
  };
}
