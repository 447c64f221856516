import { chosenRows } from '../head/chosen-rows.ts';
import type { TuningRun } from './tuned-run.ts';

/** Indices of the images in each part of the split. */
export function bySplit({ images }: Pick<TuningRun, 'images'>): Readonly<Record<'train' | 'validation' | 'test', number[]>> {
  const of = (split: string): number[] => images.flatMap((image, at) => (image.split === split ? [at] : []));
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

/** Class indices of the images at these indices. */
export function labelsAt({ classes, images }: Pick<TuningRun, 'classes' | 'images'>, places: readonly number[]): Int32Array {
  const indexOf = new Map(classes.map(({ id }, at) => [id, at]));
  return Int32Array.from(places, (at) => indexOf.get(images[at]!.class)!);
}

/** Features of the images at these indices. */
export function rowsAt({ features: { rows, dimension } }: Pick<TuningRun, 'features'>, places: readonly number[]): Float32Array {
  return chosenRows(rows, dimension, places);
}
