import { imagesAt } from '../labels/nested-sizes.ts';
import type { TransferData } from './transfer-benefit.ts';

/**
 * The accuracy on the test images reachable without looking at them, knowing only the labels of the training images at a size: always
 * predicting their most frequent class. If several classes are equally frequent, as with few labels per class, the mean of theirs; at
 * least that of a uniform guess.
 */
export function chanceAt({ train, test, classes }: Pick<TransferData, 'train' | 'test' | 'classes'>, perClass: number): number {
  const trained = classes.map((id) => imagesAt([train.filter((image) => image.class === id).length], perClass));
  const most = Math.max(...trained);
  const shares = classes
    .filter((_, at) => trained[at] === most)
    .map((id) => test.filter((image) => image.class === id).length / test.length);
  return Math.max(1 / classes.length, shares.reduce((sum, share) => sum + share, 0) / shares.length);
}
