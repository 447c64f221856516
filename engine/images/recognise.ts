import { basename } from 'node:path';
import { nameFits, openedFormat, titleOfName } from './formats.ts';
import type { PictureFormat } from './prepared.ts';
import type { Damage } from '../domain/refusal-facts.ts';
import { RefusedPicture } from './refused-picture.ts';
import { sniff } from './sniff.ts';
import { isActiveSvg } from './svg.ts';

/**
 * The format to open a file as, going by its content. Throws RefusedPicture where the content is no picture, of a kind that is not
 * opened, or not what the name promises: a wrong extension is usually a sign of something else gone wrong, and other programs that
 * the user will hand the file to go by the name.
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

/** A PNG whose first bytes were changed, as copying a file in text mode does, still shows its header near the start. */
function unknownContent(name: string, bytes: Buffer): RefusedPicture {
  if (bytes.subarray(0, 32).includes('IHDR')) return new RefusedPicture('damaged', { format: 'PNG', detail: 'first-bytes' satisfies Damage });
  return new RefusedPicture('not-an-image', { found: '', named: titleOfName(name) ?? '' });
}
