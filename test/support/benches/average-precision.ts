/**
 * The mean over the wanted items of the precision among all items up to that one, in descending order of score. Equal scores count in the
 * order of the items.
 */
export function averagePrecision(isWanted: readonly boolean[], scores: ArrayLike<number>): number {
  const order = [...isWanted.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
  let [found, sum] = [0, 0];
  order.forEach((item, at) => {
    if (!isWanted[item]) return;
    found += 1;
    sum += found / (at + 1);
  });
  return sum / found;
}
