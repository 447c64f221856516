import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import { assignSplits } from '../../../engine/domain/labels/split.ts';
import type { PhotoSet } from './ranking-truth.ts';

/** Indices of the images of a seed: three quarters of the labelled ones train, the rest validate; the test images are always the same. */
export interface Drawn {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
}

export function drawnBy(seed: number, { photos }: PhotoSet): Drawn {
  const labelled = photos.flatMap(({ label, group, part }, at) =>
    part === 'labelled' ? [{ id: at as ImageId, classId: label as ClassId, group, split: null }] : [],
  );
  const splits = assignSplits(labelled, seed, { train: 0.75, validation: 0.25, test: 0 });
  const of = (split: string): number[] => labelled.flatMap(({ id }) => (splits.get(id) === split ? [id as number] : []));
  return { train: of('train'), validation: of('validation'), test: photos.flatMap(({ part }, at) => (part === 'test' ? [at] : [])) };
}
