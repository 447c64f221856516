import { cyclesIn, firstCyclePictures, looksPerCycle, stepsOfCycles, type Cycles } from '../../domain/report/training-cycles.ts';
import { searchShare } from '../../domain/training-time/tuning-pictures.ts';
import type { Recipe } from './trainer/recipes.ts';
import type { TrainingBudget } from './trainer/network-training.ts';
import type { TrainingPlan } from './trainer/training-progress.ts';

/** Time of one step and of one look at the validation images on this machine, with this data. */
export interface MeasuredTimes { readonly stepSeconds: number; readonly lookSeconds: number }

/** Of what time allows, this share is planned with: other programs take some, too. */
const plannedShare = 0.85;

/** Pictures that are trained on where no budget says so: some passes over the images, but neither too few steps nor endless ones. */
export function usualPasses(images: number, { passes }: Recipe): number {
  return Math.min(passes.most, Math.max(passes.least, passes.epochs * images));
}

/** Batches of few images would only repeat them, which is worth it only where the number of steps is what costs time. */
export const batchFor = (images: number, { batchSize, leastBatch }: Recipe): number => Math.max(leastBatch, Math.min(batchSize, images));

/**
 * Steps of the search and of the training out of the budget. `times` are needed where `seconds` are given; they make the plan depend
 * on the machine.
 */
export function planSteps(
  images: number, recipe: Recipe, budget: TrainingBudget, batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>, times: MeasuredTimes | null, secondsLeft: number,
): TrainingPlan {
  if (recipe.cycles !== null) return planCycles(images, recipe, recipe.cycles, budget, batch, times, secondsLeft);
  const wanted = Math.floor((budget.imagePasses ?? usualPasses(images, recipe)) / batch.batchSize);
  const total = times === null ? wanted : Math.min(wanted, affordable(times, secondsLeft, recipe.looks + (budget.trials ?? recipe.rates.length)));
  const rates = recipe.rates.slice(0, Math.max(1, budget.trials ?? recipe.rates.length));
  const searchSteps = rates.length === 1 ? 0 : Math.floor((searchShare * total) / rates.length);
  if (searchSteps === 0) return { ...batch, firstCycle: null, rates: rates.slice(0, 1), searchSteps: 0, steps: Math.max(1, total) };
  return { ...batch, firstCycle: null, rates, searchSteps, steps: Math.max(1, total - rates.length * searchSteps) };
}

/**
 * Cycles of a training until it is still. Of rates that are tried only one goes on, so a search costs a first cycle for each of the
 * others; it is left out where the budget would then not allow two cycles. Where time is the limit, cycles are stretched to use it.
 */
function planCycles(
  images: number, recipe: Recipe, cycles: Cycles, budget: TrainingBudget, batch: Pick<TrainingPlan, 'batchSize' | 'batchSizeTried'>, times: MeasuredTimes | null, secondsLeft: number,
): TrainingPlan {
  const usual = Math.ceil(firstCyclePictures(images, cycles) / batch.batchSize);
  const tried = Math.max(1, Math.min(recipe.rates.length, budget.trials ?? recipe.rates.length));
  const most = budget.imagePasses === undefined ? stepsOfCycles(usual, cycles.most) + (tried - 1) * usual : Math.floor(budget.imagePasses / batch.batchSize);
  const total = Math.max(1, times === null ? most : Math.min(most, affordable(times, secondsLeft, looksPerCycle * (tried + cyclesIn(most, usual)))));
  const rates = recipe.rates.slice(0, stepsOfCycles(usual, 2) + (tried - 1) * usual > total ? 1 : tried);
  const others = rates.length - 1;
  const fitting = Math.max(1, Math.min(cycles.most, cyclesIn(total - others * usual, usual)));
  const firstCycle = total < usual ? total : times === null ? usual : Math.floor(total / (others + stepsOfCycles(1, fitting)));
  return { ...batch, rates, firstCycle, searchSteps: others === 0 ? 0 : firstCycle, steps: stepsOfCycles(firstCycle, fitting) };
}

function affordable({ stepSeconds, lookSeconds }: MeasuredTimes, secondsLeft: number, looks: number): number {
  return Math.max(1, Math.floor((plannedShare * secondsLeft - (looks + 6) * lookSeconds) / stepSeconds));
}
