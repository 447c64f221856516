import { cyclesIn, firstCyclePictures, looksPerCycle, stepsOfCycles, type Cycles } from '../../domain/report/training-cycles.ts';
import { searchShare } from '../../domain/training-time/tuning-pictures.ts';
import type { Recipe } from './trainer/recipes.ts';
import type { TrainingBudget } from './trainer/network-training.ts';
import type { TrainingPlan } from './trainer/training-progress.ts';

/** Time of one step and of one evaluation of the validation images on this machine, with this data. */
export interface MeasuredTimes {
  readonly stepSeconds: number;
  readonly lookSeconds: number;
}

/** Share of the available time that is planned for; other programs take some too. */
const plannedShare = 0.85;

/** Number of pictures to process if no budget is given: some passes over the images, within limits. */
export function usualPasses(images: number, { passes }: Recipe): number {
  return Math.min(passes.most, Math.max(passes.least, passes.epochs * images));
}

/**
 * Returns the batch size. A batch larger than the training set would only repeat images, which pays off only where the number of steps is
 * what costs time.
 */
export const batchFor = (images: number, { batchSize, leastBatch }: Recipe): number => Math.max(leastBatch, Math.min(batchSize, images));

/**
 * Plans the steps of the search and of the training within the budget. `times` are required if `seconds` are given; they make the plan
 * depend on the machine.
 */
export function planSteps(
  images: number,
  recipe: Recipe,
  budget: TrainingBudget,
  batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>,
  times: MeasuredTimes | null,
  secondsLeft: number,
): TrainingPlan {
  if (recipe.cycles !== null) return planCycles(images, recipe, recipe.cycles, budget, batch, times, secondsLeft);
  const wanted = Math.floor((budget.imagePasses ?? usualPasses(images, recipe)) / batch.batchSize);
  const total =
    times === null ? wanted : Math.min(wanted, affordable(times, secondsLeft, recipe.looks + (budget.trials ?? recipe.rates.length)));
  const rates = recipe.rates.slice(0, Math.max(1, budget.trials ?? recipe.rates.length));
  const searchSteps = rates.length === 1 ? 0 : Math.floor((searchShare * total) / rates.length);
  if (searchSteps === 0) return { ...batch, firstCycle: null, rates: rates.slice(0, 1), searchSteps: 0, steps: Math.max(1, total) };
  return { ...batch, firstCycle: null, rates, searchSteps, steps: Math.max(1, total - rates.length * searchSteps) };
}

/**
 * Plans the cycles of a training that runs until it stops improving. Of the learning rates tried only one continues, so a search costs one
 * first cycle for each of the others; it is skipped if the budget would then not allow two cycles. If time is the limit, cycles are
 * stretched to use it.
 */
function planCycles(
  images: number,
  recipe: Recipe,
  cycles: Cycles,
  budget: TrainingBudget,
  batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>,
  times: MeasuredTimes | null,
  secondsLeft: number,
): TrainingPlan {
  const usual = Math.ceil(firstCyclePictures(images, cycles) / batch.batchSize);
  const tried = Math.max(1, Math.min(recipe.rates.length, budget.trials ?? recipe.rates.length));
  const most =
    budget.imagePasses === undefined
      ? stepsOfCycles(usual, cycles.most) + (tried - 1) * usual
      : Math.floor(budget.imagePasses / batch.batchSize);
  const total = Math.max(
    1,
    times === null ? most : Math.min(most, affordable(times, secondsLeft, looksPerCycle * (tried + cyclesIn(most, usual)))),
  );
  const rates = recipe.rates.slice(0, stepsOfCycles(usual, 2) + (tried - 1) * usual > total ? 1 : tried);
  const others = rates.length - 1;
  const fitting = Math.max(1, Math.min(cycles.most, cyclesIn(total - others * usual, usual)));
  const firstCycle = total < usual ? total : times === null ? usual : Math.floor(total / (others + stepsOfCycles(1, fitting)));
  return { ...batch, rates, firstCycle, searchSteps: others === 0 ? 0 : firstCycle, steps: stepsOfCycles(firstCycle, fitting) };
}

function affordable({ stepSeconds, lookSeconds }: MeasuredTimes, secondsLeft: number, looks: number): number {
  return Math.max(1, Math.floor((plannedShare * secondsLeft - (looks + 6) * lookSeconds) / stepSeconds));
}
