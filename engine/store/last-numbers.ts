import type Database from 'better-sqlite3';

/**
 * The last id assigned in each table of a project: statements, images, runs and so on. Ids only grow and are never reused, so a database
 * whose last ids are lower than they once were has lost data.
 */
export type LastNumbers = Readonly<Record<string, number>>;

const query = `SELECT t.name, coalesce(s.seq, 0) FROM sqlite_schema t LEFT JOIN sqlite_sequence s ON s.name = t.name
  WHERE t.type = 'table' AND t.sql LIKE '%AUTOINCREMENT%' ORDER BY t.name`;

/** Returns a function that reads the current numbers. */
export function numbersOf(sqlite: Database.Database): () => LastNumbers {
  const rows = sqlite.prepare<[], [string, number]>(query).raw();
  return () => Object.fromEntries(rows.all());
}

/** How many rows each table has lost, if any. Tables dropped by a newer schema do not count. */
export function goneSince(before: LastNumbers, now: LastNumbers): LastNumbers {
  const gone = Object.entries(now).map(([table, last]) => [table, (before[table] ?? 0) - last] as const);
  return Object.fromEntries(gone.filter(([, rows]) => rows > 0));
}

/** How much work a database contains, for comparing backups of one project. */
export const workIn = (last: LastNumbers): number => Object.values(last).reduce((sum, rows) => sum + rows, 0);
