import type { Migration } from './migration.ts';

/** A window chosen for an image of more than 8 bits: JSON `[low, high]`, null for its own. */
export const pictureWindows: Migration = {
  version: 7,
  name: 'picture-windows',
  sql: 'ALTER TABLE images ADD COLUMN shown_window TEXT;',
};
