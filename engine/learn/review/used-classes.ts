import type { ClassId } from '../../domain/ids.ts';

/** Labels of classes that all have rows, as a head needs: numbered anew. */
export interface UsedClasses {
  /** Their own indices among all classes, in order. */
  readonly used: readonly number[];
  /** Index into `used` of each row. */
  readonly labels: Int32Array;
  readonly classIds: readonly ClassId[];
}

/** @param labels index into `classIds` of each row */
export function withoutEmptyClasses({
  labels,
  classIds,
}: {
  readonly labels: Int32Array;
  readonly classIds: readonly ClassId[];
}): UsedClasses {
  const used = [...new Set(labels)].sort((a, b) => a - b);
  const places = new Map(used.map((index, at) => [index, at]));
  return { used, labels: labels.map((label) => places.get(label)!), classIds: used.map((index) => classIds[index]!) };
}

/** Probabilities of the used classes, n x U, row-major, as those of all `classes`, n x C: 0 for the others. */
export function withEmptyClasses(probabilities: Float32Array, used: readonly number[], classes: number): Float32Array {
  if (used.length === classes) return probabilities;
  const all = new Float32Array((probabilities.length / used.length) * classes);
  probabilities.forEach((value, at) => {
    all[Math.floor(at / used.length) * classes + used[at % used.length]!] = value;
  });
  return all;
}
