import type { ImageFilter } from '../contract/index.ts';
import { foldCase } from '../domain/case-folding.ts';
import { StudioError } from '../domain/failure.ts';
import { facetConditions } from './image-facets.ts';
import type { SqlValue } from './connection.ts';

export type ImageOrder = 'added' | 'name' | 'taken' | 'size' | 'certainty' | 'doubt';

/** The parts of a SELECT over `images AS i` or, if the filter names a run, over `run_predictions AS p`, joined with `images AS i` if need be. */
export interface ImageQuery {
  /** The id of the image. */
  readonly id: 'i.id' | 'p.image';
  readonly from: string;
  readonly where: string;
  readonly orderBy: string;
  readonly parameters: readonly SqlValue[];
}

/** SQL: whether an image is used for training or testing: it has a label and is neither excluded nor removed. */
export const isUsed = 'class IS NOT NULL AND excluded IS NULL AND removed IS NULL';

/** Builds the query for a filter. Errors: `input-invalid` if the order needs a run and the filter names none. */
export function imageQuery(filter: ImageFilter, order: ImageOrder): ImageQuery {
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  const narrow = (condition: string, ...values: SqlValue[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  const { outcome } = filter;
  if (order === 'doubt' && !outcome) throw new StudioError('input-invalid', { detail: 'the order "doubt" needs an outcome' });
  if (outcome) {
    narrow("p.run = ? AND p.split = 'test'", outcome.run);
    if (outcome.actual !== undefined) narrow('p.actual = ?', outcome.actual);
    if (outcome.predicted !== undefined) narrow('p.predicted = ?', outcome.predicted);
    if (outcome.right !== undefined) narrow(outcome.right ? 'p.actual = p.predicted' : 'p.actual <> p.predicted');
  }
  const ofPredictions = conditions.length;
  // The plus keeps SQLite from using an index on the class or split and reading the row of each of its images: the indexes made for these
  // conditions are shorter, or have all that is searched.
  const hasOwnIndex =
    filter.conflicts || filter.excluded || filter.removed || filter.missing || filter.since !== undefined || filter.text || filter.like;
  const [label, split] = hasOwnIndex ? ['+i.class', '+i.split'] : ['i.class', 'i.split'];
  if (filter.class === 'none' || filter.conflicts) narrow(`${label} IS NULL`);
  if (filter.class !== undefined && filter.class !== 'none') narrow(`${label} = ?`, filter.class);
  if (filter.split) narrow(`${split} = ?`, filter.split);
  if (filter.conflicts) narrow('i.contested = 1');
  if (filter.excluded) narrow('i.excluded IS NOT NULL');
  if (filter.removed) narrow('i.removed IS NOT NULL');
  // What a run predicted stays as it was. The few images removed have an index of their own, so the others are found in the indexes alone.
  else if (!outcome) narrow('i.id NOT IN (SELECT id FROM images WHERE removed IS NOT NULL)');
  if (filter.missing) narrow('i.missing = 1');
  if (filter.since !== undefined) narrow('i.added_at >= ?', filter.since);
  if (filter.like) narrow(sharing[filter.like.fact], filter.like.value);
  for (const { sql, parameters: values } of facetConditions(filter)) narrow(sql, ...values);
  if (filter.text) narrow('instr(i.name_fold, ?) > 0', foldCase(filter.text));
  const id = outcome ? 'p.image' : 'i.id';
  // Every prediction has its image: without a question about the images themselves there is no need to read them.
  const joined =
    conditions.length > ofPredictions || ['name', 'taken', 'size', 'certainty'].includes(order)
      ? ' JOIN images AS i ON i.id = p.image'
      : '';
  return {
    id,
    from: outcome ? `run_predictions AS p${joined}` : 'images AS i',
    where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`,
    orderBy: `${orders[order]}${id}`,
    parameters,
  };
}

/** Images that share a fact. */
const sharing: Readonly<Record<NonNullable<ImageFilter['like']>['fact'], string>> = {
  group: 'i.group_name = ?',
  site: 'i.site = ?',
  camera: 'i.camera = ?',
  tag: 'EXISTS (SELECT 1 FROM json_each(i.tags) WHERE value = ?)',
};

/** What comes before the id. */
const orders: Readonly<Record<ImageOrder, string>> = {
  added: '',
  name: 'i.name_sort, ',
  taken: 'i.taken_at DESC, ',
  size: 'i.width * i.height DESC, ',
  certainty: 'i.certainty IS NULL, i.certainty, ',
  doubt: 'p.actual = p.predicted, CASE WHEN p.actual = p.predicted THEN p.probability ELSE -p.probability END, ',
};
