import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Project, ProjectEntry } from '../../contract/index.ts';
import { failureOf, StudioError, type Failure } from '../../domain/failure.ts';
import { folderNameFor } from '../../domain/folder-names.ts';
import type { ImageId, ProjectId } from '../../domain/ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import type { Who } from '../../store/annotations.ts';
import { ProjectFolder } from '../../store/project-folder.ts';
import { ProjectStore } from '../../store/project-store.ts';
import { keptVersions, presentVersion, restoreVersion, type KeptVersion, type PresentVersion } from '../../store/restore.ts';
import { haveFilesMoved } from './moved-files.ts';
import { KnownProjects } from './known-projects.ts';
import { projectSummary } from './project-summary.ts';

/** The projects open in this studio process, and what handlers need along with them. */
export interface OpenProjects {
  /** Errors: `project-not-open`; `project-moved` if its folder is no longer there. */
  get(project: ProjectId): ProjectStore;
  /** Like `get`, but returns null if the project is not open, and does not check its folder. */
  find(project: ProjectId): ProjectStore | null;
  /** Opens a project folder; returns the open project if it is already open. Errors: as `ProjectStore.open`, `project-in-use`. */
  open(path: string): ProjectStore;
  /** Creates and opens `<name>.graft` in a folder (default: the projects folder). Errors: `folder-not-found`, as `ProjectStore.create`. */
  create(project: { readonly name: string; readonly folder?: string }): ProjectStore;
  /** The path of a new project in a folder (default: the projects folder, which is made if it is absent). Errors: `folder-not-found`. */
  placeFor(project: { readonly name: string; readonly folder?: string }): string;
  /** Releases a project for other programs. Errors: `project-not-open`. */
  close(project: ProjectId): void;
  /** The projects known on this machine, last opened first. */
  list(): ProjectEntry[];
  /** Removes a project from the list; its files stay. */
  forget(path: string): void;
  /** The folder for new projects. */
  readonly folder: string;
  /** The store of a project open in this process, by its folder or the database inside it; null if it is not open. */
  openAt(path: string): ProjectStore | null;
  /** The versions a project, open here or not, can be restored to, and its present content. Errors: as `presentVersion`. */
  versions(path: string): Promise<{ readonly present: PresentVersion | null; readonly kept: readonly KeptVersion[] }>;
  /** Restores one of a project's own versions, keeping the present one, and opens the project. Errors: as `restoreVersion` and `open`. */
  restore(path: string, file: string): ProjectStore;
  /** Resolves once all image files have been looked for after the project was opened. Errors: `project-not-open`, `project-moved`. */
  filesLookedFor(project: ProjectId): Promise<void>;
  /** Tells all windows that the project has changed. */
  changed(project: ProjectId): void;
  /** The author recorded in the annotation log. */
  by(): string;
  /** The user and the current time. */
  who(): Who;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface ShelfOptions {
  /** The user's data folder. */
  readonly home: string;
  /** The folder for new projects. */
  readonly folder: string;
  /** Called after every change, at most once per turn of the event loop. */
  readonly onChanged: (project: Project) => void;
  /** Called with each project that was opened, before anything else is done with it. */
  readonly onOpened?: (store: ProjectStore) => void;
  /** Called with failures of background work: backups, the list of known projects. */
  readonly onProblem: (failure: Failure) => void;
  readonly by: () => string;
  readonly now?: () => number;
}

/** The number of images looked for on disk before other work gets a turn. */
const lookedForAtOnce = 100;

export class ProjectShelf implements OpenProjects {
  readonly folder: string;
  readonly #options: ShelfOptions;
  readonly #known: KnownProjects;
  readonly #open = new Map<ProjectId, ProjectStore>();
  readonly #changed = new Set<ProjectId>();
  readonly #looking = new Map<ProjectId, Promise<void>>();
  #turn = 0;

  constructor(options: ShelfOptions) {
    this.folder = options.folder;
    this.#options = options;
    this.#known = new KnownProjects(options.home);
  }

  get(project: ProjectId): ProjectStore {
    const store = this.#held(project);
    if (!store.isInPlace) throw new StudioError('project-moved', { path: store.folder });
    return store;
  }

  find(project: ProjectId): ProjectStore | null {
    return this.#open.get(project) ?? null;
  }

  open(path: string): ProjectStore {
    return this.openAt(path) ?? this.#take(ProjectStore.open(projectFolderAt(path)));
  }

