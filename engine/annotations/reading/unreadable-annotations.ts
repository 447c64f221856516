/** Why an annotation file cannot be read; each language has words for each. */
export type AnnotationFault = 'damaged' | 'cut-short' | 'too-large' | 'wrong-structure' | 'not-utf-8' | 'missing-file' | 'unsafe';

/** An annotation file that cannot be read. */
export class UnreadableAnnotations extends Error {
  readonly fault: AnnotationFault;
  /** The file, relative to the folder of the source. */
  readonly file: string;
  /** The line, key or element where it happened, as it is called in the file; empty if unknown. */
  readonly at: string;

  constructor(fault: AnnotationFault, file: string, at = '') {
    super(`${file}: ${fault}${at === '' ? '' : ` at ${at}`}`);
    this.fault = fault;
    this.file = file;
    this.at = at;
  }
}
