import type { Evaluation, Failure, Input, Project, ProjectEntry, RunId, RunSummary, Variation } from '../../../engine/contract/index.ts';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask } from '../../studio.ts';

/** The development of the user's own source model. Choices last while the window is open, because training can take hours. */
class Develop {
  entries = $state.raw<readonly ProjectEntry[] | null>(null);
  project = $state.raw<Project | null>(null);
  opening = $state<string | null>(null);
  method = $state<'fine-tune' | 'scratch'>('fine-tune');
  /** Null: the default source model. */
  source = $state<string | null>(null);
  variation = $state<Variation>({ ...usualVariation });
  /** Finished runs of the project with a network of their own, newest first. */
  runs = $state.raw<readonly RunSummary[]>([]);
  run = $state<RunId | null>(null);
  evaluation = $state.raw<Evaluation | null>(null);
  failure = $state.raw<Failure | null>(null);

  async listProjects(): Promise<void> {
    await this.attempt(async () => {
      this.entries = (await ask('projects.list', {})).projects;
    });
  }

  /** Chooses the project to train on; it is opened in addition to the one shown. */
  async take(path: string): Promise<void> {
    this.opening = path;
    await this.attempt(async () => {
      this.project = await ask('projects.open', { path });
      [this.run, this.evaluation] = [null, null];
      await this.listRuns();
    });
    this.opening = null;
  }

  /** Fetches the runs of the project; chooses the newest if none is chosen. */
  async listRuns(): Promise<void> {
    const project = this.project;
    if (!project) return;
    const { runs } = await ask('runs.list', { project: project.id });
    this.runs = runs.filter((run) => run.state === 'done' && (run.method === 'fine-tune' || run.method === 'scratch'));
    const newest = this.runs[0]?.run ?? null;
    if (this.run === null && newest !== null) await this.choose(newest);
  }

  async choose(run: RunId): Promise<void> {
    const project = this.project;
    if (!project) return;
    [this.run, this.evaluation] = [run, null];
    await this.attempt(async () => {
      const evaluation = await ask('runs.evaluation', { project: project.id, run });
      if (this.run === run) this.evaluation = evaluation;
    });
  }

  /** Chooses the newest run, after training. */
  async takeNewest(): Promise<void> {
    this.run = null;
    await this.attempt(() => this.listRuns());
  }

  /** The request that starts training the whole network. */
  order(source: string | undefined): Input<'runs.start'> {
    if (!this.project) throw new Error('a project is chosen before it is trained on');
    const whole = this.method === 'fine-tune' ? { tuneFrom: 'all' } : {};
    return { project: this.project.id, source, method: this.method, variation: { ...this.variation }, ...whole };
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await act();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}

export const develop = new Develop();
