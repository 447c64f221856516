import type { ProjectId, SourceModel } from '../../engine/contract/index.ts';

const firstSeed = 1;
const lastSeed = 2 ** 31 - 1;

/** What the next run is to be. Choices last while the window is open, also when another screen is shown between. */
class TrainPlan {
  /** Null: the default source model. */
  source = $state<string | null>(null);
  /** Null: the last cut of the source model. */
  cut = $state<string | null>(null);
  seed = $state<number | null>(firstSeed);
  private project: ProjectId | null = null;

  /** Choices are made for one project. */
  enter(project: ProjectId): void {
    if (this.project === project) return;
    this.project = project;
    this.source = null;
    this.cut = null;
    this.seed = firstSeed;
  }

  chooseSource(source: SourceModel): void {
    if (source.id !== this.source) this.cut = null;
    this.source = source.id;
  }

  get seedIsValid(): boolean {
    return this.seed !== null && Number.isInteger(this.seed) && this.seed >= 0 && this.seed <= lastSeed;
  }
}

export const trainPlan = new TrainPlan();
