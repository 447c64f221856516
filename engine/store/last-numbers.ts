import type Database from 'better-sqlite3';

/**
 * The last number that each table of a project has given: of statements about images, images, runs and so on. They only grow, and no
 * number is given twice, so a database whose numbers are behind those that were once there has lost something.
 */
export type LastNumbers = Readonly<Record<string, number>>;

const query = `SELECT t.name, coalesce(s.seq, 0) FROM sqlite_schema t LEFT JOIN sqlite_sequence s ON s.name = t.name
  WHERE t.type = 'table' AND t.sql LIKE '%AUTOINCREMENT%' ORDER BY t.name`;

/** Gives what the numbers are whenever it is called. */
export function numbersOf(sqlite: Database.Database): () => LastNumbers {
  const rows = sqlite.prepare<[], [string, number]>(query).raw();
  return () => Object.fromEntries(rows.all());
}

/** How many rows of each table are gone, where any are. A table that a newer form has given up does not count. */
export function goneSince(before: LastNumbers, now: LastNumbers): LastNumbers {
  const gone = Object.entries(now).map(([table, last]) => [table, (before[table] ?? 0) - last] as const);
  return Object.fromEntries(gone.filter(([, rows]) => rows > 0));
}

/** How much work a database holds, to compare copies of one project. */
export const workIn = (last: LastNumbers): number => Object.values(last).reduce((sum, rows) => sum + rows, 0);
