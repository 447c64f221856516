import type { ClassId, ClassSummary, ImageId, ImageSummary } from '../../../engine/contract/index.ts';

/** What a grid needs from its screen. All of it is reactive. */
export interface GridSource {
  readonly count: number;
  at(index: number): ImageSummary | undefined;
  /** The images from `from` up to, not including, `to` are about to be shown. */
  need(from: number, to: number): void;
  /** The images from `from` to `to`, in this direction, both included, may be shown next. */
  expect(from: number, to: number): void;
  /** The address of an image's thumbnail; it names its content and brightness. */
  address(image: ImageSummary): string;
  /** Shows the thumbnail of an image when it is there; null if there is none. Returns the function that stops this. */
  thumbnail(id: ImageId, address: string, show: (picture: ImageBitmap | null) => void): () => void;
  classOf(id: ClassId): ClassSummary | undefined;
  isSelected(id: ImageId): boolean;
  /** Painted, but not yet acknowledged by the studio. */
  isPending(id: ImageId): boolean;
  /** In a list of similar images: see SimilarImages; else null. */
  similarity(id: ImageId): number | null;
  /** No longer matches the filter: stays, dimmed, until the list is refreshed. */
  isLeaving(image: ImageSummary): boolean;
}

/** Events of a grid. Indices count from 0. */
export interface GridEvents {
  /** A click on a tile. */
  pick(index: number, how: { toggle: boolean; extend: boolean }): void;
  /** The keyboard focus moved to a tile; `extend`: extend the range to it. */
  move(index: number, extend: boolean): void;
  /** The tiles inside the rectangle being drawn; `add`: keep the previous selection. */
  box(indexes: readonly number[], phase: 'start' | 'draw', add: boolean): void;
  /** Enter, Space, or a double click. */
  open(index: number): void;
  /** A click between the tiles. */
  clear(): void;
}
