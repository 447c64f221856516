import type { ProjectId, WindowsSeen } from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask } from '../../studio.ts';

/** The brightness windows of a project's images beyond 8 bits. */
export class WindowsOf {
  seen = $state.raw<WindowsSeen | null>(null);
  readonly #project: ProjectId;
  readonly #latest = new Latest();

  constructor(project: ProjectId) {
    this.#project = project;
  }

  /** If they cannot be fetched, the previous ones stay. */
  async refresh(): Promise<void> {
    await this.#latest.ask(
      ask('images.windows', { project: this.#project }),
      (seen) => {
        this.seen = seen;
      },
      () => {},
    );
  }
}