  openAt(path: string): ProjectStore | null {
    const folder = projectFolderAt(path);
    return [...this.#open.values()].find((store) => store.folder === folder) ?? null;
  }

  async versions(path: string): ReturnType<OpenProjects['versions']> {
    const places = new ProjectFolder(projectFolderAt(path)),
      store = this.openAt(path);
    const present = store ? { sound: true, ...store.images.counts(), behind: false } : presentVersion(places);
    return {
      present: present && { sound: present.sound, images: present.images, labelled: present.labelled, behind: present.behind },
      kept: await keptVersions(places),
    };
  }

  restore(path: string, file: string): ProjectStore {
    const places = new ProjectFolder(projectFolderAt(path)),
      store = this.openAt(path);
    if (store) this.close(store.id);
    try {
      restoreVersion(places, file, this.now());
    } catch (error) {
      if (store) this.open(path);
      throw error;
    }
    return this.open(path);
  }

  create({ name, folder }: { readonly name: string; readonly folder?: string }): ProjectStore {
    const path = this.placeFor({ name, folder });
    return this.#take(ProjectStore.create(path, { name: name.trim(), id: randomUUID() as string as ProjectId, at: this.now() }));
  }

  placeFor({ name, folder }: { readonly name: string; readonly folder?: string }): string {
    const parent = folder === undefined ? this.folder : resolve(folder);
    // The default projects folder is created when it is first needed; any other missing folder is a mistake.
    if (parent === resolve(this.folder)) makeFolder(parent);
    if (!existsSync(parent)) throw new StudioError('folder-not-found', { path: parent });
    return join(realpathSync(parent), `${folderNameFor(name)}.graft`);
  }

  /** The open projects whose folders have been moved or removed. */
  moved(): ProjectId[] {
    return [...this.#open.values()].filter((store) => !store.isInPlace).map(({ id }) => id);
  }

  async filesLookedFor(project: ProjectId): Promise<void> {
    this.get(project);
    await this.#looking.get(project);
  }

  close(project: ProjectId): void {
    const store = this.#held(project);
    // A moved project could not be opened again at its old path.
    if (store.isInPlace) this.#remember(store);
    this.#looking.delete(project);
    this.#open.delete(project);
    store.close();
  }

  /** Makes a backup if anything has changed, just before a project is released. Failures are reported and stop nothing. */
  async backUp(project: ProjectId): Promise<void> {
    const store = this.#held(project);
    // A moved project has no place for its backup; one is made when it is next opened.
    if (store.isInPlace) await store.backupIfChanged(this.now()).catch(this.#report);
  }

  async backUpAll(): Promise<void> {
    for (const project of [...this.#open.keys()]) await this.backUp(project);
  }

  closeAll(): void {
    for (const project of [...this.#open.keys()]) this.close(project);
  }

  list(): ProjectEntry[] {
    const open = new Map([...this.#open.values()].map((store) => [store.folder, store]));
    return this.#known.list().map((known) => {
      const store = open.get(known.path);
      if (store?.isInPlace) return { ...known, ...countsOf(store), state: 'ready' };
      if (!existsSync(join(known.path, 'project.db'))) return { ...known, state: 'missing' };
      return { ...known, state: ProjectStore.isInUse(known.path) ? 'open-elsewhere' : 'ready' };
    });
  }

  forget(path: string): void {
    this.#known.forget(path);
  }

  changed(project: ProjectId): void {
    if (this.#changed.size === 0) setImmediate(() => this.#tell());
    this.#changed.add(project);
  }

  by(): string {
    return this.#options.by();
  }

  who(): Who {
    return { at: this.now(), by: this.by() };
  }

  now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #held(project: ProjectId): ProjectStore {
    const store = this.#open.get(project);
    if (!store) throw new StudioError('project-not-open', { project });
    return store;
  }

  #take(store: ProjectStore): ProjectStore {
    const twin = this.#open.get(store.id);
    if (twin) {
      store.close();
      throw new StudioError('project-in-use', { path: twin.folder });
    }
    this.#open.set(store.id, store);
    this.#remember(store);
    this.#options.onOpened?.(store);
    this.#looking.set(store.id, this.#lookForFiles(store).catch(this.#report));
    return store;
  }

  #remember(store: ProjectStore): void {
    try {
      this.#known.remember({ path: store.folder, name: store.name, id: store.id, ...countsOf(store), openedAt: this.now() });
    } catch (error) {
      this.#report(error);
    }
  }

  #tell(): void {
    const projects = [...this.#changed];
    this.#changed.clear();
    for (const project of projects) {
      const store = this.#open.get(project);
      if (!store?.isInPlace) continue;
      this.#options.onChanged(projectSummary(store));
      void store.backupIfDue(this.now()).catch(this.#report);
    }
  }

  /**
   * Looks for all files of a project again if some of its images have lost or regained theirs, as when a drive is removed or returns. To be
   * called from time to time.
   */
  async lookAgain(): Promise<void> {
    this.#turn += 1;
    for (const [id, store] of this.#open) {
      await this.#looking.get(id);
      if (!store.isOpen || !store.isInPlace || !(await haveFilesMoved(store, this.#turn)) || !store.isOpen) continue;
      this.#looking.set(id, this.#lookForFiles(store).catch(this.#report));
    }
  }

  /** Finds the images whose files have gone missing since the project was last open. */
  async #lookForFiles(store: ProjectStore): Promise<void> {
    let isNews = false;
    let last: ImageId | null = null;
    do {
      await nextTurn();
      if (!store.isOpen) return;
      const found = store.lookForFiles(last, lookedForAtOnce);
      last = found.last;
      isNews = isNews || found.isNews;
    } while (last !== null);
    if (isNews) this.changed(store.id);
  }

  readonly #report = (error: unknown): void => {
    this.#options.onProblem(failureOf(error));
  };
}

function countsOf(store: ProjectStore): { images: number; labelled: number; classes: number } {
  const { images, labelled } = store.images.counts();
  return { images, labelled, classes: store.classes.list().length };
}

/** Users may also choose the database inside the folder. Links are resolved, so that one project has one path. */
function projectFolderAt(path: string): string {
  const absolute = resolve(path);
  const folder = basename(absolute) === 'project.db' ? dirname(absolute) : absolute;
  return existsSync(folder) ? realpathSync(folder) : folder;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw writingFailure(error, join(path, 'new'));
  }
}
