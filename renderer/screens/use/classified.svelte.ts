import { SvelteSet } from 'svelte/reactivity';
import type {
  ClassifiedFolder,
  ClassifiedImage,
  Failure,
  ImportReport,
  Input,
  Job,
  JobId,
  ProjectId,
} from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { Latest } from '../../latest.ts';
import { jobs } from '../../state/app/jobs.svelte.ts';
import { ask } from '../../studio.ts';

type Order = Input<'predictions.page'>['order'];
export type Which = Input<'predictions.take'>['which'];

/** Images per page. */
export const pageSize = 60;

/** The predictions for the last classified folder, and the part of them on show. Lasts while the window is open. */
class Classified {
  /** Null if there is nothing to show, or not yet. */
  folder = $state.raw<ClassifiedFolder | null>(null);
  /** Whether the outcome was dismissed in favour of another folder. */
  isPutAway = $state(false);
  images = $state.raw<readonly ClassifiedImage[]>([]);
  /** The number of images of the chosen class, or of all. */
  total = $state(0);
  /** The chosen class; null for all. */
  shown = $state<string | null>(null);
  order = $state<Order>('doubt');
  offset = $state(0);
  failure = $state.raw<Failure | null>(null);
  /** The images chosen one by one, by their index in the folder. */
  readonly chosen = new SvelteSet<number>();
  copies = $state(false);
  /** Why images could not be imported. */
  refused = $state.raw<Failure | null>(null);
  private importJob = $state.raw<JobId | null>(null);
  private project: ProjectId | null = null;
  private readonly latest = new Latest();
  private readonly pages = new Latest();

  /** Fetches the last classification of this project; the view stays unless it is a new one. */
  async enter(project: ProjectId): Promise<void> {
    if (this.project !== project) this.clear();
    this.project = project;
    await this.latest.ask(
      ask('predictions.latest', { project }),
      ({ classified }) => {
        const isNew = classified?.id !== this.folder?.id;
        if (isNew) this.clear();
        this.folder = classified;
        if (classified) void this.fetch();
      },
      (failure) => {
        this.failure = failure;
      },
    );
  }

  show(change: { shown?: string | null; order?: Order; offset?: number }): void {
    const { shown = this.shown, order = this.order, offset = 0 } = change;
    [this.shown, this.order, this.offset] = [shown, order, offset];
    void this.fetch();
  }

  toggle(place: number): void {
    if (!this.chosen.delete(place)) this.chosen.add(place);
  }

  /** The job of the last import from here, running or ended. */
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
    await this.pages.ask(
      ask('predictions.page', { project, id: folder.id, ...part, order: this.order, offset: this.offset, limit: pageSize }),
      ({ total, images }) => {
        this.failure = null;
        [this.total, this.images] = [total, images];
      },
      (failure) => {
        this.failure = failure;
      },
    );
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
