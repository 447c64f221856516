import type { Failure, ProjectEntry } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { ask, onConnection } from '../../studio.ts';

/** The projects known on this machine. */
export class KnownProjects {
  /** Null until fetched. */
  entries = $state.raw<readonly ProjectEntry[] | null>(null);
  /** The default folder for new projects. */
  folder = $state('');
  failure = $state.raw<Failure | null>(null);

  /** Fetches now and after every reconnection, until the returned function is called. */
  watch(): () => void {
    void this.refresh();
    return onConnection((reachable) => {
      if (reachable) void this.refresh();
    });
  }

  async refresh(): Promise<void> {
    try {
      const { projects, folder } = await ask('projects.list', {});
      this.entries = projects;
      this.folder = folder;
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** Removes a project from the list. @throws StudioError */
  async forget(entry: ProjectEntry): Promise<void> {
    await ask('projects.forget', { path: entry.path });
    this.entries = this.entries?.filter((other) => other.path !== entry.path) ?? null;
  }
}
