import { renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { applicationId } from '../../engine/store/look-at-database.ts';
import { migrations } from '../../engine/store/migrations/all.ts';

/** Rewrites the database of a closed project as an older version would have left it, dropping what that version could not store. */
export function asOlderForm(folder: string, version: number): void {
  const [now, then] = [join(folder, 'project.db'), join(folder, 'then.db')];
  const sqlite = new Database(then);
  sqlite.pragma('foreign_keys = OFF');
  for (const { sql } of migrations.slice(0, version)) sqlite.exec(sql);
  sqlite.exec(`ATTACH '${now}' AS now`);
  const names = (schema: string, table: string): string[] =>
    sqlite.prepare(`SELECT name FROM pragma_table_info(?, ?)`).pluck().all(table, schema) as string[];
  for (const table of sqlite
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]) {
    const kept = new Set(names('now', table));
    const columns = names('main', table)
      .filter((name) => kept.has(name))
      .join(', ');
    // What triggers have counted of the images already copied is replaced by what was counted before.
    if (columns !== '') sqlite.exec(`INSERT OR REPLACE INTO main.${table} (${columns}) SELECT ${columns} FROM now.${table}`);
  }
  if (names('main', 'label_events').length > 0 && names('now', 'label_events').length === 0) {
    sqlite.exec(`INSERT INTO main.label_events (id, action, step, at, by, image, class_before, class_after, how)
      SELECT id, action, step, at, by, image, iif(image IS NULL, class, (SELECT p.class FROM now.annotations p WHERE p.image = a.image AND p.kind = 'label' AND p.id < a.id ORDER BY p.id DESC LIMIT 1)),
        class, how FROM now.annotations a WHERE kind IN ('label', 'class') AND id > 0`);
  }
  sqlite.exec('DETACH now');
  sqlite.pragma(`application_id = ${applicationId}`);
  sqlite.pragma(`user_version = ${version}`);
  sqlite.close();
  renameSync(then, now);
}
