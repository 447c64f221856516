import Database from 'better-sqlite3';

/** The version of SQLite used for projects, such as `3.51.3`. */
export function sqliteVersion(): string {
  const sqlite = new Database(':memory:');
  try {
    return sqlite.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  } finally {
    sqlite.close();
  }
}
