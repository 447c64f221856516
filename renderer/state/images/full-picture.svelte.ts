import type { ProjectId } from '../../../engine/contract/index.ts';
import { fullUrl, viewUrl, type PictureOf } from '../../studio.ts';

export interface ShownPicture {
  readonly name: string;
  readonly full: string;
  /** Already loaded; shown if the full picture cannot be. */
  readonly preview: string;
}
/** The pictures to move back and forth in. */
interface Pictures {
  readonly count: number;
  at(index: number): ShownPicture | undefined;
  /** Called with the index moved to, so that it is still selected after the window closes. */
  go?(index: number): void;
}

/** The full picture of an image, which fills the window over the screen it was opened from. */
class FullPicture {
  index = $state(0);
  private pictures = $state.raw<Pictures | null>(null);

  get shown(): ShownPicture | null {
    return this.pictures?.at(this.index) ?? null;
  }

  get count(): number {
    return this.pictures?.count ?? 0;
  }

  open(pictures: Pictures, index = 0): void {
    this.pictures = pictures;
    this.index = index;
  }

  openOne(picture: ShownPicture): void {
    this.open({ count: 1, at: () => picture });
  }

  go(index: number): void {
    if (index < 0 || index >= this.count) return;
    this.index = index;
    this.pictures?.go?.(index);
  }

  close(): void {
    this.pictures = null;
  }
}

export const fullPicture = new FullPicture();

export const pictureOf = (project: ProjectId, image: PictureOf & { readonly name: string }): ShownPicture => ({
  name: image.name,
  full: fullUrl(project, image),
  preview: viewUrl(project, image),
});
