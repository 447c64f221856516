import type { Failure, ProjectId, RunId, RunSummary } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on, onConnection } from '../../studio.ts';

/** The runs of the project that is shown, newest first. */
class Runs {
  /** Null until they have arrived. */
  list = $state.raw<readonly RunSummary[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  private project: ProjectId | null = null;
  private fetching = false;
  private again = false;

  constructor() {
    on('projects.changed', ({ project }) => { if (project.id === this.project) void this.refresh(); });
    onConnection((reachable) => { if (reachable) void this.refresh(); });
  }

  /** Shows the runs of a project; they stay up to date from then on. */
  show(project: ProjectId): void {
    if (this.project !== project) {
      this.project = project;
      this.list = null;
      this.failure = null;
    }
    void this.refresh();
  }

  /** The newest run that has a result. */
  get newestDone(): RunSummary | null {
    return this.list?.find((run) => run.state === 'done') ?? null;
  }

  /** The runs that have a result, newest first. */
  get done(): readonly RunSummary[] {
    return (this.list ?? []).filter((run) => run.state === 'done');
  }

  find(run: RunId | null): RunSummary | null {
    return this.list?.find((one) => one.run === run) ?? null;
  }

  /** Fetches the runs anew. News that come during a fetch lead to one more, not to one each. */
  async refresh(): Promise<void> {
    const project = this.project;
    if (!project) return;
    this.again = this.fetching;
    if (this.fetching) return;
    this.fetching = true;
    try {
      const { runs } = await ask('runs.list', { project });
      if (this.project === project) [this.list, this.failure] = [runs, null];
    } catch (error) {
      if (this.project === project) this.failure = failureOf(error);
    } finally {
      this.fetching = false;
    }
    if (this.again || this.project !== project) await this.refresh();
  }
}

export const runs = new Runs();
