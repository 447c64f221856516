import type { Failure, Input, Output, ProjectId, RequestName, RunId, TestSet } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { Latest } from '../../latest.ts';
import { ask } from '../../studio.ts';

type Change = Extract<RequestName, 'testSet.draw' | 'testSet.lock' | 'testSet.open'>;

/** The test images of a run, or the current ones: looks at them, and whether scores are withheld. Created by the panel that shows it. */
export class TestSetState {
  shown = $state.raw<TestSet | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** The pending change. */
  changing = $state.raw<Change | null>(null);
  private readonly project: ProjectId;
  private readonly run: RunId | null;
  private readonly latest = new Latest();

  constructor(project: ProjectId, run: RunId | null) {
    this.project = project;
    this.run = run;
  }

  async fetch(): Promise<void> {
    await this.latest.ask(
      ask('testSet.get', { project: this.project, ...(this.run === null ? {} : { run: this.run }) }),
      (shown) => {
        [this.shown, this.failure] = [shown, null];
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }

  /** Makes a change; null if it failed, with the reason in `failure`. */
  async change(change: Change, more: { run?: RunId; from?: Input<'testSet.draw'>['from'] } = {}): Promise<Output<Change> | null> {
    if (this.changing) return null;
    [this.changing, this.failure] = [change, null];
    try {
      return await ask(change, { project: this.project, ...more });
    } catch (error) {
      this.failure = failureOf(error);
      return null;
    } finally {
      this.changing = null;
      const { failure } = this;
      await this.fetch();
      this.failure = failure ?? this.failure;
    }
  }
}
