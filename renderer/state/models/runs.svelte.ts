import type { Failure, ProjectId, RunId, RunSummary } from '../../../engine/contract/index.ts';
import { Latest, Refresh } from '../../latest.ts';
import { ask, on, onConnection } from '../../studio.ts';

/** The runs of the project that is shown, newest first. */
class Runs {
  /** Null until they have arrived. */
  list = $state.raw<readonly RunSummary[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  private project: ProjectId | null = null;
  private readonly latest = new Latest();
  private readonly fetching = new Refresh(() => this.fetch());

  constructor() {
    on('projects.changed', ({ project }) => { if (project.id === this.project) void this.refresh(); });
    onConnection((reachable) => { if (reachable) void this.refresh(); });
  }

  /** Shows the runs of a project; they stay up to date from then on. */
  show(project: ProjectId): void {
    if (this.project !== project) {
      this.latest.forget();
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

  /** Fetches the runs anew. */
  refresh(): Promise<void> {
    return this.fetching.now();
  }

  private async fetch(): Promise<void> {
    const { project } = this;
    if (!project) return;
    await this.latest.ask(ask('runs.list', { project }), ({ runs }) => { [this.list, this.failure] = [runs, null]; }, (failure) => { this.failure = failure; });
  }
}

export const runs = new Runs();
