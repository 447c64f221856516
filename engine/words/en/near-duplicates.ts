import { count, formatNumber } from './figures.ts';

/** What was found of near-duplicates, and what was done about it. */
export function nearDuplicates({ groups, leftOut }: { readonly groups: number; readonly leftOut: number }): string {
  const kept = `${count(groups, 'group', 'groups')} of near-duplicates: ${groups === 1 ? 'its images are' : 'the images of each are'} on one side of the split, so that the score does not profit from copies.`;
  if (leftOut === 0) return kept;
  return `${kept} ${leftOut === 1 ? 'One image is' : `${formatNumber(leftOut)} images are`} like a test image and left out of training.`;
}
