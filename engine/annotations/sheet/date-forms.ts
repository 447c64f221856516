import { DayOrderVote, needsOrder, type DateForm } from './dates.ts';
import type { Sheet } from './rows.ts';

/**
 * How the dates of some columns are written. Where the first rows show that the order of day and month is in question, the whole columns
 * are read to find it.
 */
export async function dateFormsOf(sheet: Sheet, columns: readonly number[]): Promise<Map<number, DateForm>> {
  const asking = columns.filter((at) => sheet.sample.some((row) => needsOrder(row[at] ?? '')));
  const votes = new Map(asking.map((at) => [at, new DayOrderVote()]));
  if (asking.length > 0) for await (const row of sheet.rows()) for (const [at, vote] of votes) vote.add(row[at] ?? '');
  return new Map(columns.map((at) => [at, { order: votes.get(at)?.order ?? null, dayZero: sheet.dayZero }]));
}
