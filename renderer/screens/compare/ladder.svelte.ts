import type { Failure, Ladder, ProjectId, RunComparison, RunId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, on } from '../../studio.ts';

/** All runs and baselines of a project on the same test images. Made by the screen that shows them. */
export class ProjectLadder {
  shown = $state.raw<Ladder | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private question = 0;

  constructor(project: ProjectId) {
    this.project = project;
  }

  /** Fetches it, and again whenever the project changes. Answers with the function that ends this. */
  follow(): () => void {
    void this.fetch();
    return on('projects.changed', ({ project }) => { if (project.id === this.project) void this.fetch(); });
  }

  async fetch(): Promise<void> {
    const number = ++this.question;
    try {
      const ladder = await ask('runs.ladder', { project: this.project });
      if (number === this.question) [this.shown, this.failure] = [ladder, null];
    } catch (error) {
      if (number === this.question) this.failure = failureOf(error);
    }
  }
}

/** Two runs of a project compared image by image; the last pair that was asked for counts. */
export class TwoRuns {
  shown = $state.raw<RunComparison | null>(null);
  failure = $state.raw<Failure | null>(null);
  private readonly project: ProjectId;
  private question = 0;

  constructor(project: ProjectId) {
    this.project = project;
  }

  async compare(a: RunId, b: RunId): Promise<void> {
    const number = ++this.question;
    this.shown = null;
    this.failure = null;
    try {
      const comparison = await ask('runs.compare', { project: this.project, a, b });
      if (number === this.question) this.shown = comparison;
    } catch (error) {
      if (number === this.question) this.failure = failureOf(error);
    }
  }
}
