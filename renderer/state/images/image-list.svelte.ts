import type { ClassId, Failure, ImageFilter, ImageId, ImageSummary, ProjectId, SimilarImages } from '../../../engine/contract/index.ts';
import { failureOf } from '../../../engine/domain/failure.ts';
import { onConnection } from '../../studio.ts';
import { ImagePages, type ImageOrder } from './image-pages.ts';
import { filteredSource, similarSource } from './image-sources.ts';

/** The images shown on a screen, for one filter and order at a time. */
export class ImageList {
  failure = $state.raw<Failure | null>(null);
  loading = $state(false);
  private pages = $state.raw<ImagePages | null>(null);
  /** Incremented with every change inside the pages, so that dependent values are read again. */
  private changes = $state(0);
  /** What a list of similar images is made of; null for any other list. */
  similar = $state.raw<SimilarImages | null>(null);
  private readonly similarities = $derived<Readonly<Record<ImageId, number>>>(
    Object.fromEntries(this.similar?.images.map(({ image, similarity }) => [image, similarity]) ?? []),
  );
  private readonly project: ProjectId;
  private wish = 0;
  private last: { filter: ImageFilter; order: ImageOrder; similarTo: readonly ImageId[] } = { filter: {}, order: 'added', similarTo: [] };

  constructor(project: ProjectId) {
    this.project = project;
  }

  /**
   * Calls back when the studio is reachable again: the images may be out of date or may have failed to load. Returns the function that
   * stops this.
   */
  watch(back: () => void): () => void {
    let wasAway = false;
    return onConnection((reachable) => {
      if (reachable && (wasAway || this.failure)) back();
      wasAway = !reachable;
    });
  }

  get known(): boolean {
    return this.pages !== null;
  }

  get count(): number {
    return this.pages?.count ?? 0;
  }

  get ids(): readonly ImageId[] {
    return this.pages?.ids ?? [];
  }

  /** The filter of the shown images. */
  get filter(): ImageFilter {
    return this.pages?.filter ?? {};
  }

  at(index: number): ImageSummary | undefined {
    void this.changes;
    return this.pages?.at(index);
  }

  get(id: ImageId): ImageSummary | undefined {
    void this.changes;
    return this.pages?.get(id);
  }

  indexOf(id: ImageId): number | null {
    return this.pages?.indexOf(id) ?? null;
  }

  /** How similar an image is in a list of similar ones; null in any other list. */
  similarityOf(id: ImageId): number | null {
    return this.similarities[id] ?? null;
  }

  /** Whether an image no longer matches the filter. */
  hasLeft(image: ImageSummary): boolean {
    return this.pages?.hasLeft(image) ?? false;
  }

  /** The number of images that no longer match the filter. */
  get left(): number {
    void this.changes;
    return this.pages?.leftBefore(this.count) ?? 0;
  }

  /** Fetches the missing data of the images at indices from `from` up to, not including, `to`. */
  async need(from: number, to: number): Promise<void> {
    await this.pages?.need(from, to);
  }

  paint(labels: Iterable<readonly [ImageId, ClassId | null]>): void {
    this.pages?.paint(labels);
  }

  /**
   * Shows the images that match a filter; the previous ones stay until these are loaded. Of several calls the last one counts.
   * @param similarTo shows the most similar to these first, instead of in an order
   */
  async show(filter: ImageFilter, order: ImageOrder = 'added', similarTo: readonly ImageId[] = []): Promise<void> {
    this.last = { filter, order, similarTo };
    this.wish += 1;
    const wish = this.wish;
    let similar: SimilarImages | null = null;
    const source =
      similarTo.length === 0
        ? filteredSource(this.project)
        : similarSource(this.project, similarTo, (answer) => {
            similar = answer;
          });
    const pages = new ImagePages(source, filter, order, {
      changed: () => {
        this.changes += 1;
      },
      failed: (error) => {
        if (wish === this.wish) this.failure = failureOf(error);
      },
    });
    this.loading = true;
    try {
      await pages.load();
      if (wish !== this.wish) return;
      this.pages = pages;
      this.similar = similar;
      this.failure = null;
    } catch (error) {
      if (wish === this.wish) this.failure = failureOf(error);
    } finally {
      if (wish === this.wish) this.loading = false;
    }
  }

  /** Rebuilds the list: images that no longer match are removed, new ones added. */
  refresh(): Promise<void> {
    return this.show(this.last.filter, this.last.order, this.last.similarTo);
  }
}
