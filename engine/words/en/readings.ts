import type { ReadingsSeen } from '../../contract/index.ts';
import type { PictureReadings } from '../../domain/models/folder-readings.ts';
import type { Reading } from '../../domain/models/reading.ts';
import { count, countImages, formatNumber } from './figures.ts';

/** Which page of a file is read, as a phrase. */
function page(pages: Reading['pages']): string {
  switch (pages) {
    case 'first':
      return 'first page';
    case 'middle':
      return 'middle page';
    case 'brightest':
      return 'brightest page';
    case 'maximum':
      return 'maximum of all pages';
    default:
      return `page ${formatNumber(pages)}`;
  }
}

function channels(chosen: Reading['channels']): string {
  if (chosen === null) return 'channels as in the file';
  return chosen.length === 1 ? `channel ${chosen[0]} in grey` : `channels ${chosen.join(', ')} as red, green and blue`;
}

/** A reading as a phrase; null for none. */
const phrase = (reading: Reading | null): string => `${page(reading?.pages ?? 'first')}, ${channels(reading?.channels ?? null)}`;

/** Which pages and channels of files are read. */
export const readings = {
  open: 'Pages and channels',
  title: 'Pages and channels',
  text: ({ images, pagesMost, channelsMost }: Pick<ReadingsSeen, 'images' | 'pagesMost' | 'channelsMost'>) =>
    `The files of ${countImages(images)} hold more than one picture can show: up to ${count(pagesMost, 'page', 'pages')} (slices, time points or frames) and ${count(channelsMost, 'channel', 'channels')}. Choose what you and the model see.`,
  differ: (images: number) =>
    `The files of ${countImages(images)} could not be read when this was last chosen, so ${images === 1 ? 'it differs' : 'they differ'} from the others. Find the files, then apply the choice again, or exclude ${images === 1 ? 'the image' : 'these images'} from training.`,
  scope: {
    all: 'All images',
    folderHint: 'Also applies to subfolders and to images imported into them later. Every run and export names the setting.',
  },
  pages: {
    title: 'Page',
    first: 'First',
    middle: 'Middle',
    middleHint: 'The middle slice of a stack.',
    brightest: 'Brightest',
    brightestHint: 'The page with the highest mean, often the one in focus in fluorescence.',
    maximum: 'Maximum of all pages',
    maximumHint: 'A maximum intensity projection: each pixel has its largest value in any page.',
    number: 'By number',
    page: 'Page number',
    range: (most: number) => `Enter a page from 1 to ${formatNumber(most)}.`,
  },
  channels: {
    title: 'Channels',
    file: 'As in the file',
    fileHint: 'Colour files in colour; otherwise the first channel in grey, or the first three of several bands as red, green and blue.',
    grey: 'One channel in grey',
    colours: 'Three channels in colour',
    channel: 'Channel',
    red: 'Red',
    green: 'Green',
    blue: 'Blue',
    one: (channel: number) => `Channel ${formatNumber(channel)}`,
    sharedWindow: 'All three colours share one brightness window. A channel that is much darker than the others stays dark.',
  },
  preview: 'Some of these images, read this way',
  stale:
    'This changes the images that models see, so existing runs and reports become stale. The files are read again, which may take a while. You can undo it.',
  lacking: 'A file without the chosen page or channel is read as before.',
  save: 'Apply',
  stopped: 'Stopped. The images are unchanged. What was read is kept, so applying the same choice again takes less time.',
  outcome: {
    title: 'Pages and channels',
    changed: (images: number) => `${countImages(images)} changed`,
    none: 'No image has changed.',
    lacking: (images: number) =>
      `The ${images === 1 ? 'file' : 'files'} of ${countImages(images)} ${images === 1 ? 'has' : 'have'} no such page or channel. ${images === 1 ? 'Its' : 'Their'} first page is used, with the channels as in the file.`,
    unread: (images: number) =>
      `The ${images === 1 ? 'file' : 'files'} of ${countImages(images)} could not be read. ${images === 1 ? 'It stays as it was and differs' : 'They stay as they were and differ'} from the others: find the files and apply the choice again before you train.`,
  },
  done: 'Done',
  phrase,
  /** What was chosen, for a run or a report; null where the first page is read as the file says. */
  used: ({ reading, folders }: PictureReadings): string | null => {
    if (folders.length === 0) return reading === null ? null : `Of files with several pages or channels: ${phrase(reading)}.`;
    const each = folders.map((one) => `${one.folder}: ${phrase(one.reading)}`);
    return `Of files with several pages or channels: ${phrase(reading)}; by folder: ${each.join('; ')}.`;
  },
  none: 'No file has several pages or further channels.',
  ofAll: ({ images, set }: Pick<ReadingsSeen, 'images' | 'set'>) => `${countImages(images)}: ${phrase(set)}`,
  ofFolder: ({ name, images, set }: ReadingsSeen['folders'][number]) => `Folder ${name}, ${countImages(images)}: ${phrase(set)}`,
  noFolder: (given: string) => `no folder "${given}" with such images: use a name as listed by \`graft pages <project>\``,
  unknownPages: (given: string) => `invalid page "${given}": use "first", "middle", "brightest", "maximum" or a number from 1`,
  unknownChannels: (given: string) => `invalid channels "${given}": use "file", one number, or three separated by commas`,
};
