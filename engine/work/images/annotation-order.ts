import type { AnnotationsSeen } from '../../contract/index.ts';
import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import type { LabelChoices, LabelledPictures } from '../../annotations/label-pictures.ts';
import type { AnnotationFault } from '../../annotations/reading/unreadable-annotations.ts';

/** What the thread that reads annotation files is asked. */
export interface AnnotationOrder {
  readonly file: string;
  readonly format: string | undefined;
  readonly columns: readonly ColumnRole[] | undefined;
  readonly choices: LabelChoices;
  /** Names of the pictures to label. */
  readonly pictures: readonly string[];
}

/** An annotation file and what it says about the pictures. */
export interface ReadAnnotations {
  readonly seen: AnnotationsSeen;
  readonly labelled: LabelledPictures;
}

/** The answer of the thread: failures are plain values, because errors lose their class on the way. */
export type AnnotationAnswer =
  | { readonly read: ReadAnnotations }
  | { readonly fault: AnnotationFault | 'unknown' | 'not-found'; readonly file: string; readonly at: string };
