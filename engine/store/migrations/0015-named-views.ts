import type { Migration } from './migration.ts';

/** Views of the images that users have named: filter, order and text as in the address of a screen (JSON). Not part of the annotation log. */
export const namedViews: Migration = {
  version: 15,
  name: 'named-views',
  sql: `
    CREATE TABLE named_views (
      name TEXT PRIMARY KEY,
      query TEXT NOT NULL
    ) STRICT;`,
};
