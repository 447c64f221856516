import type { VerdictReason } from '../contract/index.ts';
import type { VerdictFigures } from '../domain/report/transfer-benefit.ts';

/** What happened, what is safe, and what to do next, one or two sentences each. */
export interface FailureWords {
  readonly what: string;
  readonly safe: string;
  readonly next: string;
}

/** Why a file was refused, and what can be done about it. */
export interface RefusalWords {
  readonly what: string;
  readonly remedy: string;
}

/** What the sentence of a verdict mentions besides its figures. */
export interface SentenceFacts {
  /** Title of the source model. */
  readonly source: string;
  readonly testImages: number;
  /** Number of test images that the source model is known to have seen in its own training. */
  readonly testImagesSeen: number;
  /** Smallest size, in labelled images per class. */
  readonly smallest: number;
  /** How long training the source's architecture from scratch at every size would have taken, if it was left out; otherwise null. */
  readonly scratchSeconds: number | null;
}

/** A verdict as it is shown. */
export type ToldVerdict = Omit<VerdictFigures, 'reason'> & { readonly reason: VerdictReason | null };
