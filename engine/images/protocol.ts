import type { Failure } from '../domain/failure.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { Raster } from '../domain/raster.ts';
import type { HashVerdict, PrepareVerdict } from './prepared.ts';

/** What the pool asks of a decode worker, as plain values. */
export type DecodeTask =
  | { readonly do: 'prepare'; readonly file: string; readonly cache: string; readonly window: PictureWindow | null }
  | { readonly do: 'hash'; readonly file: string }
  | { readonly do: 'raster'; readonly view: string };
export interface DecodeOutcomes { prepare: PrepareVerdict; hash: HashVerdict; raster: Raster }
export type DecodeOutcome = DecodeOutcomes[keyof DecodeOutcomes];

export interface ToDecodeWorker { readonly id: number; readonly task: DecodeTask }
export type FromDecodeWorker =
  /** The decoder is loaded: a worker that ends before it says so has something wrong with the program, not with a picture. */
  | { readonly is: 'ready' }
  /** Now and then: how much of the processor's time it has used since its start. */
  | { readonly is: 'spent'; readonly processorMs: number }
  | { readonly is: 'done'; readonly of: number; readonly outcome: DecodeOutcome }
  | { readonly is: 'failed'; readonly of: number; readonly failure: Failure };

/** Exit code of a worker that ended itself because it held more memory than it may. */
export const swollenExit = 86;
