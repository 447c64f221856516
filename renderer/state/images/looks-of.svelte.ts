import type { ProjectId, ReadingsSeen, WindowsSeen } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask } from '../../studio.ts';

/** What a project's files can be chosen to look like, and what was chosen: brightness windows, pages and channels. */
export class LooksOf {
  windows = $state.raw<WindowsSeen | null>(null);
  readings = $state.raw<ReadingsSeen | null>(null);
  readonly #project: ProjectId;
  readonly #latest = new Latest();

  constructor(project: ProjectId) {
    this.#project = project;
  }

  /** If they cannot be fetched, the previous ones stay. */
  async refresh(): Promise<void> {
    const project = this.#project;
    await this.#latest.ask(
      Promise.all([ask('images.windows', { project }), ask('images.readings', { project })]),
      ([windows, readings]) => {
        [this.windows, this.readings] = [windows, readings];
      },
      () => {},
    );
  }
}
