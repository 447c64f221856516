import { SvelteMap } from 'svelte/reactivity';
import type {
  ClassId,
  ClassSummary,
  Failure,
  ImageFilter,
  ImageId,
  ImageSummary,
  ProjectId,
  RunId,
} from '../../../engine/contract/index.ts';
import { Latest } from '../../latest.ts';
import { ask, on } from '../../studio.ts';

/** Which test images of a run are reviewed: the misclassified ones, all, or those of a confusion matrix cell. */
export type ReviewScope =
  { readonly kind: 'wrong' } | { readonly kind: 'all' } | { readonly kind: 'cell'; readonly actual: ClassId; readonly predicted: ClassId };

const pageSize = 60;
/** The maximum that one request returns. */
const mostAtOnce = 1000;

/** The test images of a run, wrong predictions first, and the correction of their labels. */
export class Review {
  scope = $state.raw<ReviewScope>({ kind: 'wrong' });
  images = $state.raw<readonly ImageSummary[]>([]);
  total = $state(0);
  loading = $state(true);
  failure = $state.raw<Failure | null>(null);
  /** Index of the chosen image in `images`. */
  at = $state(0);
  /** The original labels of images whose label has changed since they were first shown here. */
  private readonly before = new SvelteMap<ImageId, ClassId | null>();
  private readonly project: ProjectId;
  private readonly run: RunId;
  private dataVersion = 0;
  private readonly latest = new Latest();

  constructor(project: ProjectId, run: RunId) {
    this.project = project;
    this.run = run;
  }

  /** Follows label changes made elsewhere. Returns the function that stops this. */
  follow(): () => void {
    return on('projects.changed', ({ project }) => {
      if (project.id === this.project && project.dataVersion > this.dataVersion) void this.reload(project.dataVersion);
    });
  }

  get chosen(): ImageSummary | null {
    return this.images[this.at] ?? null;
  }

  changed(image: ImageSummary): boolean {
    const before = this.before.get(image.id);
    return before !== undefined && before !== image.class;
  }

  async show(scope: ReviewScope): Promise<void> {
    this.scope = scope;
    this.images = [];
    this.at = 0;
    await this.fetch(0, pageSize);
  }

  async more(): Promise<void> {
    await this.fetch(this.images.length, pageSize);
  }

  choose(at: number): void {
    this.at = Math.min(Math.max(0, at), Math.max(0, this.images.length - 1));
  }

  /** Relabels the image (null: removes its label). @throws StudioError */
  async correct(image: ImageSummary, to: ClassSummary | null): Promise<void> {
    const { dataVersion } = await ask('labels.set', {
      project: this.project,
      images: [image.id],
      class: to?.id ?? null,
      how: 'corrected-in-results',
    });
    this.dataVersion = Math.max(this.dataVersion, dataVersion);
    this.images = this.images.map((one) => (one.id === image.id ? { ...one, class: to?.id ?? null, conflict: false } : one));
  }

  /** Undoes the last label change. @throws StudioError */
  async undo(): Promise<void> {
    const { dataVersion } = await ask('labels.undo', { project: this.project });
    await this.reload(dataVersion);
  }

  /** Redoes the last undone label change. @throws StudioError */
  async redo(): Promise<void> {
    const { dataVersion } = await ask('labels.redo', { project: this.project });
    await this.reload(dataVersion);
  }

  private async reload(dataVersion: number): Promise<void> {
    this.dataVersion = Math.max(this.dataVersion, dataVersion);
    await this.fetch(0, Math.min(mostAtOnce, Math.max(pageSize, this.images.length)));
  }

  private async fetch(offset: number, limit: number): Promise<void> {
    this.loading = true;
    const page = ask('images.page', { project: this.project, filter: filterOf(this.run, this.scope), order: 'doubt', offset, limit });
    const isLast = await this.latest.ask(
      page,
      ({ images, total }) => {
        for (const image of images) if (!this.before.has(image.id)) this.before.set(image.id, image.class);
        this.images = [...this.images.slice(0, offset), ...images];
        this.total = total;
        this.failure = null;
        this.choose(this.at);
      },
      (failure) => {
        this.failure = failure;
      },
    );
    if (isLast) this.loading = false;
  }
}

/** The filter for the images of a scope. */
function filterOf(run: RunId, scope: ReviewScope): ImageFilter {
  if (scope.kind === 'all') return { outcome: { run } };
  if (scope.kind === 'wrong') return { outcome: { run, right: false } };
  return { outcome: { run, actual: scope.actual, predicted: scope.predicted } };
}
