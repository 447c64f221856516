import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import type { PictureReadings } from '../../engine/domain/models/folder-readings.ts';
import type { PictureWindow } from '../../engine/domain/models/picture-window.ts';
import type { Reading } from '../../engine/domain/models/reading.ts';
import type { Raster } from '../../engine/domain/raster.ts';
import { tiffOfPages, type TiffPageFacts } from './tiff-pages.ts';

/** A file with several pages or channels, read in one way. */
export interface StackFile {
  readonly says: string;
  readonly extension: 'tif' | 'gif' | 'webp' | 'png';
  readonly bytes: () => Buffer | Promise<Buffer>;
  readonly reading: Reading;
  /** What it must show: one channel as grey or three as R G B, height x width each, and opacity from 0 to 1; in bytes. */
  readonly shows: readonly (readonly number[])[];
}

const width = 20,
  height = 14;
/** The window through which files beyond 8 bits are read. */
export const stackWindow: PictureWindow = { low: 0, high: 1000 };

const planeOf = (value: (x: number, y: number) => number): number[] =>
  Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
/** Values from 0 to 998, in another pattern for each number. The brightest of the first five is the fourth. */
const plane = (number: number): number[] =>
  planeOf((x, y) => ((x * (number + 2) * 37 + y * (3 * number + 1) * 53) % 799) + (number === 3 ? 199 : 0));
const byte = (value: number): number => Math.round(value * 0.255);
const bytes = (values: readonly number[]): number[] => values.map(byte);
/** Values from 0 to 250 that need no rounding. */
const small = (number: number): number[] => plane(number).map((value) => Math.floor(value / 4));
const most = (...planes: readonly (readonly number[])[]): number[] => planes[0]!.map((_, at) => Math.max(...planes.map((one) => one[at]!)));
const banded = (...planes: readonly (readonly number[])[]): number[] => planes[0]!.flatMap((_, at) => planes.map((one) => one[at]!));

const grey16 = (values: readonly number[]): TiffPageFacts => ({ width, height, bits: 16, values });
const grey8 = (values: readonly number[]): TiffPageFacts => ({ width, height, bits: 8, values });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const zStack = (count: number): TiffPageFacts[] => numbers(count).map((at) => grey16(plane(at)));
const pages = (chosen: Reading['pages']): Reading => ({ pages: chosen, channels: null });
const channels = (...chosen: [number] | [number, number, number]): Reading => ({ pages: 'first', channels: chosen });
const ome = (order: string, c: number, z: number, t: number): string =>
  `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="${order}" Type="uint16" SizeX="${width}" SizeY="${height}" SizeC="${c}" SizeZ="${z}" SizeT="${t}"/></Image></OME>`;
const imageJ = (lines: string): string => `ImageJ=1.54f\nimages=12\n${lines}\nhyperstack=true\n`;

const tif = (says: string, file: readonly TiffPageFacts[], reading: Reading, shows: StackFile['shows'], description = ''): StackFile => ({
  says,
  extension: 'tif',
  bytes: () => tiffOfPages(file, description),
  reading,
  shows,
});

/** Half of the pixels are opaque, others less and less. */
const opacity = planeOf((x) => Math.min(255, x * 25));
/** Two pages with gaps in the first 40 pixels and in those from 20 to 60, and their maximum without what is in the gaps. */
const twoWithGaps = (gap: number): [number[], number[]] =>
  [0, 1].map((at) => plane(at).fill(gap, at * 20, at * 20 + 40)) as [number[], number[]];
const maximumOfTwoWithGaps = most(plane(0), plane(1)).map((value, at) =>
  at < 20 ? plane(1)[at]! : at < 40 ? 0 : at < 60 ? plane(0)[at]! : value,
);

/** Frames of two greys, so that a palette keeps them exactly: a bar that wanders, and brighter with each frame but the last. */
const frames = [40, 90, 240, 140].map((value, at) => planeOf((x) => (x >= at * 4 && x < at * 4 + 6 ? value : 10)));
const framesInFile = (format: 'gif' | 'webp') => (): Promise<Buffer> =>
  sharp(Uint8Array.from(frames.flatMap((frame) => banded(frame, frame, frame))), {
    raw: { width, height: height * frames.length, channels: 3, pageHeight: height },
  })
    [format](format === 'webp' ? { lossless: true } : { dither: 0 })
    .toBuffer();
const png = (channelsOf: 3 | 4, values: readonly number[]) => (): Promise<Buffer> =>
  sharp(Uint8Array.from(values), { raw: { width, height, channels: channelsOf } })
    .png()
    .toBuffer();
const overWhite = (values: readonly number[]): number[] =>
  values.map((value, at) => Math.round((value * opacity[at]! + 255 * (255 - opacity[at]!)) / 255));

