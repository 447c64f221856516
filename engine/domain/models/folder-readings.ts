import { chosenFor } from './folder-windows.ts';
import type { Reading } from './reading.ts';

/** The reading of the files in a folder and its subfolders. `folder`: a whole path, or its last names. */
export interface FolderReading {
  folder: string;
  reading: Reading | null;
}

/** The readings of files: of those in certain folders, and of all others; null reads the first page, as the file says. */
export interface PictureReadings {
  reading: Reading | null;
  folders: FolderReading[];
}

export const plainReadings: PictureReadings = { reading: null, folders: [] };

/** The reading chosen for a file. */
export const readingFor = ({ reading, folders }: PictureReadings, path: string): Reading | null =>
  chosenFor(folders, path, (one) => one.reading, reading);
