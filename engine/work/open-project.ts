import type { ProjectEntry } from '../contract/index.ts';
import type { ProjectId } from '../domain/ids.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** The projects that this studio process has open, and what handlers need beside them. */
export interface OpenProjects {
  /** Fails with `project-not-open`. */
  get(project: ProjectId): ProjectStore;
  /** Opens a project folder; one that is open already is given as it is. Fails as `ProjectStore.open` does. */
  open(path: string): ProjectStore;
  /** Makes `<name>.graft` in a folder (the user's projects folder by default) and opens it. Fails as `ProjectStore.create` does. */
  create(project: { readonly name: string; readonly folder?: string }): ProjectStore;
  /** Releases a project for other programs. Fails with `project-not-open`. */
  close(project: ProjectId): void;
  /** The projects known on this machine, last opened first. */
  list(): ProjectEntry[];
  /** Takes a project off the list. */
  forget(path: string): void;
  /** The folder in which new projects are made. */
  readonly folder: string;
  /** Tells all windows that something in the project is no longer as they know it. */
  changed(project: ProjectId): void;
  /** The name that label events carry. */
  by(): string;
  /** Milliseconds since 1970. */
  now(): number;
}
