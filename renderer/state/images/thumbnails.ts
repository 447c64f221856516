import type { ImageId } from '../../../engine/contract/index.ts';

/** An image's thumbnail. The address names its content and brightness, so that a changed picture is another one. */
export interface ThumbnailOf {
  readonly id: ImageId;
  readonly address: string;
}
/** What a thumbnail is painted from; an ImageBitmap. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  close(): void;
}
type Show<P> = (picture: P | null) => void;

/** Access to the studio and the browser; passed in, so that the thumbnails can be tested without them. */
export interface ThumbnailSource<P extends Decoded> {
  /** In order; null for those that are not at hand or, with `areMade`, cannot be made. */
  page(images: readonly ImageId[], areMade: boolean): Promise<readonly (Blob | null)[]>;
  decode(file: Blob): Promise<P>;
}

/** Few enough for an answer within a frame or two, enough to be cheap for each. */
const perPage = 32;
const pagesAtOnce = 2;
/** Making a thumbnail means decoding its file; each that is done is shown early. */
const madePerPage = 4;
/** Decoded thumbnails to keep: about 100 MB at most, some twenty windows. */
const mostKept = 1000;

/**
 * The thumbnails of a project, loaded in pages and decoded outside the main thread. Those being shown come first, then those expected; what
 * is neither by the time its turn comes is not loaded. A grid scrolled fast so never waits for what it has passed.
 */
export class Thumbnails<P extends Decoded> {
  private readonly source: ThumbnailSource<P>;
  /** By address, the least recently used first. */
  private readonly kept = new Map<string, P>();
  private readonly shown = new Map<string, { readonly of: ThumbnailOf; readonly shows: Set<Show<P>> }>();
  /** Not asked for yet. */
  private expected: ThumbnailOf[] = [];
  private readonly loading = new Set<string>();
  /** Not at hand: to be made from their files. */
  private readonly toMake = new Set<string>();
  private readonly missing = new Set<string>();
  private pages = 0;
  private isMaking = false;
  private isDue = false;

  constructor(source: ThumbnailSource<P>) {
    this.source = source;
  }

  /** Shows a thumbnail, at once or when it is there; null means that there is none. Returns the function that stops this. */
  show(of: ThumbnailOf, show: Show<P>): () => void {
    const { address } = of;
    let entry = this.shown.get(address);
    if (!entry) {
      entry = { of, shows: new Set() };
      this.shown.set(address, entry);
      // Its file may be back since it was last asked for.
      this.missing.delete(address);
    }
    const { shows } = entry;
    shows.add(show);
    const picture = this.kept.get(address);
    if (picture) {
      this.keep(address, picture);
      show(picture);
    } else this.loadSoon();
    return () => {
      shows.delete(show);
      if (shows.size === 0) this.shown.delete(address);
    };
  }

  /** Thumbnails that may be shown next, the first ones first; they replace those expected before. */
  expect(next: readonly ThumbnailOf[]): void {
    this.expected = [...next];
    this.loadSoon();
  }

  /** Once for all tiles of a frame. */
  private loadSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.load();
    });
  }

  private load(): void {
    while (this.pages < pagesAtOnce) {
      const page = this.nextPage();
      if (page.length === 0) break;
      this.pages += 1;
      void this.fetch(page, false).then(() => {
        this.pages -= 1;
        this.load();
      });
    }
    if (this.isMaking) return;
    const made = this.nextToMake();
    if (made.length === 0) return;
    this.isMaking = true;
    void this.fetch(made, true).then(() => {
      this.isMaking = false;
      this.load();
    });
  }

  private nextPage(): ThumbnailOf[] {
    const page: ThumbnailOf[] = [];
    const take = (of: ThumbnailOf): void => {
      const { address } = of;
      if (page.length === perPage || this.kept.has(address) || this.loading.has(address)) return;
      if (this.toMake.has(address) || this.missing.has(address)) return;
      this.loading.add(address);
      page.push(of);
    };
    for (const { of } of this.shown.values()) take(of);
    while (page.length < perPage && this.expected.length > 0) take(this.expected.shift()!);
    return page;
  }

  private nextToMake(): ThumbnailOf[] {
    const made = [...this.toMake].flatMap((address) => this.shown.get(address)?.of ?? []).slice(0, madePerPage);
    for (const { address } of made) {
      this.toMake.delete(address);
      this.loading.add(address);
    }
    return made;
  }

  private async fetch(page: readonly ThumbnailOf[], areMade: boolean): Promise<void> {
    const files = await this.source
      .page(
        page.map(({ id }) => id),
        areMade,
      )
      .catch(() => null);
    await Promise.all(
      page.map(async ({ address }, at) => {
        const file = files?.[at] ?? null;
        const picture = file && (await this.source.decode(file).catch(() => null));
        this.loading.delete(address);
        if (picture) this.keep(address, picture);
        else if (files && !file && !areMade) {
          this.toMake.add(address);
          return;
        } else this.missing.add(address);
        for (const show of this.shown.get(address)?.shows ?? []) show(picture);
      }),
    );
  }

  private keep(address: string, picture: P): void {
    this.kept.delete(address);
    this.kept.set(address, picture);
    for (const [oldest, old] of this.kept) {
      if (this.kept.size <= mostKept) return;
      if (this.shown.has(oldest)) continue;
      this.kept.delete(oldest);
      old.close();
    }
  }
}
