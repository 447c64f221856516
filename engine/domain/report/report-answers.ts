import { groupName } from '../ranking/ranking-resamples.ts';
import type { ArmFigures, ArmName, TransferData, TransferPoint } from './transfer-benefit.ts';

/** The points of a report, and their correct predictions counted per group of related test images. */
export class ReportAnswers {
  /** Number of test images in each group. */
  readonly groupSizes: Int32Array;
  readonly #points: ReadonlyMap<string, readonly TransferPoint[]>;
  readonly #groupOf: Int32Array;
  readonly #actual: readonly number[];
  readonly #counted = new Map<TransferPoint, Int32Array>();

  constructor({ points, test, classes }: TransferData) {
    const numbers = new Map<string, number>();
    this.#groupOf = Int32Array.from(test, (image) => {
      const name = groupName(image);
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    });
    this.#actual = test.map((image) => classes.indexOf(image.class));
    this.groupSizes = this.#count(numbers.size, () => true);
    this.#points = Map.groupBy(
      points.toSorted((a, b) => a.seed - b.seed),
      ({ arm, perClass }) => keyOf(arm, perClass),
    );
  }

  /** In order of seed. */
  points(arm: ArmName, perClass: number): readonly TransferPoint[] {
    return this.#points.get(keyOf(arm, perClass)) ?? [];
  }

  /** Number of correct predictions of each seed in each group of test images. */
  right(arm: ArmName, perClass: number): readonly Int32Array[] {
    return this.points(arm, perClass).map((point) => {
      const known = this.#counted.get(point);
      if (known !== undefined) return known;
      const counts = this.#count(this.groupSizes.length, (at) => point.predicted[at] === this.#actual[at]);
      this.#counted.set(point, counts);
      return counts;
    });
  }

  /** Number of training images at this size. */
  images(perClass: number): number {
    return this.points('transfer', perClass)[0]!.trainImages.length;
  }

  /** Weighted sums, over some arms and sizes, of the correct predictions in each group, for the first `seeds` seeds. */
  weightedRight(
    places: readonly { readonly arm: ArmName; readonly perClass: number }[],
    weights: readonly number[],
    seeds: number,
  ): Float64Array[] {
    const rights = places.map(({ arm, perClass }) => this.right(arm, perClass));
    return Array.from({ length: seeds }, (_, seed) =>
      Float64Array.from(this.groupSizes, (__, group) => rights.reduce((sum, right, at) => sum + weights[at]! * right[seed]![group]!, 0)),
    );
  }

  #count(groups: number, isCounted: (at: number) => boolean): Int32Array {
    const counts = new Int32Array(groups);
    for (const [at, group] of this.#groupOf.entries()) if (isCounted(at)) counts[group]! += 1;
    return counts;
  }
}

/** A report with all its planned points. */
export interface CompleteReport {
  readonly data: TransferData;
  readonly answers: ReportAnswers;
  readonly arms: readonly ArmFigures[];
  readonly resamples: number;
}

const keyOf = (arm: ArmName, perClass: number): string => `${arm} ${perClass}`;
