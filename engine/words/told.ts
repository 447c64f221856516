import type { VerdictReason } from '../contract/index.ts';
import type { VerdictFigures } from '../domain/report/transfer-benefit.ts';

/** What happened, what is safe, and what to do next, each a sentence or two. */
export interface FailureWords { readonly what: string; readonly safe: string; readonly next: string }

/** Why a file was not taken, and what can be done about it. */
export interface RefusalWords { readonly what: string; readonly remedy: string }

/** What the sentence of a verdict names beside its figures. */
export interface SentenceFacts {
  /** Title of the source model. */
  readonly source: string;
  readonly testImages: number;
  /** Test images that the source model is known to have seen. */
  readonly testImagesSeen: number;
  /** Smallest size, in labelled images per class. */
  readonly smallest: number;
  /** How long training the architecture of the source from scratch at every size would have taken, where it was left out; else null. */
  readonly scratchSeconds: number | null;
}

/** A verdict as it is told. */
export type ToldVerdict = Omit<VerdictFigures, 'reason'> & { readonly reason: VerdictReason | null };
