import { join } from 'node:path';
import { projectEntry, type ProjectEntry } from '../../contract/index.ts';
import { keep, readKept } from '../../files/kept-json.ts';

export type KnownProject = Omit<ProjectEntry, 'state'>;
const knownProjects = projectEntry.omit({ state: true }).array();

/** The projects opened on this machine, stored in the user's data folder. Read anew each time, because other processes write it, too. */
export class KnownProjects {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'projects.json');
  }

  /** Returns the projects, last opened first. */
  list(): KnownProject[] {
    return readKept(this.#path, knownProjects, []).toSorted((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0));
  }

  /** Adds a project or updates its entry. */
  remember(project: KnownProject): void {
    keep(this.#path, [project, ...this.list().filter((other) => other.path !== project.path)]);
  }

  forget(path: string): void {
    const others = this.list().filter((other) => other.path !== path);
    keep(this.#path, others);
  }
}
