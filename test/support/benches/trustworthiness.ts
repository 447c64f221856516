/**
 * How far the neighbours of a point on a map are also its neighbours in the original space, 1 at best, about 0.5 for points placed at random
 * (Venna and Kaski, "Neighborhood Preservation in Nonlinear Projection Methods: An Experimental Study", ICANN 2001). Compares `judged` points,
 * spread evenly, with all.
 * @param rows n x dimension
 * @param positions n x 2
 * @param k neighbours on the map
 */
export function trustworthiness(rows: Float32Array, dimension: number, positions: Float32Array, k: number, judged = Infinity): number {
  const count = positions.length / 2;
  const points = Math.min(count, judged);
  let penalty = 0;
  for (let at = 0; at < points; at++) {
    const point = Math.floor((at * count) / points);
    const onMap = squaredDistances(positions, 2, point);
    const inSpace = squaredDistances(rows, dimension, point);
    const neighbours = indicesOf(count, point)
      .sort((a, b) => onMap[a]! - onMap[b]!)
      .slice(0, k);
    for (const neighbour of neighbours) {
      let rank = 1;
      for (let other = 0; other < count; other++) if (other !== point && inSpace[other]! < inSpace[neighbour]!) rank += 1;
      penalty += Math.max(0, rank - k);
    }
  }
  return 1 - (2 * penalty) / (points * k * (2 * count - 3 * k - 1));
}

function squaredDistances(rows: Float32Array, dimension: number, point: number): Float64Array {
  const from = point * dimension;
  return Float64Array.from({ length: rows.length / dimension }, (_, row) => {
    let squares = 0;
    for (let at = 0; at < dimension; at++) squares += (rows[row * dimension + at]! - rows[from + at]!) ** 2;
    return squares;
  });
}

const indicesOf = (count: number, without: number): number[] =>
  Array.from({ length: count }, (_, index) => index).filter((index) => index !== without);
