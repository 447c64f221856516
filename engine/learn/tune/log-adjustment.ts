/**
 * The logarithm of each class's share of the training images, which the loss adds to the scores: rare classes then count as much as
 * common ones when the scores themselves are used (Menon et al., arXiv 2007.07314, with tau 1). Null where all classes are alike.
 */
export function classPriors(labels: Int32Array, classes: number): Float32Array | null {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  if (counts.every((count) => count === counts[0])) return null;
  // A class without an image has no share; half an image keeps its logarithm finite.
  return Float32Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / labels.length));
}
