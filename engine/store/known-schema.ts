import Database from 'better-sqlite3';
import { migrations } from './migrations/all.ts';

/** A part of a schema that is not as the migrations make it. */
export interface StrangePart { readonly kind: string; readonly name: string; readonly found: 'added' | 'changed' | 'missing' }

/** Indexes that SQLite makes by itself have no text; its statistics hold nothing that runs. */
const query = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4')) ORDER BY rowid";
const schemaOf = (sqlite: Database.Database): Map<string, string> => new Map(sqlite.prepare<[], [string, string]>(query).raw().all());

const known = new Map<number, Map<string, string>>();

/**
 * The first part of a database that is not as the migrations make it, null where all are. A trigger or a view of somebody else would run or
 * be read whenever Graft writes or reads, and could change labels unseen.
 * @param version the number of migrations it has been through
 */
export function strangePart(sqlite: Database.Database, version: number): StrangePart | null {
  const found = schemaOf(sqlite), expected = expectedAt(version);
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
      known.set(version, schema = schemaOf(sqlite));
    } finally {
      sqlite.close();
    }
  }
  return schema;
}
