import { basename } from 'node:path';
import type { BoxToCut } from '../../annotations/label-pictures.ts';
import type { Refusal } from '../../domain/failure.ts';
import { classNameKey } from '../../domain/labels/class-names.ts';
import type { CutRegion, CutRules, Size } from '../../domain/labels/cut-region.ts';
import type { LeftReason } from '../../domain/labels/lost-labels.ts';
import type { Look } from '../../domain/models/look.ts';
import type { Blob } from '../../files/blob-packs.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { Made } from '../../images/prepared.ts';
import type { ImportedImage } from '../../store/image-import.ts';

/** What one image is made of: a whole picture, or a region cut out of one. */
export type Picture = Omit<ImportedImage, 'path' | 'origin' | 'group' | 'facts'> & {
  readonly furtherBands: number;
  readonly series: string | null;
};

interface CutWish extends Look {
  readonly cache: string;
  readonly boxes: readonly BoxToCut[];
  readonly rules: CutRules;
}
interface MadeCut extends Made {
  readonly region: CutRegion;
  readonly photograph: Size;
  /** The number of the box in the file, counted from 1. */
  readonly number: number;
  readonly className: string | null;
}

/** A task of the pool has a time limit. */
const cutAtOnce = 32;

/** Cuts boxes out of a file, each as an image of its own. `thumbnails`: of the pictures. `lost`: why single boxes could not be cut out. Errors: as DecodePool.cutOut. */
export async function cutBoxes(
  pool: Pick<DecodePool, 'cutOut'>,
  file: string,
  { boxes, ...wish }: CutWish,
): Promise<
  | { readonly pictures: readonly Picture[]; readonly thumbnails: readonly Blob[]; readonly lost: readonly LeftReason[] }
  | { readonly refused: Refusal }
> {
  const made: MadeCut[] = [];
  const lost: LeftReason[] = [];
  for (let start = 0; start < boxes.length; start += cutAtOnce) {
    const some = boxes.slice(start, start + cutAtOnce);
    const verdict = await pool.cutOut(file, { ...wish, boxes: some });
    if ('refused' in verdict) return verdict;
    const { cuts, photograph } = verdict;
    cuts.forEach((cut, index) => {
      if ('refused' in cut) lost.push(cut.refused);
      else made.push({ ...cut, photograph, number: start + index + 1, className: some[index]?.className ?? null });
    });
  }
  const { kept, overlapping } = withoutOverlaps(made);
  for (let count = 0; count < overlapping; count++) lost.push('boxes-overlap');
  return { pictures: kept.map((cut) => pictureOf(cut, basename(file))), thumbnails: kept.map(thumbnailToKeep), lost };
}

/** A thumbnail as it goes into the packs. */
export const thumbnailToKeep = ({ prepared, thumbnail }: Made): Blob => ({ key: prepared.picture, bytes: thumbnail });

function pictureOf({ prepared, className, photograph, region, number }: MadeCut, name: string): Picture {
  const { ofFile: hash, bytes } = prepared;
  return { ...prepared, className, cut: { photograph: { ...photograph, hash, bytes }, region, name: `${name} #${number}` } };
}

/** Several boxes at one place give one image, without a label if they are of different classes. */
function withoutOverlaps(cuts: readonly MadeCut[]): { readonly kept: readonly MadeCut[]; readonly overlapping: number } {
  let overlapping = 0;
  const kept = [...Map.groupBy(cuts, ({ prepared }) => prepared.hash).values()].map((same) => {
    const [first] = same as [MadeCut, ...MadeCut[]];
    if (new Set(same.map(({ className }) => className && classNameKey(className))).size === 1) return first;
    overlapping += same.length;
    return { ...first, className: null };
  });
  return { kept, overlapping };
}
