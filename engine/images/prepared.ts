import type { ContentHash } from '../domain/ids.ts';
import type { Refusal } from '../domain/failure.ts';

/** The formats that are opened. AVIF is the only HEIF kind among them. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'avif';

/**
 * How stored values were mapped to 8 bits: `low` and below are black, `high` and above are white, even steps between.
 * In the units of the file (counts, Hounsfield units ...).
 */
export interface Tone { readonly low: number; readonly high: number }

/** What is known of a file whose view and thumbnail lie in the cache. */
export interface Prepared {
  readonly hash: ContentHash;
  readonly bytes: number;
  readonly format: PictureFormat;
  /** Size in pixels when upright, of the first frame or page. */
  readonly width: number;
  readonly height: number;
  /** Bits of one stored sample: 1 to 64. */
  readonly bitDepth: number;
  /** Frames of an animation or pages of a file; the first is used. */
  readonly frames: number;
  /** Bands that are not shown: all but the first three, of two the second one; opacity is none of them. */
  readonly furtherBands: number;
  /** Null for pictures of 8 bits and fewer, which are shown as they are. */
  readonly tone: Tone | null;
  /** 64-bit perceptual hash as 16 hexadecimal digits; see fingerprint.ts. */
  readonly fingerprint: string;
}

export type PrepareVerdict = { readonly prepared: Prepared } | { readonly refused: Refusal };
/** The content of a file without decoding it. */
export type HashVerdict = { readonly hash: ContentHash; readonly bytes: number } | { readonly refused: Refusal };
