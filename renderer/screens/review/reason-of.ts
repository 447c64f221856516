import type { ClassSummary, FindingSeen } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';

/** Why something was found, for its tile and its details. */
export function reasonOf({ kind, images, doubt }: FindingSeen, classes: readonly ClassSummary[]): string {
  const nameOf = (id: number | null): string => classes.find((one) => one.id === id)?.name ?? words.review.unlabelled;
  if (doubt !== null) return words.review.doubt(nameOf(doubt.class), nameOf(doubt.suggested), doubt);
  if (kind === 'conflicting-labels') return [...new Set(images.map((image) => nameOf(image.class)))].join(' / ');
  return images.length > 1 ? words.review.alike(images.length) : words.review.kinds[kind];
}
