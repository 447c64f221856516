import type { Migration } from './migration.ts';

/** Pictures beyond 8 bits may go through one window that was chosen for them; JSON `[low, high]`, null where each has its own. */
export const pictureWindows: Migration = {
  version: 7,
  name: 'picture-windows',
  sql: 'ALTER TABLE images ADD COLUMN shown_window TEXT;',
};
