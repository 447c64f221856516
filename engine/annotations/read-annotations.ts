import type { Size } from '../domain/labels/cut-region.ts';
import type { LostKind } from '../domain/labels/lost-labels.ts';
import type { Split } from '../domain/labels/split.ts';
import { allFormats } from './all-formats.ts';
import type { AnnotationFormat } from './format.ts';
import type { AnnotationSource } from './reading/annotation-source.ts';
import { ReadTally, type StatedBox, type StatedImage } from './stated.ts';

/** All that a source says about one picture. */
export interface GatheredImage {
  readonly file: string;
  /** Without repetitions, in the order of the statements. */
  readonly classes: readonly string[];
  /** Number of statements of a class, repetitions included. */
  readonly stated: number;
  readonly boxes: readonly StatedBox[];
  readonly size: Size | null;
  readonly group: string | null;
  readonly site: string | null;
  readonly takenAt: number | null;
  readonly part: Split | null;
  readonly tags: readonly string[];
  readonly by: string | null;
}
export interface GatheredAnnotations {
  readonly images: readonly GatheredImage[];
  readonly lost: readonly { readonly kind: LostKind; readonly count: number }[];
}

/** The format of a source; null if it is in none that Graft knows. */
export async function formatOf(source: AnnotationSource): Promise<AnnotationFormat | null> {
  for (const format of allFormats) if (await format.recognise(source)) return format;
  return null;
}

/** Reads a source and gathers its statements by picture, in the order in which pictures are first named. @throws UnreadableAnnotations */
export async function gatherAnnotations(source: AnnotationSource, format: AnnotationFormat): Promise<GatheredAnnotations> {
  const tally = new ReadTally();
  const images = new Map<string, Gathering>();
  for await (const stated of format.read(source, tally)) {
    const known = images.get(stated.file) ?? new Gathering(stated.file);
    images.set(stated.file, known);
    known.add(stated);
  }
  return { images: [...images.values()].map((one) => one.gathered()), lost: tally.lost };
}

/** Of facts that can have one value only, the first statement counts. */
class Gathering {
  readonly #file: string;
  readonly #classes = new Set<string>();
  readonly #tags = new Set<string>();
  readonly #boxes: StatedBox[] = [];
  #stated = 0;
  #facts: Omit<StatedImage, 'file' | 'classes' | 'boxes' | 'tags'> = {};

  constructor(file: string) {
    this.#file = file;
  }

  add({ file: _, classes = [], boxes = [], tags = [], ...facts }: StatedImage): void {
    this.#stated += classes.length;
    for (const one of classes) this.#classes.add(one);
    for (const one of tags) this.#tags.add(one);
    this.#boxes.push(...boxes);
    this.#facts = { ...facts, ...this.#facts };
  }

  gathered(): GatheredImage {
    const { size = null, group = null, site = null, takenAt = null, part = null, by = null } = this.#facts;
    return {
      file: this.#file,
      classes: [...this.#classes],
      stated: this.#stated,
      boxes: this.#boxes,
      size,
      group,
      site,
      takenAt,
      part,
      tags: [...this.#tags],
      by,
    };
  }
}
