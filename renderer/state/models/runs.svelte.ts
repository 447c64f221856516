import type { Failure, ProjectId, RunId, RunSummary } from '../../../engine/contract/index.ts';
import { Latest, Refresh } from '../../latest.ts';
import { ask, on, onConnection } from '../../studio.ts';

/** The runs of the shown project, newest first. */
class Runs {
  /** Null until fetched. */
  list = $state.raw<readonly RunSummary[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  private project: ProjectId | null = null;
  private readonly latest = new Latest();
  private readonly fetching = new Refresh(() => this.fetch());

  constructor() {
    on('projects.changed', ({ project }) => {
      if (project.id === this.project) void this.refresh();
    });
    onConnection((reachable) => {
      if (reachable) void this.refresh();
    });
  }

  /** Shows the runs of a project and keeps them up to date. */
  show(project: ProjectId): void {
    if (this.project !== project) {
      this.latest.forget();
      this.project = project;
      this.list = null;
      this.failure = null;
    }
    void this.refresh();
  }

  /** The newest run with a result. */
  get newestDone(): RunSummary | null {
    return this.list?.find((run) => run.state === 'done') ?? null;
  }

  /** The runs with a result, newest first. */
  get done(): readonly RunSummary[] {
    return (this.list ?? []).filter((run) => run.state === 'done');
  }

  find(run: RunId | null): RunSummary | null {
    return this.list?.find((one) => one.run === run) ?? null;
  }

  /** Fetches the runs again. */
  refresh(): Promise<void> {
    return this.fetching.now();
  }

  private async fetch(): Promise<void> {
    const { project } = this;
    if (!project) return;
    await this.latest.ask(
      ask('runs.list', { project }),
      ({ runs }) => {
        [this.list, this.failure] = [runs, null];
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }
}

export const runs = new Runs();
