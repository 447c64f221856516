import type { ClassId, ClassSummary, ImageId, ImageSummary } from '../../../engine/contract/index.ts';

/** What a grid asks of the screen it stands on. All are read again whenever what they read changes. */
export interface GridSource {
  readonly count: number;
  at(index: number): ImageSummary | undefined;
  /** Images from `from` up to, not including, `to` are about to be seen. */
  need(from: number, to: number): void;
  thumbnail(image: ImageSummary): string;
  classOf(id: ClassId): ClassSummary | undefined;
  isSelected(id: ImageId): boolean;
  /** Painted, but not acknowledged by the studio yet. */
  isPending(id: ImageId): boolean;
  /** No longer fits the filter: stays, paler, until the list is refreshed. */
  isLeaving(image: ImageSummary): boolean;
}

/** What happens in a grid. Places count from 0. */
export interface GridEvents {
  /** A press on a tile. */
  pick(index: number, how: { toggle: boolean; extend: boolean }): void;
  /** The keyboard moved to a tile; with `extend` the range follows. */
  move(index: number, extend: boolean): void;
  /** Tiles inside the rectangle that is being drawn; `add` keeps what was selected before. */
  box(indexes: readonly number[], phase: 'start' | 'draw', add: boolean): void;
  /** Enter, space, or a double press. */
  open(index: number): void;
  /** A press on the ground between tiles. */
  clear(): void;
}
