import type { Failure, ProjectId, ReportPlan } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask } from '../../studio.ts';

/** The settings of the next transfer report of a project, and its plan. */
export class ReportOrder {
  /** Null: the default source model. */
  source = $state<string | null>(null);
  extent = $state<'quick' | 'full'>('quick');
  plan = $state.raw<ReportPlan | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private readonly latest = new Latest();

  constructor(project: ProjectId) {
    this.project = project;
  }

  get input(): { project: ProjectId; source?: string; quick: boolean } {
    return { project: this.project, ...(this.source === null ? {} : { source: this.source }), quick: this.extent === 'quick' };
  }

  /** Fetches the plan for these settings. The previous plan stays until then, so that the layout does not jump. */
  async ask(): Promise<void> {
    await this.latest.ask(
      ask('reports.plan', this.input),
      (plan) => {
        [this.plan, this.failure] = [plan, null];
      },
      (failure) => {
        [this.plan, this.failure] = [null, failure];
      },
    );
  }
}
