/** What an annotation file says about the circumstances of a picture. */
export interface StatedFacts {
  /** Where it was taken: a camera, plot or field. */
  readonly site: string | null;
  /** When it was taken, in milliseconds since 1970, by the clock that the file uses. */
  readonly takenAt: number | null;
  readonly tags: readonly string[];
  /** Who gave its label; null if the file does not say. */
  readonly author: string | null;
}
