import { basename } from 'node:path';
import { nameFits, openedFormat, titleOfName } from './formats.ts';
import type { PictureFormat } from './prepared.ts';
import type { Damage } from '../domain/refusal-facts.ts';
import { RefusedPicture } from './refused-picture.ts';
import { sniff } from './sniff.ts';
import { isActiveSvg } from './svg.ts';

/**
 * Returns the format as which to open a file, judged by its content. A wrong extension is refused: it usually means that something went
 * wrong before, and other programs that get the file rely on its name.
 * @throws RefusedPicture if the content is not an image, is of a type that cannot be opened, or does not match the extension
 */
export function recognise(file: string, bytes: Buffer): PictureFormat {
  const name = basename(file);
  const found = sniff(bytes);
  if (found === null) throw unknownContent(name, bytes);
  if ('other' in found) throw new RefusedPicture('not-an-image', { found: found.other });
  if (!nameFits(name, found.kind)) throw new RefusedPicture('wrong-extension', { named: titleOfName(name) ?? '', found: found.kind });
  const format = openedFormat(found.kind);
  if (format !== null) return format;
  if (found.kind === 'SVG' && isActiveSvg(bytes)) throw new RefusedPicture('active-content', { format: 'SVG' });
  throw new RefusedPicture('unsupported-format', { format: found.kind });
}

/** A PNG whose first bytes were altered, as happens when copying a file in text mode, still has its header near the start. */
function unknownContent(name: string, bytes: Buffer): RefusedPicture {
  if (bytes.subarray(0, 32).includes('IHDR'))
    return new RefusedPicture('damaged', { format: 'PNG', detail: 'first-bytes' satisfies Damage });
  return new RefusedPicture('not-an-image', { found: '', named: titleOfName(name) ?? '' });
}
