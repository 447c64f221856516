import type { ImageFilter } from '../contract/index.ts';
import type { ClassId } from '../domain/ids.ts';
import type { Split } from '../domain/labels/split.ts';
import { facetConditions } from './image-facets.ts';
import type { Connection, SqlValue } from './connection.ts';

export interface ImageCounts {
  readonly images: number;
  readonly labelled: number;
  readonly conflicts: number;
  readonly missing: number;
  readonly excluded: number;
  /** Not among `images`. */
  readonly removed: number;
}
/** Images of one class in one part of the split (null: in none), all excluded or none. */
interface PartOfClass {
  readonly class: ClassId;
  readonly split: Split | null;
  readonly excluded: number;
  readonly images: number;
}

/**
 * Reads the counts of images that are not removed, which triggers keep in `image_counts`, a row for each combination of class (0: none), part of the split (empty: none) and
 * flags. Counting the images themselves takes longer the more there are, and every label needs the counts.
 */
export function imageCounts(connection: Connection): ImageCounts {
  return connection.get<ImageCounts>(`SELECT
    coalesce(sum(images), 0) AS images,
    coalesce(sum(images) FILTER (WHERE class <> 0), 0) AS labelled,
    coalesce(sum(images) FILTER (WHERE contested = 1 AND class = 0), 0) AS conflicts,
    coalesce(sum(images) FILTER (WHERE missing = 1), 0) AS missing,
    coalesce(sum(images) FILTER (WHERE excluded = 1), 0) AS excluded,
    (SELECT count(*) FROM images WHERE removed IS NOT NULL) AS removed
    FROM image_counts`) as ImageCounts;
}

/** The images of every class. */
export function partsOfClasses(connection: Connection): PartOfClass[] {
  return connection.all(`SELECT class, nullif(split, '') AS split, excluded, sum(images) AS images
    FROM image_counts WHERE class <> 0 GROUP BY class, split, excluded`);
}

/** How many images fit a filter; null if that is not among the counts kept: for a text, a shared fact, the facets, removed images, a time and the outcome of a run. */
export function keptCount(connection: Connection, filter: ImageFilter): number | null {
  if (filter.text || filter.like || filter.removed || filter.since !== undefined || filter.outcome || facetConditions(filter).length > 0)
    return null;
  const conditions = ['1'];
  const parameters: SqlValue[] = [];
  const narrow = (condition: string, ...values: SqlValue[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  if (filter.class === 'none') narrow('class = 0');
  else if (filter.class !== undefined) narrow('class = ?', filter.class);
  if (filter.split) narrow('split = ?', filter.split);
  if (filter.conflicts) narrow('contested = 1 AND class = 0');
  if (filter.excluded) narrow('excluded = 1');
  if (filter.missing) narrow('missing = 1');
  const sql = `SELECT coalesce(sum(images), 0) AS images FROM image_counts WHERE ${conditions.join(' AND ')}`;
  return connection.get<{ images: number }>(sql, parameters)?.images ?? 0;
}
