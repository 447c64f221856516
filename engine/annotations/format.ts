import type { CarriedFact } from '../domain/labels/lost-labels.ts';
import type { AnnotationSource } from './reading/annotation-source.ts';
import type { ReadTally, StatedImage } from './stated.ts';

/** A format of annotation files. Each has a file of its own in `formats/`; `all-formats.ts` lists them. */
export interface AnnotationFormat {
  readonly id: string;
  /** The same in every language. */
  readonly title: string;
  /** The address of the published description that the reader follows. */
  readonly description: string;
  readonly carries: readonly CarriedFact[];
  /** Whether the source is in this format, judged by names and the beginnings of files; never reads a large file as a whole. */
  recognise(source: AnnotationSource): Promise<boolean>;
  /**
   * Reads all statements; what it cannot pass on is counted in the tally.
   * @throws UnreadableAnnotations
   */
  read(source: AnnotationSource, tally: ReadTally): AsyncIterable<StatedImage>;
}
