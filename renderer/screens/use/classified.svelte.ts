import { SvelteSet } from 'svelte/reactivity';
import type { ClassifiedFolder, ClassifiedImage, Failure, ImportReport, Input, Job, JobId, ProjectId } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { Latest } from '../../latest.ts';
import { jobs } from '../../state/app/jobs.svelte.ts';
import { ask } from '../../studio.ts';

type Order = Input<'predictions.page'>['order'];
export type Which = Input<'predictions.take'>['which'];

/** Images that are shown at once. */
export const pageSize = 60;

/** What a model said of the last folder that it named, and which part of it is looked at. Lasts while the window is open. */
class Classified {
  /** Null where there is nothing to show, or not yet. */
  folder = $state.raw<ClassifiedFolder | null>(null);
  /** The outcome was read and put away, for another folder. */
  isPutAway = $state(false);
  images = $state.raw<readonly ClassifiedImage[]>([]);
  /** Of the chosen class, or of all. */
  total = $state(0);
  /** A class; null for all. */
  shown = $state<string | null>(null);
  order = $state<Order>('doubt');
  offset = $state(0);
  failure = $state.raw<Failure | null>(null);
  /** Images by their place in the folder, chosen one by one. */
  readonly chosen = new SvelteSet<number>();
  copies = $state(false);
  /** Why images could not be taken into the project. */
  refused = $state.raw<Failure | null>(null);
  private importJob = $state.raw<JobId | null>(null);
  private project: ProjectId | null = null;
  private readonly latest = new Latest();
  private readonly pages = new Latest();

  /** Asks what was named last in this project; what is looked at stays where that is still the same. */
  async enter(project: ProjectId): Promise<void> {
    if (this.project !== project) this.clear();
    this.project = project;
    await this.latest.ask(ask('predictions.latest', { project }), ({ classified }) => {
      const isNew = classified?.id !== this.folder?.id;
      if (isNew) this.clear();
      this.folder = classified;
      if (classified) void this.fetch();
    }, (failure) => { this.failure = failure; });
  }

  show(change: { shown?: string | null; order?: Order; offset?: number }): void {
    const { shown = this.shown, order = this.order, offset = 0 } = change;
    [this.shown, this.order, this.offset] = [shown, order, offset];
    void this.fetch();
  }

  toggle(place: number): void {
    if (!this.chosen.delete(place)) this.chosen.add(place);
  }

  /** The import of what was taken last, running or ended. */
  get taking(): Job | null {
    return (this.importJob && jobs.byId.get(this.importJob)) ?? null;
  }

  get taken(): ImportReport | null {
    return this.taking?.result?.kind === 'import' ? this.taking.result.report : null;
  }

  async take(which: Which): Promise<void> {
    if (!this.folder || !this.project) return;
    this.refused = null;
    try {
      const { job } = await ask('predictions.take', { project: this.project, id: this.folder.id, which, copy: this.copies });
      this.importJob = job;
      await jobs.refresh();
      await jobs.ended(job);
      this.chosen.clear();
      await this.fetch();
    } catch (error) {
      this.refused = failureOf(error);
    }
  }

  private async fetch(): Promise<void> {
    const { project, folder } = this;
    if (!project || !folder) return;
    const part = this.shown === null ? {} : { class: this.shown };
    await this.pages.ask(ask('predictions.page', { project, id: folder.id, ...part, order: this.order, offset: this.offset, limit: pageSize }), ({ total, images }) => {
      this.failure = null;
      [this.total, this.images] = [total, images];
    }, (failure) => { this.failure = failure; });
  }

  private clear(): void {
    [this.folder, this.failure, this.refused, this.importJob] = [null, null, null, null];
    [this.images, this.total, this.shown, this.order, this.offset] = [[], 0, null, 'doubt', 0];
    this.isPutAway = false;
    this.copies = false;
    this.chosen.clear();
    this.pages.forget();
  }
}

export const classified = new Classified();
