import type { ClassId, ImageFilter, ImageId, ImageSummary, Input, Output } from '../../../engine/contract/index.ts';

export type ImageOrder = NonNullable<Input<'images.page'>['order']>;
export const pageSize = 200;

/** How pages access the studio; passed in, so that they can be tested without one. */
export interface ImageSource {
  ids(filter: ImageFilter, order: ImageOrder): Promise<readonly ImageId[]>;
  page(filter: ImageFilter, order: ImageOrder, offset: number, limit: number): Promise<Output<'images.page'>>;
  one(id: ImageId): Promise<ImageSummary>;
  /** The data of images by id: for a list whose pages the studio cannot name, in place of `page`. */
  listed?(ids: readonly ImageId[]): Promise<readonly ImageSummary[]>;
}

/**
 * The images that matched a filter when the list was built: an image that no longer matches, because it was labelled, keeps its index until
 * `load` is called again. The ids are loaded at once, the data of each image page by page.
 */
export class ImagePages {
  readonly filter: ImageFilter;
  readonly order: ImageOrder;
  /** Null until loaded. */
  ids: readonly ImageId[] | null = null;
  private readonly source: ImageSource;
  private readonly changed: () => void;
  private readonly failed: (error: unknown) => void;
  private readonly byId = new Map<ImageId, ImageSummary>();
  /** Labels painted on images whose data has not arrived yet. */
  private readonly painted = new Map<ImageId, ClassId | null>();
  private readonly indexById = new Map<ImageId, number>();
  private readonly asked = new Set<number>();

  constructor(
    source: ImageSource,
    filter: ImageFilter,
    order: ImageOrder,
    tell: { changed: () => void; failed: (error: unknown) => void },
  ) {
    this.source = source;
    this.filter = filter;
    this.order = order;
    this.changed = tell.changed;
    this.failed = tell.failed;
  }

  get count(): number {
    return this.ids?.length ?? 0;
  }

  /** Loads all ids, and the first page in parallel. @throws StudioError */
  async load(): Promise<void> {
    const [ids, first] = this.source.listed ? await this.loadListed() : await this.loadPaged();
    this.ids = ids;
    for (const [index, id] of ids.entries()) this.indexById.set(id, index);
    this.keep(first);
    this.asked.add(0);
    this.changed();
  }

  private async loadPaged(): Promise<[readonly ImageId[], readonly ImageSummary[]]> {
    const [ids, { images }] = await Promise.all([
      this.source.ids(this.filter, this.order),
      this.source.page(this.filter, this.order, 0, pageSize),
    ]);
    return [ids, images];
  }

  private async loadListed(): Promise<[readonly ImageId[], readonly ImageSummary[]]> {
    const ids = await this.source.ids(this.filter, this.order);
    return [ids, (await this.source.listed?.(ids.slice(0, pageSize))) ?? []];
  }

  /** The image at an index; undefined while it is loading. */
  at(index: number): ImageSummary | undefined {
    const id = this.ids?.[index];
    return id === undefined ? undefined : this.byId.get(id);
  }

  get(id: ImageId): ImageSummary | undefined {
    return this.byId.get(id);
  }

  indexOf(id: ImageId): number | null {
    return this.indexById.get(id) ?? null;
  }

  /** Fetches the missing data of the images at indices from `from` up to, not including, `to`. */
  async need(from: number, to: number): Promise<void> {
    const last = Math.min(this.count, to) - 1;
    const pages: number[] = [];
    for (let page = Math.floor(Math.max(0, from) / pageSize); page <= Math.floor(last / pageSize); page += 1) {
      if (!this.asked.has(page)) pages.push(page);
    }
    await Promise.all(pages.map((page) => this.fetch(page)));
  }

  /** Paints labels, including on images that are not loaded yet. */
  paint(labels: Iterable<readonly [ImageId, ClassId | null]>): void {
    for (const [id, label] of labels) {
      const image = this.byId.get(id);
      if (image) this.byId.set(id, withLabel(image, label));
      else if (this.indexById.has(id)) this.painted.set(id, label);
    }
    this.changed();
  }

  /** Whether an image no longer matches the filter. */
  hasLeft({ class: label, conflict }: Pick<ImageSummary, 'class' | 'conflict'>): boolean {
    const { class: wanted, conflicts } = this.filter;
    if (conflicts && !conflict) return true;
    return wanted !== undefined && label !== (wanted === 'none' ? null : wanted);
  }

  /** How many of the first `before` images no longer match the filter. */
  leftBefore(before: number): number {
    if (this.filter.class === undefined && !this.filter.conflicts) return 0;
    let left = 0;
    for (const id of this.ids?.slice(0, before) ?? []) {
      const label = this.painted.get(id);
      const image = this.byId.get(id) ?? (label === undefined ? undefined : { class: label, conflict: false });
      if (image && this.hasLeft(image)) left += 1;
    }
    return left;
  }

  private async fetch(page: number): Promise<void> {
    this.asked.add(page);
    const wanted = this.ids?.slice(page * pageSize, (page + 1) * pageSize) ?? [];
    try {
      this.keep(this.source.listed ? await this.source.listed(wanted) : await this.pageFrom(page));
      await this.fetchOneByOne(wanted.filter((id) => !this.byId.has(id)));
      this.changed();
    } catch (error) {
      this.asked.delete(page);
      this.failed(error);
    }
  }

  private async pageFrom(page: number): Promise<readonly ImageSummary[]> {
    // Images before this page that no longer match are missing from the studio's list, so the page now starts further forward.
    const offset = Math.max(0, page * pageSize - this.leftBefore(page * pageSize));
    return (await this.source.page(this.filter, this.order, offset, pageSize)).images;
  }

  private async fetchOneByOne(ids: readonly ImageId[]): Promise<void> {
    this.keep(await Promise.all(ids.map((id) => this.source.one(id))));
  }

  private keep(images: readonly ImageSummary[]): void {
    // A label painted meanwhile is newer than the one in a pending answer.
    for (const image of images) {
      if (!this.indexById.has(image.id) || this.byId.has(image.id)) continue;
      const label = this.painted.get(image.id);
      this.byId.set(image.id, label === undefined ? image : withLabel(image, label));
      this.painted.delete(image.id);
    }
  }
}

const withLabel = (image: ImageSummary, label: ClassId | null): ImageSummary => ({ ...image, class: label, conflict: false });
