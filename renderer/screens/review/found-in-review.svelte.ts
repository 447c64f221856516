import type { ClassId, DataReview, Failure, FindingSeen, ImageId, LabelsChanged, ProjectId } from '../../../engine/contract/index.ts';
import type { FindingKind } from '../../../engine/domain/review/findings.ts';
import { Latest } from '../../latest.ts';
import { openProject } from '../../state/app/project.svelte.ts';
import { ask, on } from '../../studio.ts';

const pageSize = 60;
/** The maximum that one request returns. */
const mostAtOnce = 1000;

/** The last review of a project and its findings of one kind, which leave the list as they are decided. */
export class FoundInReview {
  review = $state.raw<DataReview | null>(null);
  /** Whether the last review, or that there is none, is known. */
  known = $state(false);
  kind = $state<FindingKind>('label-error');
  /** Shows what is still open, otherwise also what was decided. */
  openOnly = $state(true);
  findings = $state.raw<readonly FindingSeen[]>([]);
  total = $state(0);
  loading = $state(true);
  failure = $state.raw<Failure | null>(null);
  /** Index of the chosen finding in `findings`. */
  at = $state(0);
  private readonly project: ProjectId;
  private readonly latestReview = new Latest();
  private readonly latestPage = new Latest();

  constructor(project: ProjectId) {
    this.project = project;
  }

  /** Follows changes made elsewhere. Returns the function that stops this. */
  follow(): () => void {
    return on('projects.changed', ({ project }) => {
      if (project.id === this.project) void this.refresh();
    });
  }

  get chosen(): FindingSeen | null {
    return this.findings[this.at] ?? null;
  }

  async show(kind: FindingKind, openOnly: boolean): Promise<void> {
    [this.kind, this.openOnly, this.at, this.findings] = [kind, openOnly, 0, []];
    await this.fetch(0, pageSize);
  }

  async more(): Promise<void> {
    await this.fetch(this.findings.length, pageSize);
  }

  choose(at: number): void {
    this.at = Math.min(Math.max(0, at), Math.max(0, this.findings.length - 1));
  }

  /** Fetches the counts and the shown findings again. */
  async refresh(): Promise<void> {
    await Promise.all([
      this.latestReview.ask(
        ask('review.latest', { project: this.project }),
        ({ review }) => {
          this.review = review;
          this.known = true;
          this.failure = null;
        },
        (failure) => {
          this.failure = failure;
        },
      ),
      this.fetch(0, Math.min(mostAtOnce, Math.max(pageSize, this.findings.length))),
    ]);
  }

  /** Labels all images of a finding. @throws StudioError */
  label({ images }: FindingSeen, to: ClassId): Promise<void> {
    return this.decide(ask('labels.set', { project: this.project, images: idsOf(images), class: to, how: 'corrected-in-review' }));
  }

  /** Excludes the image of a finding, or all but the first of several, from training. @throws StudioError */
  exclude({ images }: FindingSeen): Promise<void> {
    return this.decide(
      ask('images.exclude', { project: this.project, images: idsOf(images.slice(images.length > 1 ? 1 : 0)), excluded: true }),
    );
  }

  /** Keeps what was found as it is. @throws StudioError */
  keep(findings: readonly FindingSeen[]): Promise<void> {
    return this.decide(ask('review.keep', { project: this.project, findings: findings.map(({ finding }) => finding) }));
  }

  /** @throws StudioError */
  undo(): Promise<void> {
    return this.decide(ask('labels.undo', { project: this.project }));
  }

  /** @throws StudioError */
  redo(): Promise<void> {
    return this.decide(ask('labels.redo', { project: this.project }));
  }

  private async decide(change: Promise<LabelsChanged>): Promise<void> {
    openProject.acknowledge(await change);
    await this.refresh();
  }

  private async fetch(offset: number, limit: number): Promise<void> {
    this.loading = true;
    const { project, kind, openOnly } = this;
    const isLast = await this.latestPage.ask(
      ask('review.findings', { project, kind, open: openOnly, offset, limit }),
      ({ findings, total }) => {
        this.findings = [...this.findings.slice(0, offset), ...findings];
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

const idsOf = (images: FindingSeen['images']): ImageId[] => images.map(({ id }) => id);
