/**
 * Returns the logarithm of each class's share of the training images, which the loss adds to the scores: used without it, the scores then
 * give rare classes as much weight as common ones (Menon et al., arXiv 2007.07314, with tau 1). Null if all classes have the same size.
 */
export function classPriors(labels: Int32Array, classes: number): Float32Array | null {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  if (counts.every((count) => count === counts[0])) return null;
  // A class without images counts as half an image, which keeps its logarithm finite.
  return Float32Array.from(counts, (count) => Math.log(Math.max(count, 0.5) / labels.length));
}
