import type { Size } from '../domain/labels/cut-region.ts';
import { lostKinds, type LostKind } from '../domain/labels/lost-labels.ts';
import type { Split } from '../domain/labels/split.ts';

/** A rectangle around one object. */
export interface StatedBox {
  /** Null where the file gives a box without a class. */
  readonly className: string | null;
  /** The upper left corner and the size, in the unit. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** `share`: of the picture's width or height, 0 to 1. */
  readonly unit: 'pixel' | 'share';
  /** From 0 to 1, where a detector drew the box; null for people. */
  readonly confidence: number | null;
}

/**
 * What an annotation file says about one picture. Everything but the file is optional; a file may make several statements about the same
 * picture, in any order.
 */
export interface StatedImage {
  /** The picture's path or name as the file gives it. */
  readonly file: string;
  /** Classes of the whole picture; several where the file gives several. */
  readonly classes?: readonly string[];
  readonly boxes?: readonly StatedBox[];
  /** In pixels, of the picture that the boxes were drawn on. */
  readonly size?: Size;
  /** What must stay together in a split: specimen, patient, burst, event. */
  readonly group?: string;
  /** Where the picture was taken: a camera, plot or field. */
  readonly site?: string;
  /** When the picture was taken, in milliseconds since 1970. */
  readonly takenAt?: number;
  readonly part?: Split;
  readonly tags?: readonly string[];
  /** Who labelled it. */
  readonly by?: string;
}

/** Counts what a reader cannot pass on. */
export class ReadTally {
  readonly #lost = new Map<LostKind, number>();

  lose(kind: LostKind, count = 1): void {
    if (count > 0) this.#lost.set(kind, (this.#lost.get(kind) ?? 0) + count);
  }

  /** In the order of `lostKinds`. */
  get lost(): { readonly kind: LostKind; readonly count: number }[] {
    return lostKinds.flatMap((kind) => {
      const count = this.#lost.get(kind) ?? 0;
      return count === 0 ? [] : [{ kind, count }];
    });
  }
}
