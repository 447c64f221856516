import type { DescribedFormat } from '../domain/refusal-facts.ts';
import { RefusedPicture } from './refused-picture.ts';

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';

/** Extra bytes between the segments of a JPEG: many cameras write some, and they do not affect the picture. */
export const isHarmlessWarning = (error: unknown): boolean => /extraneous bytes before marker/.test(firstLine(error));

/** The file ended before the decoder found the end of the picture. */
export const isMissingEnd = (error: unknown): boolean => /premature end of JPEG/i.test(firstLine(error));

/** Turns a decoder error into a refusal of the file; returns other values unchanged. */
export function decoderRefusal(error: unknown, format: string): unknown {
  if (error instanceof RefusedPicture || !(error instanceof Error)) return error;
  const said = firstLine(error);
  if (/premature end|unexpected end|bad seek|unable to parse image|out of range read/i.test(said))
    return new RefusedPicture('cut-short', { format });
  if (/unsupported image format|not supported|unsupported/i.test(said))
    return new RefusedPicture('unsupported-format', { format: 'odd-kind' satisfies DescribedFormat, of: format });
  if (/memory/i.test(said)) return new RefusedPicture('too-large', { format });
  return new RefusedPicture('damaged', { format, decoder: said });
}
