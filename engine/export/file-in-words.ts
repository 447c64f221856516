import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureReadings } from '../domain/models/folder-readings.ts';
import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import { plainReading, readingText, type Reading } from '../domain/models/reading.ts';
import type { FileChoices } from './program-parts/choices.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

/** Says in README.txt how a file becomes the picture that goes into the model. */
export function fileInWords({ windows, readings }: FileChoices): string[] {
  const isPlain = allOf(readings).every((one) => readingText(one) === null);
  return [
    'How a file becomes the picture that goes in: upright R G B with values from 0 to 255.',
    ...(isPlain
      ? ['1. Of files with several pages or frames, the first one. Turned upright as EXIF or the TIFF orientation says.']
      : pagesAndChannels(readings)),
    `2. Shrunk to ${longestSide} pixels on the long side where it is larger (Lanczos).`,
    isPlain
      ? '3. 8 bits: converted to sRGB where a colour profile is embedded. TIFF files with more bands: the first three as R G B, or the first of two.'
      : '3. 8 bits: converted to sRGB where a colour profile is embedded. Where step 1 chose another page or other channels, this and step 4 come first.',
    ...(windows.window === null ? ownWindow : oneWindow(windows.window)),
    ...(windows.folders.length === 0 ? [] : windowsByFolder(windows.folders)),
    '4. Transparency laid over white; grey as three equal colours.',
    `5. Kept as JPEG of quality ${jpegQuality} (4:4:4) above ${losslessPixels} pixels, except upright JPEG and PNG files that are no larger than`,
    `   ${longestSide} pixels and have neither profile nor transparency, which are taken as they are${isPlain ? '' : ' where step 1 chose nothing else'}.`,
    'pictures.py and pictures.mjs do all of it. They refuse what they would read otherwise: pictures.py colour PNG files of 16 bits, of which',
    'Pillow gives 8, and pictures.mjs BMP files. pictures-in-page.mjs leaves out step 5, and refuses TIFF files and PNG files of 16 bits, which browsers read otherwise or not at all.',
    ...(isPlain ? [] : inPage(readings)),
    "Leaving out steps 2 and 5, or a decoder that rounds otherwise (TensorFlow's decodes JPEG fast by default),",
    'changes probabilities a little; leaving out step 1 or 3 changes answers.',
  ];
}

const allOf = ({ reading, folders }: PictureReadings): (Reading | null)[] => [reading, ...folders.map((one) => one.reading)];

const byFolder = (change: string): string =>
  `   Pictures in these folders, named by the last parts of their paths, or in their subfolders, were ${change}. The deepest one counts:`;

const pagesAndChannels = ({ reading, folders }: PictureReadings): string[] => [
  `1. ${inWords(reading)}`,
  ...(folders.length === 0 ? [] : [byFolder('read otherwise'), ...folders.map((one) => `   - ${one.folder}: ${inWords(one.reading)}`)]),
  '   Pages, from 1: of TIFF files, those that are no previews and have the size, bands and bits of the first such page; of a stack of ImageJ or',
  '   OME-TIFF whose channels are pages of their own, all slices of the first time point, then those of the second, and so on; of GIF, WebP and',
  '   AVIF files, the frames. Other files have one page.',
  '   Channels, from 1: of TIFF files in grey or R G B, all bands but opacity, or the channels of such a stack; of other files, red, green and blue,',
  '   or grey alone.',
  '   A file without the chosen page is read from its first page. A file without a chosen channel is shown with its usual ones: the first three',
  '   bands as R G B, or the first one as grey where it has fewer or is such a stack.',
  '   Turned upright as EXIF or the TIFF orientation says.',
];

function inWords(reading: Reading | null): string {
  const { pages, channels } = reading ?? plainReading;
  return `Of several pages or frames, ${pagesInWords(pages)}. Channels: ${channelsInWords(channels)}.`;
}

function pagesInWords(pages: Reading['pages']): string {
  switch (pages) {
    case 'first':
      return 'the first one';
    case 'middle':
      return 'the middle one (of an even number, the earlier of both)';
    case 'brightest':
      return 'the one whose shown channels are brightest on average at full resolution (of equals, the earliest)';
    case 'maximum':
      return 'the maximum of all at full resolution, pixel by pixel and channel by channel';
    default:
      return `number ${pages}`;
  }
}

function channelsInWords(channels: Reading['channels']): string {
  if (channels === null) return 'as the file says';
  const [first, second, third] = channels;
  return second === undefined || third === undefined
    ? `number ${first} as grey`
    : `number ${first} as red, ${second} as green and ${third} as blue`;
}

const inPage = (readings: PictureReadings): string[] => [
  ...(readings.folders.length === 0
    ? []
    : ['As its second argument it takes the path of a file, for the folders of step 1; without it, files lie in none of them.']),
  ...(allOf(readings).every((one) => one === null || one.pages === 'first')
    ? []
    : ['It refuses animations where a frame other than the first was chosen and the browser has no ImageDecoder to read it.']),
];

const oneWindow = ({ low, high }: PictureWindow): string[] => [
  `   More than 8 bits: from ${low} (black) to ${high} (white) in the units of the file, for all pictures alike. Files of another`,
  '   instrument or exposure need values of the same meaning.',
];

const ownWindow = [
  '   More than 8 bits: each picture through a window of its own, from the value below which',
  `   ${window.low * 100} % of its samples lie (black) to the one above which ${window.low * 100} % lie (white), over all colours together. A smallest or largest value`,
  '   that stands apart (scale bar, saturation, no data) does not count. So absolute brightness is lost, and dividing by 257 gives other',
  '   pictures than the model knows.',
];

const windowsByFolder = (folders: PictureWindows['folders']): string[] => [
  byFolder('shown otherwise'),
  ...folders.map(({ folder, window: chosen }) => `   - ${folder}: ${windowInWords(chosen)}`),
];

const windowInWords = (chosen: PictureWindow | null): string =>
  chosen === null ? 'each picture through a window of its own, from its 0.1 % to its 99.9 % value' : `from ${chosen.low} to ${chosen.high}`;
