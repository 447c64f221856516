import type { Failure } from '../domain/failure.ts';
import type { ContentHash } from '../domain/ids.ts';
import type { Capture } from '../domain/labels/capture.ts';
import type { CutRules, GivenBox, Region } from '../domain/labels/cut-region.ts';
import type { Look } from '../domain/models/look.ts';
import type { Reading } from '../domain/models/reading.ts';
import type { Raster } from '../domain/raster.ts';
import type { CutVerdict, HashVerdict, PrepareVerdict, SaveVerdict, SpreadVerdict } from './prepared.ts';

/** A task for a decode worker, as plain values. */
export type DecodeTask =
  | (Look & {
      readonly do: 'prepare';
      readonly file: string;
      readonly cache: string;
      readonly region: Region | null;
    })
  | (Look & {
      readonly do: 'cut-out';
      readonly file: string;
      readonly cache: string;
      readonly boxes: readonly GivenBox[];
      readonly rules: CutRules;
    })
  | (Look & {
      readonly do: 'save-cut';
      readonly file: string;
      readonly ofFile: ContentHash;
      readonly region: Region;
      readonly target: string;
    })
  | { readonly do: 'hash'; readonly file: string }
  | { readonly do: 'capture'; readonly file: string }
  | {
      readonly do: 'spread';
      readonly file: string;
      readonly ofFile: ContentHash;
      readonly region: Region | null;
      readonly reading: Reading | null;
    }
  | { readonly do: 'raster'; readonly view: string };
export interface DecodeOutcomes {
  prepare: PrepareVerdict;
  'cut-out': CutVerdict;
  'save-cut': SaveVerdict;
  hash: HashVerdict;
  capture: Capture;
  spread: SpreadVerdict;
  raster: Raster;
}
export type DecodeOutcome = DecodeOutcomes[keyof DecodeOutcomes];

export interface ToDecodeWorker {
  readonly id: number;
  readonly task: DecodeTask;
}
export type FromDecodeWorker =
  /** The decoder is loaded: if a worker ends before this, the fault is in the program, not in a picture. */
  | { readonly is: 'ready' }
  /** Sent periodically: processor time used since the start. */
  | { readonly is: 'spent'; readonly processorMs: number }
  | { readonly is: 'done'; readonly of: number; readonly outcome: DecodeOutcome }
  | { readonly is: 'failed'; readonly of: number; readonly failure: Failure };

/** Exit code of a worker that exceeded its memory limit. */
export const swollenExit = 86;
