import Database from 'better-sqlite3';
import { migrations } from './migrations/all.ts';

/** A part of a schema that differs from what the migrations create. */
export interface StrangePart {
  readonly kind: string;
  readonly name: string;
  readonly found: 'added' | 'changed' | 'missing';
}

/** Automatic indexes have no SQL text, and SQLite's statistics tables contain nothing executable. */
const query =
  "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY rowid";
const schemaOf = (sqlite: Database.Database): Map<string, string> => new Map(sqlite.prepare<[], [string, string]>(query).raw().all());

const known = new Map<number, Map<string, string>>();

/**
 * The first part of a schema that differs from what the migrations create; null if none does. A foreign trigger or view would be used
 * whenever Graft writes or reads, and could change labels unnoticed.
 * @param version the number of migrations applied
 */
export function strangePart(sqlite: Database.Database, version: number): StrangePart | null {
  const found = schemaOf(sqlite),
    expected = expectedAt(version);
  for (const [part, text] of found) {
    if (expected.get(part) !== text) return named(part, expected.has(part) ? 'changed' : 'added');
  }
  for (const part of expected.keys()) if (!found.has(part)) return named(part, 'missing');
  return null;
}

function named(part: string, found: StrangePart['found']): StrangePart {
  const [kind = '', ...name] = part.split(' ');
  return { kind, name: name.join(' '), found };
}

function expectedAt(version: number): Map<string, string> {
  let schema = known.get(version);
  if (!schema) {
    const sqlite = new Database(':memory:');
    try {
      for (const { sql } of migrations.slice(0, version)) sqlite.exec(sql);
      known.set(version, (schema = schemaOf(sqlite)));
    } finally {
      sqlite.close();
    }
  }
  return schema;
}
