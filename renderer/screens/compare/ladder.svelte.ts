import type { Failure, Ladder, ProjectId, RunComparison, RunId } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask, on } from '../../studio.ts';

/** All runs and baselines of a project on the same test images. Created by the screen that shows them. */
export class ProjectLadder {
  shown = $state.raw<Ladder | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private readonly latest = new Latest();

  constructor(project: ProjectId) {
    this.project = project;
  }

  /** Fetches the ladder now and whenever the project changes. Returns the function that stops this. */
  follow(): () => void {
    void this.fetch();
    return on('projects.changed', ({ project }) => {
      if (project.id === this.project) void this.fetch();
    });
  }

  async fetch(): Promise<void> {
    await this.latest.ask(
      ask('runs.ladder', { project: this.project }),
      (ladder) => {
        [this.shown, this.failure] = [ladder, null];
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }
}

/** Two runs of a project compared image by image. */
export class TwoRuns {
  shown = $state.raw<RunComparison | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private readonly latest = new Latest();

  constructor(project: ProjectId) {
    this.project = project;
  }

  async compare(a: RunId, b: RunId): Promise<void> {
    this.shown = null;
    this.failure = null;
    await this.latest.ask(
      ask('runs.compare', { project: this.project, a, b }),
      (comparison) => {
        this.shown = comparison;
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }
}
