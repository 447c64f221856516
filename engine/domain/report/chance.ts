import { imagesAt } from '../labels/nested-sizes.ts';
import type { TransferData } from './transfer-benefit.ts';

/**
 * The share of test images that is right without looking at them, by who knows the labels of the training images at a size: by naming
 * the class that most of them have. Where several have as many, as with few labels per class, the mean of those; never below a guess
 * among all classes.
 */
export function chanceAt({ train, test, classes }: Pick<TransferData, 'train' | 'test' | 'classes'>, perClass: number): number {
  const trained = classes.map((id) => imagesAt([train.filter((image) => image.class === id).length], perClass));
  const most = Math.max(...trained);
  const shares = classes.filter((_, at) => trained[at] === most).map((id) => test.filter((image) => image.class === id).length / test.length);
  return Math.max(1 / classes.length, shares.reduce((sum, share) => sum + share, 0) / shares.length);
}
