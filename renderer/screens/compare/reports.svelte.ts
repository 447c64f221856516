import type { Failure, ProjectId, ReportSummary } from '../../../engine/contract/index.ts';
import { Latest, Refresh } from '../../latest.ts';
import { ask, on, onConnection } from '../../studio.ts';
import { isRunning } from '../../state/app/jobs.svelte.ts';

/** While a report is being computed, new points are fetched at most this often. */
const everyMs = 1500;

/** The transfer reports of the shown project, newest first. */
class Reports {
  /** Null until fetched. */
  list = $state.raw<readonly ReportSummary[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  private project: ProjectId | null = null;
  private readonly latest = new Latest();
  private readonly fetching = new Refresh(() => this.fetch());
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    on('jobs.changed', ({ job }) => {
      if (job.kind !== 'compare' || job.project !== this.project) return;
      if (isRunning(job)) this.refreshSoon();
      else void this.refresh();
    });
    // Label changes make reports stale.
    on('projects.changed', ({ project }) => {
      if (project.id === this.project) this.refreshSoon();
    });
    onConnection((reachable) => {
      if (reachable) void this.refresh();
    });
  }

  /** Shows the reports of a project and keeps them up to date. */
  show(project: ProjectId): void {
    if (this.project !== project) {
      this.latest.forget();
      this.project = project;
      this.list = null;
      this.failure = null;
    }
    void this.refresh();
  }

  find(report: number | null): ReportSummary | null {
    return this.list?.find((one) => one.report === report) ?? null;
  }

  /** Fetches the reports again. */
  refresh(): Promise<void> {
    return this.fetching.now();
  }

  private async fetch(): Promise<void> {
    const { project } = this;
    if (!project) return;
    await this.latest.ask(
      ask('reports.list', { project }),
      ({ reports }) => {
        [this.list, this.failure] = [reports, null];
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }

  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.refresh();
    }, everyMs);
  }
}

export const reports = new Reports();
