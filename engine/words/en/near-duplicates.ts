import { count, formatNumber } from './figures.ts';

/** Near-duplicates that were found, and what was done about them. */
export function nearDuplicates({ groups, leftOut }: { readonly groups: number; readonly leftOut: number }): string {
  const kept = `${count(groups, 'group', 'groups')} of near-duplicates: ${groups === 1 ? 'its images are' : 'the images of each group are'} kept on the same side of the split, so that copies do not inflate the score.`;
  if (leftOut === 0) return kept;
  return `${kept} ${leftOut === 1 ? 'One image was' : `${formatNumber(leftOut)} images were`} left out of training because of similarity to a test image.`;
}
