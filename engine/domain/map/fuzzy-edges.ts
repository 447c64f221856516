/** The nearest neighbours of each of n rows, k each, nearest first: n x k. A row is not its own neighbour. */
export interface Neighbours {
  readonly k: number;
  readonly rows: Int32Array;
  readonly distances: Float32Array;
}

/** Undirected edges between neighbours; `weights` are from 0 to 1. */
export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weights: Float32Array;
}

const mostHalvings = 64;
/** A kernel is not narrower than this share of the mean distance to the neighbours. */
const narrowest = 1e-3;

/**
 * Returns how surely rows are neighbours: the fuzzy union of what each says of its nearest rows (McInnes, Healy and Melville, "UMAP: Uniform
 * Manifold Approximation and Projection for Dimension Reduction", arXiv 1802.03426, 2018, section 3.1). A row is sure of its nearest one; the
 * others fade with a width at which all together count as log2(k), so that dense and sparse regions are treated alike.
 */
export function fuzzyEdges(neighbours: Neighbours): Edges {
  const { k, rows } = neighbours;
  const count = rows.length / k;
  const said = memberships(neighbours);
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  for (let row = 0; row < count; row++) {
    for (let at = row * k; at < (row + 1) * k; at++) {
      const other = rows[at]!;
      const back = placeOf(row, other, neighbours);
      // An edge that both rows know of is made by the one that comes first.
      if (back >= 0 && other < row) continue;
      const [mine, theirs] = [said[at]!, back < 0 ? 0 : said[back]!];
      from.push(row);
      to.push(other);
      weights.push(mine + theirs - mine * theirs);
    }
  }
  return { from: Int32Array.from(from), to: Int32Array.from(to), weights: Float32Array.from(weights) };
}

/** Where `row` is among the neighbours of another; -1 if it is none of them. */
function placeOf(row: number, other: number, { k, rows }: Neighbours): number {
  for (let at = other * k; at < (other + 1) * k; at++) if (rows[at] === row) return at;
  return -1;
}

/** How surely each neighbour is one, n x k. */
function memberships({ k, rows, distances }: Neighbours): Float32Array {
  const said = new Float32Array(rows.length);
  const wanted = Math.log2(k);
  for (let first = 0; first < rows.length; first += k) {
    const own = distances.subarray(first, first + k);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const width = widthOf(own, nearest, wanted);
    for (let at = 0; at < k; at++) said[first + at] = width === 0 ? 1 : Math.exp(-Math.max(0, own[at]! - nearest) / width);
  }
  return said;
}

/** The width at which the memberships add up to `wanted`, by bisection; 0 if all distances are 0. */
function widthOf(distances: Float32Array, nearest: number, wanted: number): number {
  let low = 0;
  let high = Infinity;
  let width = 1;
  for (let halving = 0; halving < mostHalvings; halving++) {
    let sum = 0;
    for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / width);
    if (Math.abs(sum - wanted) < 1e-5) break;
    if (sum > wanted) high = width;
    else low = width;
    width = high === Infinity ? 2 * width : (low + high) / 2;
  }
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return Math.max(width * Math.sign(mean), narrowest * mean);
}
