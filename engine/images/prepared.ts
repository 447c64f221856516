import type { ContentHash } from '../domain/ids.ts';
import type { Refusal } from '../domain/failure.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';

/** The formats that are opened. AVIF is the only HEIF kind among them. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'avif';

/** What is known of a file whose view and thumbnail lie in the cache. */
export interface Prepared {
  readonly hash: ContentHash;
  /** The key of its view and thumbnail; see picture-key.ts. */
  readonly picture: ContentHash;
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
  /** The window that the picture has by itself, whichever it was shown through. Null for pictures of 8 bits and fewer, which are shown as they are. */
  readonly tone: PictureWindow | null;
  /** Equal for pictures that one instrument may have taken: format, size, samples, and maker, model and software where the file names them. */
  readonly series: string;
  /** Equal for files that show the same pixels, whatever else they hold: a hash of the size and of the picture as a model is given it. */
  readonly pixels: string;
  /** 64-bit perceptual hash as 16 hexadecimal digits; see fingerprint.ts. */
  readonly fingerprint: string;
}

export type PrepareVerdict = { readonly prepared: Prepared } | { readonly refused: Refusal };
/** The content of a file without decoding it. */
export type HashVerdict = { readonly hash: ContentHash; readonly bytes: number } | { readonly refused: Refusal };