const hyperstack = zStack(12),
  twoByThreeByTwo = imageJ('channels=2\nslices=3\nframes=2');
const fourBands = [
  { width, height, bits: 16 as const, isRgb: true, extraSamples: [0], values: banded(plane(0), plane(1), plane(2), plane(3)) },
];

export const stackFiles: readonly StackFile[] = [
  tif('16 bits, first', zStack(5), pages('first'), [bytes(plane(0))]),
  tif('16 bits, middle', zStack(5), pages('middle'), [bytes(plane(2))]),
  tif('16 bits, the earlier middle of four', zStack(4), pages('middle'), [bytes(plane(1))]),
  tif('16 bits, brightest', zStack(5), pages('brightest'), [bytes(plane(3))]),
  tif('16 bits, the earliest of equally bright ones', [grey16(plane(0)), grey16(plane(0).toReversed())], pages('brightest'), [
    bytes(plane(0)),
  ]),
  tif('16 bits, maximum', zStack(5), pages('maximum'), [bytes(most(...numbers(5).map(plane)))]),
  tif('16 bits, page 4', zStack(5), pages(4), [bytes(plane(3))]),
  tif('16 bits without page 6', zStack(5), pages(6), [bytes(plane(0))]),
  tif('16 bits without channel 2', zStack(5), { pages: 'middle', channels: [2] }, [bytes(plane(2))]),
  tif('a preview first', [{ ...grey16(plane(4)), isPreview: true }, ...zStack(3)], pages(2), [bytes(plane(1))]),
  tif('a smaller page between', [grey16(plane(0)), { ...grey16(plane(1).slice(0, width)), height: 1 }, grey16(plane(2))], pages(2), [
    bytes(plane(2)),
  ]),
  tif(
    '8 bits, middle',
    numbers(3).map((at) => grey8(small(at))),
    pages('middle'),
    [small(1)],
  ),
  tif(
    '8 bits, maximum',
    numbers(3).map((at) => grey8(small(at))),
    pages('maximum'),
    [most(small(0), small(1), small(2))],
  ),
  tif('8 bits after a preview', [{ ...grey8(small(4)), isPreview: true }, grey8(small(0)), grey8(small(1))], pages(2), [small(1)]),
  tif(
    'R G B of 8 bits, channel 2 of the brightest page',
    [
      [0, 3, 1],
      [3, 1, 3],
    ].map((three) => ({ ...grey8(banded(...three.map(small))), isRgb: true })),
    { pages: 'brightest', channels: [2] },
    [small(3)],
  ),
  tif(
    'floating point with gaps, maximum',
    twoWithGaps(NaN).map((values) => ({ width, height, bits: 32, isFloat: true, values })),
    pages('maximum'),
    [bytes(maximumOfTwoWithGaps)],
  ),
  tif(
    'no data, maximum',
    twoWithGaps(999).map((values) => ({ ...grey16(values), noData: '999' })),
    pages('maximum'),
    [bytes(maximumOfTwoWithGaps)],
  ),
  tif(
    'zero is white, maximum',
    [0, 1].map((at) => ({ ...grey16(plane(at).map((value) => 65535 - value)), isWhiteZero: true })),
    pages('maximum'),
    [bytes(most(plane(0), plane(1)))],
  ),
  tif('ImageJ, as the file says', hyperstack, { pages: 'first', channels: [1] }, [bytes(plane(0))], twoByThreeByTwo),
  tif('ImageJ, channel 2 of page 4', hyperstack, { pages: 4, channels: [2] }, [bytes(plane(7))], twoByThreeByTwo),
  tif('ImageJ, middle', hyperstack, pages('middle'), [bytes(plane(4))], twoByThreeByTwo),
  tif(
    'ImageJ, two channels in colour',
    hyperstack,
    { pages: 2, channels: [2, 1, 2] },
    [3, 2, 3].map((at) => bytes(plane(at))),
    twoByThreeByTwo,
  ),
  tif(
    'ImageJ, maximum of channel 2',
    hyperstack,
    { pages: 'maximum', channels: [2] },
    [bytes(most(...[1, 3, 5, 7, 9, 11].map(plane)))],
    twoByThreeByTwo,
  ),
  tif('ImageJ, without channel 3', hyperstack, { pages: 2, channels: [3] }, [bytes(plane(2))], twoByThreeByTwo),
  tif('ImageJ, not as many pages as it says', zStack(5), { pages: 3, channels: [2] }, [bytes(plane(2))], twoByThreeByTwo),
  tif('ImageJ, 8 bits, channel 2', [grey8(small(0)), grey8(small(1))], channels(2), [small(1)], imageJ('channels=2')),
  tif('OME in XYCZT, channel 3', zStack(6), channels(3), [bytes(plane(2))], ome('XYCZT', 3, 2, 1)),
  tif(
    'OME in XYCZT, in colour',
    zStack(6),
    { pages: 2, channels: [3, 1, 2] },
    [5, 3, 4].map((at) => bytes(plane(at))),
    ome('XYCZT', 3, 2, 1),
  ),
  tif('OME in XYZCT, channel 2 of page 2', zStack(6), { pages: 2, channels: [2] }, [bytes(plane(3))], ome('XYZCT', 3, 2, 1)),
  tif('OME in XYTZC, channel 2 of page 2', zStack(8), { pages: 2, channels: [2] }, [bytes(plane(6))], ome('XYTZC', 2, 2, 2)),
  tif('OME in XYTZC, channel 1 of page 3', zStack(8), pages(3), [bytes(plane(1))], ome('XYTZC', 2, 2, 2)),
  tif(
    'four bands as 4, 1, 2',
    fourBands,
    channels(4, 1, 2),
    [3, 0, 1].map((at) => bytes(plane(at))),
  ),
  tif('four bands, the fourth', fourBands, channels(4), [bytes(plane(3))]),
  tif(
    'four bands without channel 5',
    fourBands,
    channels(5, 1, 2),
    [0, 1, 2].map((at) => bytes(plane(at))),
  ),
  tif(
    'opacity, then a fourth channel',
    [{ ...grey8(banded(small(0), small(1), small(2), opacity, small(3))), isRgb: true, extraSamples: [2, 0] }],
    channels(4),
    [overWhite(small(3))],
  ),
  tif(
    'turned, page 2',
    zStack(3).map((page) => ({ ...page, orientation: 3 })),
    pages(2),
    [bytes(plane(1)).toReversed()],
  ),
  { says: 'an animation, middle', extension: 'gif', bytes: framesInFile('gif'), reading: pages('middle'), shows: [frames[1]!] },
  { says: 'an animation, maximum', extension: 'gif', bytes: framesInFile('gif'), reading: pages('maximum'), shows: [most(...frames)] },
  { says: 'an animation, middle', extension: 'webp', bytes: framesInFile('webp'), reading: pages('middle'), shows: [frames[1]!] },
  { says: 'an animation, brightest', extension: 'webp', bytes: framesInFile('webp'), reading: pages('brightest'), shows: [frames[2]!] },
  { says: 'an animation, frame 4', extension: 'webp', bytes: framesInFile('webp'), reading: pages(4), shows: [frames[3]!] },
  { says: 'an animation without frame 5', extension: 'webp', bytes: framesInFile('webp'), reading: pages(5), shows: [frames[0]!] },
  { says: 'channel 2', extension: 'png', bytes: png(3, banded(small(0), small(1), small(2))), reading: channels(2), shows: [small(1)] },
  {
    says: 'channels 3, 2, 1',
    extension: 'png',
    bytes: png(3, banded(small(0), small(1), small(2))),
    reading: channels(3, 2, 1),
    shows: [small(2), small(1), small(0)],
  },
  {
    says: 'channel 3 over white',
    extension: 'png',
    bytes: png(4, banded(small(0), small(1), small(2), opacity)),
    reading: channels(3),
    shows: [overWhite(small(2))],
  },
  {
    says: 'without channel 4',
    extension: 'png',
    bytes: png(3, banded(small(0), small(1), small(2))),
    reading: channels(4),
    shows: [0, 1, 2].map(small),
  },
];

const placeOf = (at: number): string => `stack ${at}`;

/** The readings of these files, each in a folder of its own. */
export const readingsOfStacks: PictureReadings = {
  reading: null,
  folders: stackFiles.map(({ reading }, at) => ({ folder: placeOf(at), reading })),
};

/** Writes the files into folders of their own and returns their paths. */
export async function writeStacks(folder: string): Promise<string[]> {
  return Promise.all(
    stackFiles.map(async (file, at) => {
      mkdirSync(join(folder, placeOf(at)));
      const path = join(folder, placeOf(at), `file.${file.extension}`);
      writeFileSync(path, await file.bytes());
      return path;
    }),
  );
}

/** The picture that a file must give. */
export function shownBy({ shows }: StackFile): Raster {
  return { width, height, pixels: Uint8Array.from(banded(...(shows.length === 3 ? shows : [shows[0]!, shows[0]!, shows[0]!]))) };
}

/** The largest difference over all values, on a scale of 0 to 255. */
export function largestDifference(
  shown: Raster,
  read: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
): number {
  assert.deepEqual([read.width, read.height, read.data.length], [shown.width, shown.height, shown.pixels.length]);
  return shown.pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - read.data[at]!)), 0);
}
