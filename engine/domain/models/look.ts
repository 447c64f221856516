import type { ContentHash } from '../ids.ts';
import type { PictureWindow } from './picture-window.ts';
import type { Reading } from './reading.ts';

/** What was chosen for how a file becomes its picture. Both are null where nothing was, or where it makes no difference. */
export interface Look {
  /** Of samples of more than 8 bits; null for the picture's own window. */
  readonly window: PictureWindow | null;
  /** Null for the first page, as the file says. */
  readonly reading: Reading | null;
}

export const plainLook: Look = { window: null, reading: null };

export const isPlainLook = ({ window, reading }: Look): boolean => window === null && reading === null;

/** A look chosen for a picture, and the hash of its file; the cached features depend on both. */
export interface ThroughLook extends Look {
  readonly content: ContentHash;
}

/** The hash of a picture's file, by which source models record the images they have seen in training. */
export const contentOf = ({ hash, through }: { readonly hash: ContentHash; readonly through?: ThroughLook }): ContentHash =>
  through?.content ?? hash;
