import { constants, inflateSync } from 'node:zlib';
import { limits } from './limits.ts';
import { RefusedPicture } from './refused-picture.ts';

/** What the chunks of a PNG show without decoding its pixels (PNG, third edition, W3C 2025). */
export interface PngFacts {
  /** Number of frames of an animated PNG; 1 for a still one. */
  readonly frames: number;
  /** Whether nothing in the file affects how its stored values are displayed: no profile, gamma, transparency or animation. */
  readonly plain: boolean;
}

const changesColours = new Set(['iCCP', 'cHRM', 'cICP', 'tRNS', 'acTL', 'sBIT']);

/**
 * Walks through the chunks.
 * @throws RefusedPicture cut-short if the file ends before its end chunk, too-large if compressed metadata would expand beyond the
 * limits: the decoder has no limit of its own for it
 */
export function readPng(bytes: Buffer): PngFacts {
  let frames = 1;
  let plain = true;
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (at + 12 + length > bytes.length) break;
    if (type === 'IEND') return { frames, plain };
    if (type === 'acTL' && length >= 4) frames = data.readUInt32BE(0);
    if (changesColours.has(type) || (type === 'gAMA' && length === 4 && data.readUInt32BE(0) !== 45455)) plain = false;
    if (type === 'zTXt' || type === 'iTXt' || type === 'iCCP') checkNote(type, data);
    at += 12 + length;
  }
  throw new RefusedPicture('cut-short', { format: 'PNG' });
}

function checkNote(type: string, data: Buffer): void {
  const packed = packedPart(type, data);
  if (packed === null) return;
  const most = Math.min(limits.noteBytesMost, Math.max(limits.noteBytes, packed.length * limits.noteFold));
  try {
    inflateSync(packed, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    // Metadata that cannot be decompressed is harmless: the decoder skips it.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return;
    throw new RefusedPicture('too-large', { format: 'PNG', noteMegabytes: Math.round(most / 1024 / 1024) });
  }
}

/** The compressed data: after the keyword and, for iTXt, after flags, language and translated keyword. */
function packedPart(type: string, data: Buffer): Buffer | null {
  const name = data.indexOf(0);
  if (name < 0) return null;
  if (type !== 'iTXt') return data.subarray(name + 2);
  if (data[name + 1] !== 1) return null;
  const language = data.indexOf(0, name + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  return translated < 0 ? null : data.subarray(translated + 1);
}
