import { chosenFor, shortNames } from './folder-windows.ts';
import { plainReading, readingOf, readingText, type Planes, type Reading } from './reading.ts';

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

/** An image with its reading, and what its file holds; null if that is not known. */
interface Read {
  readonly path: string;
  readonly planes: Planes | null;
  readonly reading: Reading | null;
}

/** Whether an image has the part of the reading set for its file that applies. */
export function isReadAsSet(readings: PictureReadings, { path, planes, reading }: Read): boolean {
  const set = readingFor(readings, path) ?? plainReading;
  return readingText(planes === null ? set : readingOf(set, planes)) === readingText(reading);
}

/** The readings with folders named shortly: by as few names as still give each image its reading. */
export const readingsShortlyNamed = (readings: PictureReadings, images: readonly Read[]): PictureReadings => ({
  ...readings,
  folders: shortNames(readings.folders, (folders) => images.every((image) => isReadAsSet({ ...readings, folders }, image))),
});
