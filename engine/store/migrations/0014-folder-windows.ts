import type { Migration } from './migration.ts';

/** The windows that a report used for images of more than 8 bits in certain folders, as JSON; see FolderWindow. */
export const folderWindows: Migration = {
  version: 14,
  name: 'folder-windows',
  sql: "ALTER TABLE reports ADD COLUMN folder_windows TEXT NOT NULL DEFAULT '[]';",
};
