import type { ProjectId, WindowsSeen } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask } from '../../studio.ts';

/** Through which windows the images beyond 8 bits of a project go. */
export class WindowsOf {
  seen = $state.raw<WindowsSeen | null>(null);
  readonly #project: ProjectId;
  readonly #latest = new Latest();

  constructor(project: ProjectId) {
    this.#project = project;
  }

  /** While they cannot be had, those of before stay. */
  async refresh(): Promise<void> {
    await this.#latest.ask(ask('images.windows', { project: this.#project }), (seen) => { this.seen = seen; }, () => {});
  }
}
