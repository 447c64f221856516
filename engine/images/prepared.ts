import type { ContentHash } from '../domain/ids.ts';
import type { Refusal } from '../domain/failure.ts';
import type { CutRefusal, CutRegion, Size } from '../domain/labels/cut-region.ts';
import type { Capture } from '../domain/labels/capture.ts';
import type { Planes, Reading } from '../domain/models/reading.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { SampleSpread } from '../domain/models/sample-spread.ts';

/** The formats that can be opened. AVIF is the only kind of HEIF among them. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'avif';

/** Facts about a file, or about a region cut out of it, whose view is in the cache. */
export interface Prepared {
  /** Of the file, or of the file and the region; see picture-key.ts. */
  readonly hash: ContentHash;
  readonly ofFile: ContentHash;
  /** The key of its view and thumbnail; see picture-key.ts. */
  readonly picture: ContentHash;
  /** Of the file. */
  readonly bytes: number;
  readonly format: PictureFormat;
  /** Size in pixels of the first frame or page, after applying its orientation, or of the region. */
  readonly width: number;
  readonly height: number;
  /** Bits per stored sample: 1 to 64. */
  readonly bitDepth: number;
  /** Number of frames of an animation or pages of a file; the first is used. */
  readonly frames: number;
  /** Number of bands not shown: all after the first three, or the second of two; opacity does not count. */
  readonly furtherBands: number;
  readonly planes: Planes;
  /** The part of the chosen reading that applies; null for none. */
  readonly reading: Reading | null;
  /** The picture's own window, whichever one was used. Null for 8 bits or fewer, which need none. */
  readonly tone: PictureWindow | null;
  /** Equal for pictures that may come from one instrument: format, size, samples, and maker, model and software if the file gives them. */
  readonly series: string;
  /** Of the file. */
  readonly capture: Capture;
  /** Equal for files with the same pixels, whatever else they contain: a hash of the size and of the picture that models receive. */
  readonly pixels: string;
  /** 64-bit perceptual hash as 16 hexadecimal digits; see fingerprint.ts. */
  readonly fingerprint: string;
}

/** A picture whose view is in the cache, with its thumbnail: JPEG, at most 192 pixels. */
export interface Made {
  readonly prepared: Prepared;
  readonly thumbnail: Uint8Array;
}

/** The size of the upright picture and, for each box in order, its cut or why it cannot be cut out. */
export type CutVerdict =
  | {
      readonly photograph: Size;
      readonly cuts: readonly (({ readonly region: CutRegion } & Made) | { readonly refused: CutRefusal })[];
    }
  | { readonly refused: Refusal };
export type SaveVerdict = { readonly saved: true } | { readonly refused: Refusal };
/** `spread`: null for a picture of up to 8 bits, and for a file that cannot be read any more. */
export type SpreadVerdict = { readonly spread: SampleSpread | null } | { readonly refused: Refusal };
export type PrepareVerdict = Made | { readonly refused: Refusal };
/** The content hash of a file, without decoding it. */
export type HashVerdict = { readonly hash: ContentHash; readonly bytes: number } | { readonly refused: Refusal };
