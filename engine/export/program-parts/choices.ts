import type { PictureReadings } from '../../domain/models/folder-readings.ts';
import type { PictureWindows } from '../../domain/models/folder-windows.ts';

/** What was chosen for files of a project or of folders: the generated programs read a file by it. */
export interface FileChoices {
  /** The windows of pictures beyond 8 bits. */
  readonly windows: PictureWindows;
  /** The pages and channels shown. */
  readonly readings: PictureReadings;
}
