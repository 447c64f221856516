import type { PictureReadings } from '../../domain/models/folder-readings.ts';
import type { PictureWindows } from '../../domain/models/folder-windows.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import type { Reading } from '../../domain/models/reading.ts';

const pair = (window: PictureWindow | null): string => (window === null ? 'null' : `[${window.low}, ${window.high}]`);
const object = (reading: Reading | null): string =>
  reading === null
    ? 'null'
    : `{ pages: ${JSON.stringify(reading.pages)}, channels: ${reading.channels === null ? 'null' : `[${reading.channels.join(', ')}]`} }`;

const byFolder = <F extends { readonly folder: string }>(folders: readonly F[], text: (one: F) => string): string =>
  `[${folders.map((one) => `[${JSON.stringify(one.folder)}, ${text(one)}]`).join(', ')}]`;

export const windowsInJavascript = ({ window, folders }: PictureWindows): string => `
/** Black and white of all pictures beyond 8 bits, as they were chosen for the project; null: each has a window of its own. */
const projectWindow = ${pair(window)};
/** The same for pictures in certain folders, named by the last parts of their paths; the deepest folder counts. */
const folderWindows = ${byFolder(folders, (one) => pair(one.window))};`;

export const readingsInJavascript = ({ reading, folders }: PictureReadings): string => `
/**
 * Which pages and channels of a file are shown, as chosen for the project; null: the first page, as the file says. \`pages\`: 'first',
 * 'middle', 'brightest', 'maximum' or a number from 1. \`channels\`: one or three numbers from 1; null: as the file says.
 */
const projectReading = ${object(reading)};
/** The same for files in certain folders, named by the last parts of their paths; the deepest folder counts. */
const folderReadings = ${byFolder(folders, (one) => object(one.reading))};`;

export const choosingInJavascript = `
/** What was chosen for a file in these folders; of two names of one folder, the longer one counts. */
function chosenFor(around, choices, otherwise) {
  let best = { end: 0, length: 0, chosen: otherwise };
  for (const [folder, chosen] of choices) {
    const names = folder.split(/[/\\\\]+/), { length } = names;
    for (let end = length; end <= around.length; end += 1) {
      if (names.every((name, at) => around[end - length + at] === name) && (end > best.end || (end === best.end && length > best.length))) best = { end, length, chosen };
    }
  }
  return best.chosen;
}
`;
