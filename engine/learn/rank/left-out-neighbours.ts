import { productsByRow, type Matrix } from '../tensorflow/matrix.ts';
import { leftOutWith, type JudgedRows } from './left-out-rows.ts';

const mostNeighbours = 20;
/**
 * Similarities are divided by this before weighting (Wu, Xiong, Yu and Lin, "Unsupervised Feature Learning via Non-parametric Instance
 * Discrimination", CVPR 2018).
 */
const temperature = 0.07;

/**
 * Returns the class of each row by its nearest neighbours in cosine similarity, which vote with exp(similarity / 0.07); rows of its own
 * group have no vote. `rows` are n x D of unit length. For the number of neighbours see neighboursFor.
 */
export function leftOutNeighbours(rows: Matrix, judged: JudgedRows): Int32Array {
  const { labels, classes } = judged;
  const leftOut = leftOutWith(judged);
  const most = neighboursFor(labels, classes);
  const said = new Int32Array(labels.length);
  let row = 0;
  for (const similar of productsByRow(rows)) {
    for (const other of leftOut(row)) similar[other] = -Infinity;
    said[row++] = vote(similar, labels, classes, most);
  }
  return said;
}

/** Returns the number of neighbours: one less than the median class size, at most 20 and at least 1. */
export function neighboursFor(labels: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  return Math.max(1, Math.min(mostNeighbours, counts.toSorted()[Math.floor((classes - 1) / 2)]! - 1));
}

function vote(similar: Float32Array, labels: Int32Array, classes: number, most: number): number {
  const nearest: number[] = [];
  for (let row = 0; row < similar.length; row++) {
    const similarity = similar[row]!;
    if (similarity === -Infinity || (nearest.length === most && similarity <= similar[nearest[most - 1]!]!)) continue;
    let at = nearest.length < most ? nearest.length : most - 1;
    for (; at > 0 && similar[nearest[at - 1]!]! < similarity; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = row;
  }
  const votes = new Float64Array(classes);
  const closest = similar[nearest[0]!]!;
  for (const row of nearest) votes[labels[row]!]! += Math.exp((similar[row]! - closest) / temperature);
  return votes.indexOf(Math.max(...votes));
}
