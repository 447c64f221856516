import type { ClassId, ContentHash, ImageId } from '../../domain/ids.ts';
import { nestedSubset } from '../../domain/labels/nested-sizes.ts';

/** A labelled image of a report. */
export interface ComparedImage {
  readonly image: ImageId;
  readonly class: ClassId;
  readonly group: string | null;
  readonly hash: ContentHash;
  readonly view: string;
}

/** The images of a report in one list: training, then validation, then test images. */
export class ComparedImages {
  readonly all: readonly ComparedImage[];
  readonly labels: Int32Array;
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly #train: readonly ComparedImage[];
  readonly #placeOf: ReadonlyMap<ImageId, number>;
  readonly #seed: number;

  constructor(
    train: readonly ComparedImage[],
    validation: readonly ComparedImage[],
    test: readonly ComparedImage[],
    classes: readonly ClassId[],
    seed: number,
  ) {
    this.all = [...train, ...validation, ...test];
    this.labels = Int32Array.from(this.all, (one) => classes.indexOf(one.class));
    this.validation = validation.map((_, at) => train.length + at);
    this.test = test.map((_, at) => train.length + validation.length + at);
    this.#train = train;
    this.#placeOf = new Map(this.all.map(({ image }, at) => [image, at]));
    this.#seed = seed;
  }

  /** Indices of the images used by a training of this size and seed: the same in every arm. */
  subset(perClass: number, seed: number): number[] {
    return nestedSubset(this.#train, perClass, this.#seed, seed).map(({ image }) => this.#placeOf.get(image)!);
  }

  imagesAt(places: readonly number[]): ImageId[] {
    return places.map((place) => this.all[place]!.image);
  }

  /** Lists of positions in `places` whose images share a group. Groups of a single image are omitted. */
  groupsOf(places: readonly number[]): number[][] {
    const grouped = Map.groupBy(places.keys(), (at) => this.all[places[at]!]!.group);
    return [...grouped].flatMap(([group, members]) => (group === null || members.length < 2 ? [] : [members]));
  }

  labelsAt(places: readonly number[]): Int32Array {
    return Int32Array.from(places, (place) => this.labels[place]!);
  }
}
