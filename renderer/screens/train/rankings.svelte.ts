import type { Failure, Output, ProjectId } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask, on } from '../../studio.ts';
import { isRunning } from '../../state/app/jobs.svelte.ts';

/** The last ranking of source models in a project, its trial and the hit rate. Created by the screen that shows them. */
export class Rankings {
  /** Null until fetched. */
  shown = $state.raw<Output<'rankings.latest'> | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private readonly latest = new Latest();

  constructor(project: ProjectId) {
    this.project = project;
  }

  /** Fetches the ranking now, after every ranking or trial, and when labels change. Returns the function that stops this. */
  follow(): () => void {
    void this.fetch();
    const ends = [
      on('jobs.changed', ({ job }) => {
        if (job.project === this.project && (job.kind === 'rank' || job.kind === 'try-ranking') && !isRunning(job)) void this.fetch();
      }),
      on('projects.changed', ({ project }) => {
        if (project.id === this.project) void this.fetch();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async fetch(): Promise<void> {
    await this.latest.ask(
      ask('rankings.latest', { project: this.project }),
      (latest) => {
        [this.shown, this.failure] = [latest, null];
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }
}
