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
import { KnownProjects } from './known-projects.ts';
import { projectSummary } from './project-summary.ts';

/** The projects that this studio process has open, and what handlers need beside them. */
export interface OpenProjects {
  /** Fails with `project-not-open`, and with `project-moved` where its folder is no longer there. */
  get(project: ProjectId): ProjectStore;
  /** The same, null where it is not open. */
  find(project: ProjectId): ProjectStore | null;
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
  /** The store of a project that is open here, by its folder or the database inside; null where it is not. */
  openAt(path: string): ProjectStore | null;
  /** What a project, open here or not, can be taken back to, and what it holds now. Fails as `presentVersion` does. */
  versions(path: string): Promise<{ readonly present: PresentVersion | null; readonly kept: readonly KeptVersion[] }>;
  /** Takes a project back to a version of its own, keeping what was there, and opens it. Fails as `restoreVersion` and `open` do. */
  restore(path: string, file: string): ProjectStore;
  /** Resolves when the files of all images have been looked for since the project was opened. Fails with `project-not-open`. */
  filesLookedFor(project: ProjectId): Promise<void>;
  /** Tells all windows that something in the project is no longer as they know it. */
  changed(project: ProjectId): void;
  /** The name that statements carry. */
  by(): string;
  /** The user, now. */
  who(): Who;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface ShelfOptions {
  /** The user's data folder. */
  readonly home: string;
  /** Where new projects are made. */
  readonly folder: string;
  /** Told after every change, at most once per turn of the event loop. */
  readonly onChanged: (project: Project) => void;
  /** Told of each project that was opened, before anything else is done with it. */
  readonly onOpened?: (store: ProjectStore) => void;
  /** Told what went wrong in work that nobody waits for: backups, the list of known projects. */
  readonly onProblem: (failure: Failure) => void;
  readonly by: () => string;
  readonly now?: () => number;
}

/** How many images are looked for on disk before other work gets its turn. */
const lookedForAtOnce = 100;

export class ProjectShelf implements OpenProjects {
  readonly folder: string;
  readonly #options: ShelfOptions;
  readonly #known: KnownProjects;
  readonly #open = new Map<ProjectId, ProjectStore>();
  readonly #changed = new Set<ProjectId>();
  readonly #looking = new Map<ProjectId, Promise<void>>();

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
    const places = new ProjectFolder(projectFolderAt(path)), store = this.openAt(path);
    const present = store ? { sound: true, ...store.images.counts(), behind: false } : presentVersion(places);
    return { present: present && { sound: present.sound, images: present.images, labelled: present.labelled, behind: present.behind }, kept: await keptVersions(places) };
  }

  restore(path: string, file: string): ProjectStore {
    const places = new ProjectFolder(projectFolderAt(path)), store = this.openAt(path);
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
    const parent = folder === undefined ? this.folder : resolve(folder);
    // The folder for projects may be named before it was ever needed; any other one that is missing is a mistake.
    if (parent === resolve(this.folder)) makeFolder(parent);
    if (!existsSync(parent)) throw new StudioError('folder-not-found', { path: parent });
    const path = join(realpathSync(parent), `${folderNameFor(name)}.graft`);
    return this.#take(ProjectStore.create(path, { name: name.trim(), id: randomUUID() as string as ProjectId, at: this.now() }));
  }

  /** The open projects whose folders are no longer where they were opened. */
  moved(): ProjectId[] {
    return [...this.#open.values()].filter((store) => !store.isInPlace).map(({ id }) => id);
  }

  async filesLookedFor(project: ProjectId): Promise<void> {
    this.get(project);
    await this.#looking.get(project);
  }

  close(project: ProjectId): void {
    const store = this.#held(project);
    // At its old place it could not be opened again.
    if (store.isInPlace) this.#remember(store);
    this.#looking.delete(project);
    this.#open.delete(project);
    store.close();
  }

  /** Makes a backup of what has changed, as the last thing before a project is released. A failure is told and stops nothing. */
  async backUp(project: ProjectId): Promise<void> {
    const store = this.#held(project);
    // Beside a folder that was moved there is nowhere to put it; the next opening makes one.
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

  /** Finds out which images have lost their file since the project was last open. */
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

/** People also choose the database inside the folder. Links are followed, so that one project has one path. */
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
