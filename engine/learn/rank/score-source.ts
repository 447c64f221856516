import type { FeatureScaling } from '../../domain/models/head-kind.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { Matrix } from '../tensorflow/matrix.ts';
import { meanRow, principalRows } from '../head/principal-rows.ts';
import { leaveGroupsOut } from '../head/ridge.ts';
import { placeRows, toUnitLength } from '../head/row-placement.ts';
import { leftOutMeans } from './left-out-means.ts';
import { leftOutNeighbours } from './left-out-neighbours.ts';
import type { JudgedRows } from './left-out-rows.ts';
import { sourceEvidence, type SourceEvidence } from './source-evidence.ts';

/** What the ranking keeps of a source model: its evidence, and the class index each method predicts for each row. */
export interface SourceScores extends SourceEvidence {
  readonly ridge: Uint16Array;
  readonly nearestNeighbours: Uint16Array;
  readonly nearestMean: Uint16Array;
}

/** Computes the four scores of a source model from its features of the rows, with one eigendecomposition. */
export function scoreSource(table: FeatureTable, judged: JudgedRows): SourceScores {
  const { rows, dimension } = table;
  const principal = principalRows(placeRows(rows, dimension, 'unit-length').rows, dimension);
  const placed = aboutMean(rows, dimension);
  const directions = Matrix.of(placed, judged.labels.length, dimension);
  try {
    return {
      ...sourceEvidence(principal, judged.labels, judged.classes),
      ridge: Uint16Array.from(leaveGroupsOut(principal, judged.labels, judged.classes, judged.groups)),
      nearestNeighbours: Uint16Array.from(leftOutNeighbours(directions, judged)),
      nearestMean: Uint16Array.from(leftOutMeans(directions, placed, judged)),
    };
  } finally {
    principal.dispose();
    directions.dispose();
  }
}

/** Returns the class index of each row by ridge alone, as for source models: for features, or for measurements in different units. */
export function scoreByRidge({ rows, dimension }: FeatureTable, judged: JudgedRows, scaling: FeatureScaling): Uint16Array {
  const principal = principalRows(placeRows(rows, dimension, scaling).rows, dimension);
  try {
    return Uint16Array.from(leaveGroupsOut(principal, judged.labels, judged.classes, judged.groups));
  } finally {
    principal.dispose();
  }
}

/** Centred rows, scaled to unit length. */
function aboutMean(rows: Float32Array, dimension: number): Float32Array {
  const mean = meanRow(rows, dimension);
  return toUnitLength(
    rows.map((value, at) => value - mean[at % dimension]!),
    dimension,
  );
}
