import type { Input, ProjectId, Variation } from '../../../engine/contract/index.ts';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';

/** What somebody chooses; automatic mode chooses by itself. */
export const chosenMethods = ['head', 'fine-tune', 'scratch'] as const;
export type ChosenMethod = (typeof chosenMethods)[number];

const firstSeed = 1;
const lastSeed = 2 ** 31 - 1;
const usualMinutes = 10;
const mostMinutes = 7 * 24 * 60;

/** What the next run is to be. Choices last while the window is open, also when another screen is shown between. */
class TrainPlan {
  /** Null: the default source model. */
  source = $state<string | null>(null);
  /** Null: the last cut of the source model. Several layers are joined with `+`. */
  cut = $state<string | null>(null);
  method = $state<ChosenMethod>('head');
  /** First block that is tuned, or `all`. Null: as suggested for the number of labels. */
  tuneFrom = $state<string | null>(null);
  variation = $state<Variation>({ ...usualVariation });
  /** For automatic mode. */
  minutes = $state<number | null>(usualMinutes);
  seed = $state<number | null>(firstSeed);
  private project: ProjectId | null = null;

  /** Choices are made for one project. */
  enter(project: ProjectId): void {
    if (this.project === project) return;
    this.project = project;
    this.source = null;
    this.cut = null;
    this.method = 'head';
    this.tuneFrom = null;
    this.variation = { ...usualVariation };
    this.minutes = usualMinutes;
    this.seed = firstSeed;
  }

  chooseSource(source: string): void {
    if (source !== this.source) [this.cut, this.tuneFrom] = [null, null];
    this.source = source;
  }

  get seedIsValid(): boolean {
    return this.seed !== null && Number.isInteger(this.seed) && this.seed >= 0 && this.seed <= lastSeed;
  }

  get minutesAreValid(): boolean {
    return this.minutes !== null && this.minutes >= 1 && this.minutes <= mostMinutes;
  }

  /** The request that starts this training. */
  order(project: ProjectId, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    const { method, tuneFrom } = this;
    return { ...this.#begin(project, source, cut), method, ...(method === 'fine-tune' && tuneFrom !== null ? { tuneFrom } : {}) };
  }

  /** The request that lets Graft choose, beginning with this source model and cut. */
  autoOrder(project: ProjectId, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    return { ...this.#begin(project, source, cut), method: 'auto', budgetSeconds: (this.minutes ?? usualMinutes) * 60 };
  }

  #begin(project: ProjectId, source: string | undefined, cut: string | undefined): Input<'runs.start'> {
    return { project, source, cut, seed: this.seed ?? firstSeed, variation: { ...this.variation } };
  }
}

export const trainPlan = new TrainPlan();
