/** Share of the rows whose own class has strictly the highest score; `scores` is n x C. */
export function shareRight(scores: Float64Array, labels: ArrayLike<number>, classes: number): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const own = scores[row * classes + labels[row]!]!;
    let isHighest = true;
    for (let index = 0; index < classes; index++) if (index !== labels[row] && scores[row * classes + index]! >= own) isHighest = false;
    if (isHighest) right += 1;
  }
  return right / labels.length;
}
