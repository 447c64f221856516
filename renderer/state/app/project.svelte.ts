import type { Failure, LabelsChanged, Project, ProjectId, TrainingChoices } from '../../../engine/contract/index.ts';
import { failureOf, StudioError } from '../../../engine/domain/failure.ts';
import { ask, on, onConnection } from '../../studio.ts';

const wasNotOpen = (error: unknown): boolean => error instanceof StudioError && error.code === 'project-not-open';

/** The shown project: its name, counts, classes, and what undo and redo would do. */
class OpenProject {
  current = $state.raw<Project | null>(null);
  /** Why the project in the address could not be shown. */
  failure = $state.raw<Failure | null>(null);
  private waiting: (() => void)[] = [];

  constructor() {
    on('projects.changed', ({ project }) => {
      this.take(project);
    });
    onConnection((reachable) =>
      reachable
        ? this.refresh().then(() => {
            this.tellBack();
          })
        : undefined,
    );
  }

  /** Resolves after the next reconnection, when the studio has the shown project open again or cannot open it. */
  back(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private tellBack(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Shows a project that the studio has just opened or changed. */
  show(project: Project): void {
    this.failure = null;
    this.current = project;
  }

  /** Updates the shown project; ignores an older state than the one shown. */
  take(project: Project): void {
    if (this.current?.id !== project.id || project.dataVersion < this.current.dataVersion) return;
    this.current = project;
  }

  /** Applies the response to a label change; the counts follow with the event. */
  acknowledge({ dataVersion, undo, redo }: LabelsChanged): void {
    if (this.current && dataVersion > this.current.dataVersion) this.current = { ...this.current, dataVersion, undo, redo };
  }

  /** Applies the user's choices for the next training run at once. */
  choose(choices: TrainingChoices): void {
    if (this.current) this.current = { ...this.current, choices };
  }

  leave(): void {
    this.current = null;
    this.failure = null;
  }

  /** Shows the project with this id, for example after a reload of the page. */
  async enter(id: ProjectId): Promise<void> {
    if (this.current?.id === id) return;
    try {
      this.show(await this.find(id));
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** A restarted studio knows where the project is, but does not have it open. */
  private async find(id: ProjectId): Promise<Project> {
    try {
      return await ask('projects.get', { project: id });
    } catch (error) {
      if (!wasNotOpen(error)) throw error;
      const entry = (await ask('projects.list', {})).projects.find((known) => known.id === id);
      if (!entry) throw error;
      return ask('projects.open', { path: entry.path });
    }
  }

  /** Fetches the state again. If a restarted studio does not have the project open, opens it from its folder. */
  async refresh(): Promise<void> {
    const shown = this.current;
    if (!shown) return;
    try {
      this.replace(shown, await ask('projects.get', { project: shown.id }));
    } catch (error) {
      await this.reopen(shown, error);
    }
  }

  private async reopen(shown: Project, error: unknown): Promise<void> {
    if (!wasNotOpen(error)) return this.fail(error);
    try {
      this.replace(shown, await ask('projects.open', { path: shown.path }));
    } catch (again) {
      this.fail(again);
    }
  }

  private replace(shown: Project, fresh: Project): void {
    if (this.current?.id === shown.id) this.show(fresh);
  }

  private fail(error: unknown): void {
    const failure = failureOf(error);
    // The banner tells of an unreachable studio; the last known state of the project stays on show.
    if (failure.code !== 'studio-unreachable') this.failure = failure;
  }
}

export const openProject = new OpenProject();
