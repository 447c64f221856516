import type { PictureReadings } from '../../domain/models/folder-readings.ts';
import type { PictureWindows } from '../../domain/models/folder-windows.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import type { Reading } from '../../domain/models/reading.ts';

const pair = (window: PictureWindow | null): string => (window === null ? 'None' : `(${window.low}, ${window.high})`);
const pagesAndChannels = (reading: Reading | null): string =>
  reading === null
    ? 'None'
    : `(${JSON.stringify(reading.pages)}, ${reading.channels === null ? 'None' : `[${reading.channels.join(', ')}]`})`;

const byFolder = <F extends { readonly folder: string }>(folders: readonly F[], text: (one: F) => string): string =>
  `{${folders.map((one) => `${JSON.stringify(one.folder)}: ${text(one)}`).join(', ')}}`;

export const windowsInPython = ({ window, folders }: PictureWindows): string => `
# Black and white of all pictures beyond 8 bits, as they were chosen for the project; None: each has a window of its own.
PROJECT_WINDOW = ${pair(window)}
# The same for pictures in certain folders, named by the last parts of their paths; the deepest folder counts.
FOLDER_WINDOWS = ${byFolder(folders, (one) => pair(one.window))}`;

export const readingsInPython = ({ reading, folders }: PictureReadings): string => `
# Which pages and channels of a file are shown, as chosen for the project; None: the first page, as the file says.
# Pages: "first", "middle", "brightest", "maximum" or a number from 1. Channels: one or three numbers from 1; None: as the file says.
PROJECT_READING = ${pagesAndChannels(reading)}
# The same for files in certain folders, named by the last parts of their paths; the deepest folder counts.
FOLDER_READINGS = ${byFolder(folders, (one) => pagesAndChannels(one.reading))}`;

export const choosingInPython = `
def chosen_for(path, folders, otherwise):
    """What was chosen for a file by its folder; of two names of one folder, the longer one counts."""
    around = re.split(r"[/\\\\]+", os.path.dirname(os.path.abspath(path)))
    best, chosen = (0, 0), otherwise
    for folder, its in folders.items():
        names = re.split(r"[/\\\\]+", folder)
        for end in range(len(names), len(around) + 1):
            if around[end - len(names):end] == names and (end, len(names)) > best:
                best, chosen = (end, len(names)), its
    return chosen

`;
