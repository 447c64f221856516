import { join } from 'node:path';
import { projectEntry, type ProjectEntry } from '../../contract/index.ts';
import { keep, readKept } from '../../files/kept-json.ts';

export type KnownProject = Omit<ProjectEntry, 'state'>;
const knownProjects = projectEntry.omit({ state: true }).array();

/** The projects that were opened on this machine, kept in the user's data folder; read anew each time, for others write it too. */
export class KnownProjects {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'projects.json');
  }

  /** Last opened first. */
  list(): KnownProject[] {
    return readKept(this.#path, knownProjects, []).toSorted((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0));
  }

  /** Adds a project, or brings what is known of it up to date. */
  remember(project: KnownProject): void {
    keep(this.#path, [project, ...this.list().filter((other) => other.path !== project.path)]);
  }

  forget(path: string): void {
    const others = this.list().filter((other) => other.path !== path);
    keep(this.#path, others);
  }
}
