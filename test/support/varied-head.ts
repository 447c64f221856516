import type { LinearHead } from '../../engine/domain/linear-head.ts';
import { fitHead, headKindFor, type HeadTraining } from '../../engine/learn/head.ts';
import { principalRows } from '../../engine/learn/principal-rows.ts';
import { fitRidge } from '../../engine/learn/ridge.ts';
import { toUnitLength } from '../../engine/learn/row-placement.ts';

/**
 * The head that Graft would fit if it saw several views of each labelled image, n x D each: the nearest mean to means over all views; ridge on
 * the rows of all views, those of one image left out together.
 */
export async function variedHead(views: readonly Float32Array[], training: Omit<HeadTraining, 'features'>): Promise<LinearHead> {
  const { labels, dimension, classIds } = training;
  const rows = views.map((view) => toUnitLength(view, dimension));
  if (headKindFor(labels, classIds.length) === 'nearest-mean') {
    return fitHead({ ...training, features: rows[0]!.map((_, at) => rows.reduce((sum, view) => sum + view[at]!, 0) / rows.length) });
  }
  const all = new Float32Array(rows.length * rows[0]!.length);
  rows.forEach((view, at) => all.set(view, at * view.length));
  const repeated = Int32Array.from({ length: rows.length * labels.length }, (_, at) => labels[at % labels.length]!);
  const groups = Array.from(labels, (_, row) => rows.map((__, view) => view * labels.length + row));
  const principal = principalRows(all, dimension);
  const { weights, intercepts, penalty, accuracy } = fitRidge(principal, repeated, classIds.length, groups);
  const expanded = principal.expand(weights, classIds.length);
  const bias = Float32Array.from(intercepts, (intercept, index) => intercept - principal.mean.reduce((sum, value, at) => sum + value * expanded[at * classIds.length + index]!, 0));
  principal.dispose();
  return { kind: 'ridge', dimension, classIds, centre: null, unitLength: true, weights: expanded, bias, chosen: { by: 'leave-one-out', strength: penalty, accuracy } };
}
