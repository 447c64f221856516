import type { ImageFacets, ImageFilter } from '../contract/index.ts';
import { certaintyFrom } from '../domain/review/certainty.ts';
import type { Connection, SqlValue } from './connection.ts';

/** Facts to filter images by that are not counted with every label. Each is a value of the filter of the same name. */
type Facet = 'finding' | 'labelledBy' | 'taken' | 'side' | 'certainty';
interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** SQL: the shorter side of image `i`. */
const shorterSide = 'min(i.width, i.height)';
/** Lower ends of the ranges of the shorter side, in pixels: less than 224 is less than most source models see. */
const sides = [1, 100, 224, 500, 1000, 2000] as const;
/** More months than this are listed as years. */
const mostMonths = 24;

/** SQL: the lower end of the range in which a value lies. */
const rangeOf = (value: string, ends: readonly number[]): string =>
  `CASE ${ends
    .toReversed()
    .map((least) => `WHEN ${value} >= ${least} THEN ${least}`)
    .join(' ')} END`;
const certaintyRange = rangeOf('100 * i.certainty', certaintyFrom);

/** SQL: how the present label of image `i` came about: by the last action that gave it. Undoing gives an earlier label back. */
export const labelledBy = `CASE (SELECT how FROM annotations WHERE image = i.id AND kind = 'label' AND region IS NULL AND class = i.class AND step = 'do' ORDER BY id DESC LIMIT 1)
  WHEN 'imported-folder' THEN 'folder' WHEN 'imported-file' THEN 'file' ELSE 'user' END`;
/** SQL: the month in which image `i` was taken, by its camera's clock. */
const month = `strftime('%Y-%m', i.taken_at / 1000, 'unixepoch')`;

/** SQL conditions on `images AS i` for what a filter says of these facts. */
export function facetConditions(filter: Pick<ImageFilter, Facet>): Condition[] {
  const { finding, taken, side, certainty } = filter;
  return [
    ...(finding === undefined
      ? []
      : [{ sql: 'i.id IN (SELECT found.value FROM findings f, json_each(f.images) found WHERE f.kind = ?)', parameters: [finding] }]),
    ...(filter.labelledBy === undefined ? [] : [{ sql: `i.class IS NOT NULL AND ${labelledBy} = ?`, parameters: [filter.labelledBy] }]),
    ...(taken === undefined ? [] : [{ sql: `substr(${month}, 1, ?) = ?`, parameters: [taken.length, taken] }]),
    ...(side === undefined ? [] : [{ sql: `${shorterSide} >= ? AND ${shorterSide} < ?`, parameters: [side.least, side.below] }]),
    ...(certainty === undefined ? [] : [{ sql: `${certaintyRange} = ?`, parameters: [certainty] }]),
  ];
}

/** Counts the images for every value of each of these facts, without those removed. Takes some tenths of a second for 100,000 images. */
export function imageFacets(connection: Connection): ImageFacets {
  const counted = <T>(value: string, where = '1'): { value: T; images: number }[] =>
    connection.all(`SELECT ${value} AS value, count(*) AS images FROM images i WHERE i.removed IS NULL AND ${where} GROUP BY 1 ORDER BY 1`);
  const months = counted<string>(month, 'i.taken_at IS NOT NULL');
  return {
    finding: connection.all(
      `SELECT f.kind AS value, count(DISTINCT i.id) AS images FROM findings f, json_each(f.images) found JOIN images i ON i.id = found.value
       WHERE i.removed IS NULL GROUP BY f.kind ORDER BY min(f.id)`,
    ),
    labelledBy: counted(labelledBy, 'i.class IS NOT NULL'),
    taken: months.length > mostMonths ? counted(`substr(${month}, 1, 4)`, 'i.taken_at IS NOT NULL') : months,
    side: counted<number>(rangeOf(shorterSide, sides)).map(({ value: least, images }) => ({
      value: { least, below: sides[sides.findIndex((one) => one === least) + 1] ?? Number.MAX_SAFE_INTEGER },
      images,
    })),
    certainty: counted(certaintyRange, 'i.certainty IS NOT NULL'),
  };
}
