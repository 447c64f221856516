import type { NamedView } from '../contract/index.ts';
import type { Connection } from './connection.ts';

/** Views of the images that users have named. Not part of the annotation log: they say nothing about images, and undo ignores them. */
export class NamedViewTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** By name. */
  list(): NamedView[] {
    return this.#connection
      .all<{ name: string; query: string }>('SELECT name, query FROM named_views')
      .map(({ name, query }) => ({ name, query: JSON.parse(query) as NamedView['query'] }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Replaces a view of the same name. */
  save({ name, query }: NamedView): void {
    this.#connection.run('INSERT INTO named_views (name, query) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET query = excluded.query', [
      name,
      JSON.stringify(query),
    ]);
  }

  remove(name: string): void {
    this.#connection.run('DELETE FROM named_views WHERE name = ?', [name]);
  }
}
