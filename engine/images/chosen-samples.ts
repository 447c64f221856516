import sharp, { type Metadata } from 'sharp';
import { readingOf, type Planes, type Reading } from '../domain/models/reading.ts';
import type { Raster } from '../domain/raster.ts';
import { channelsOf, chosenPage } from './chosen-page.ts';
import { isDeep, samplesOf } from './deep-samples.ts';
import { limits } from './limits.ts';
import { pixelsOf } from './pixels.ts';
import type { PictureFormat } from './prepared.ts';
import { isSrgbProfile } from './srgb-profile.ts';
import type { TiffPage } from './tiff/page.ts';
import { readTiffSamples } from './tiff/samples.ts';
import type { Samples } from './tone.ts';

/** Whether a TIFF is read by the reader made for it: what the shared decoder misreads, and more than colours of 8 bits for a reading. */
export const usesOwnReader = (tiff: TiffPage, chosen: Reading | null): boolean =>
  tiff.needsOwnReader
  || (tiff.suitsOwnReader && readingOf(chosen, tiff.planes) !== null && (tiff.bits > 8 || tiff.planes.channels > tiff.planes.shown));

export const channelsFromZero = ({ channels }: Reading): number[] | null => channels?.map((channel) => channel - 1) ?? null;

/** Whether a TIFF read by its own reader gets a window of its own. */
export const hasOwnWindow = ({ bits, noData }: TiffPage): boolean => bits > 8 || noData !== null;

/** The samples of a TIFF, upright and at full resolution, that a reading shows; null: of its first page, as the file says. */
export function tiffSamples(tiff: TiffPage, reading: Reading | null): Promise<Samples> {
  const channels = (reading && channelsFromZero(reading)) ?? undefined;
  return chosenPage(reading?.pages ?? 'first', tiff.planes.pages, (page) => readTiffSamples(tiff, page, channels));
}

/** What a file holds. Of a PNG with several frames, the first can be read. */
export function planesIn(
  { space, pages = 1 }: Metadata,
  { tiff, format }: { readonly tiff: TiffPage | null; readonly format: PictureFormat },
): Planes {
  if (tiff?.suitsOwnReader) return tiff.planes;
  const colours = space === 'b-w' || space === 'grey16' ? 1 : 3;
  return { pages: tiff?.planes.pages ?? (format === 'png' ? 1 : pages), channels: colours, shown: colours };
}

interface SharedWish {
  /** Of the first page. */
  readonly header: Metadata;
  /** Null for other formats. */
  readonly tiff: TiffPage | null;
  readonly planes: Planes;
  readonly reading: Reading;
}

/**
 * The samples that a reading shows, upright and at full resolution, as the shared decoder reads them: of up to 8 bits in sRGB and over
 * white, of more as they are. @throws the decoder's error
 */
export async function sharedSamples(bytes: Buffer, { header, tiff, planes, reading }: SharedWish): Promise<Samples> {
  const channels = channelsFromZero(reading);
  const { width, height } = header.autoOrient;
  const part = { x: 0, y: 0, width, height, isFull: true } as const;
  return chosenPage(reading.pages, planes.pages, async (at) => {
    const page = tiff?.placeOf(at, 0).number ?? at;
    const samples = isDeep(header) ? await samplesOf(bytes, { header, page, part }) : samplesOfPixels(await wholePage(bytes, header, page));
    return channelsOf(samples, channels);
  });
}

const wholePage = (bytes: Buffer, { icc }: Metadata, page: number): Promise<Raster> =>
  pixelsOf(
    sharp(bytes, { failOn: 'error', page, ignoreIcc: icc !== undefined && isSrgbProfile(icc), limitInputPixels: limits.pixels })
      .autoOrient()
      .flatten({ background: white })
      .toColourspace('srgb'),
  );

export const samplesOfPixels = ({ width, height, pixels }: Raster): Samples => ({
  width,
  height,
  channels: 3,
  values: Float32Array.from(pixels),
  opaque: 255,
});

/** What transparent pictures of up to 8 bits are laid over. */
export const white = { r: 255, g: 255, b: 255 };
