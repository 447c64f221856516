import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { UprightPicture } from '../domain/labels/cut-region.ts';
import type { Raster } from '../domain/raster.ts';
import { unknownCapture, type Capture } from '../domain/labels/capture.ts';
import { readingOf, type Planes, type Reading } from '../domain/models/reading.ts';
import { decodeBmp } from './bmp.ts';
import { captureOf } from './capture.ts';
import { channelsOf } from './chosen-page.ts';
import {
  channelsFromZero,
  hasOwnWindow,
  planesIn,
  samplesOfPixels,
  sharedSamples,
  tiffSamples,
  usesOwnReader,
  white,
} from './chosen-samples.ts';
import { cutOut, fitted, isDeep, samplesOf, shrunk, shrunkPart, sizeOf, type DeepPart, type Part } from './deep-samples.ts';
import { decoderRefusal, isHarmlessWarning, isMissingEnd } from './decoder-words.ts';
import { isOrdinaryJpeg, jpegEnd, lacksOnlyEnd } from './jpeg.ts';
import { limits } from './limits.ts';
import { pixelsOf } from './pixels.ts';
import { readPng } from './png.ts';
import type { PictureFormat } from './prepared.ts';
import { RefusedPicture } from './refused-picture.ts';
import { isSrgbProfile } from './srgb-profile.ts';
import { openTiff, type TiffPage } from './tiff/page.ts';
import { checkTiffPages } from './tiff/pages.ts';
import { throughWindow, toneOf, type Samples } from './tone.ts';

/** The result of decoding an original. */
export interface Decoded {
  /** The picture for display and models: upright, sRGB, 8 bits, over white, longest side at most 512 px. */
  readonly raster: Raster;
  /** Size of the original after applying its orientation. */
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly frames: number;
  /** Bands other than those shown and opacity: near infrared, an additional stain. */
  readonly furtherBands: number;
  readonly planes: Planes;
  /** The part of the chosen reading that applies; null for none. */
  readonly reading: Reading | null;
  /** The picture's own window; null for 8 bits or fewer. */
  readonly tone: PictureWindow | null;
  /** See Prepared. */
  readonly series: string;
  readonly capture: Capture;
  /** Whether all viewers show the original's bytes exactly like `raster`: they can serve as the view unchanged. */
  readonly isPlain: boolean;
}

const { longestSide } = pictureRules;
const titles: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  bmp: 'BMP',
  tiff: 'TIFF',
  avif: 'AVIF',
};

/**
 * Decodes a file of known format: the page and channels of a reading, by default its first page.
 * @param window for a picture of more than 8 bits; null for its own
 * @throws RefusedPicture
 */
export const decode = (
  bytes: Buffer,
  format: PictureFormat,
  window: PictureWindow | null,
  reading: Reading | null = null,
): Promise<Decoded> => decodePart(bytes, { format, window, reading, part: null });

/** Decodes a file, or a region of it. @throws RefusedPicture */
export async function decodePart(
  bytes: Buffer,
  { part, ...wish }: Omit<PartsWish, 'partsOf'> & { readonly part: Part | null },
): Promise<Decoded> {
  const decoding = decodeParts(bytes, { ...wish, partsOf: () => [part] });
  const { value, done } = await decoding.next();
  if (done) throw new Error('nothing was decoded');
  await decoding.return(undefined);
  return value;
}

interface PartsWish {
  readonly format: PictureFormat;
  /** For a picture of more than 8 bits; null for each part's own. */
  readonly window: PictureWindow | null;
  /** Null for the first page, as the file says. */
  readonly reading: Reading | null;
  /** The regions to cut out at full resolution; null stands for the whole picture. */
  partsOf(picture: UprightPicture): readonly (Part | null)[];
}

/** Decodes regions of a file, in order, each as a picture of its own. @throws RefusedPicture */
export async function* decodeParts(bytes: Buffer, wish: PartsWish): AsyncGenerator<Decoded> {
  const { format, window, partsOf } = wish;
  if (format === 'bmp') return yield* decodeBitmap(bytes, wish);
  const pngFacts = format === 'png' ? readPng(bytes) : null;
  if (format === 'tiff') checkTiffPages(bytes);
  const tiff = format === 'tiff' ? await openTiff(bytes) : null;
  try {
    if (tiff && usesOwnReader(tiff, wish.reading)) return yield* decodeTiff(tiff, wish);
    const page = tiff?.number ?? 0;
    const header = await sharp(bytes, { limitInputPixels: false, failOn: 'none', page }).metadata();
    const frames = pngFacts?.frames ?? tiff?.pages ?? header.pages ?? 1;
    checkSize(header, frames, titles[format]);
    const planes = planesIn(header, { tiff, format });
    const reading = readingOf(wish.reading, planes);
    const parts = partsOf({ ...header.autoOrient, orientation: header.orientation ?? 1 });
    const facts = {
      frames,
      planes,
      reading,
      bitDepth: bitDepthOf(header),
      furtherBands: 0,
      series: seriesOf(format, header.autoOrient, `${header.depth} ${header.space} ${header.channels}`, tiff?.maker ?? ''),
      capture: tiff?.capture ?? captureOf(header.exif),
    };
    if (reading !== null) {
      const samples = await sharedSamples(bytes, { header, tiff, planes, reading });
      for (const part of parts) yield { ...facts, ...(await pictureOf(samples, { part, window, isDeep: isDeep(header) })) };
      return;
    }
    const shallow = isDeep(header) ? null : new ShallowPicture(bytes, { format, header, page });
    for (const part of parts) {
      const decoded = shallow ? await shallow.decode(part) : await decodeDeep(bytes, { header, page, window, part });
      yield {
        ...facts,
        raster: decoded.raster,
        tone: decoded.tone,
        ...sizeOf(part ?? header.autoOrient),
        isPlain:
          part === null
          && decoded.tone === null
          && !decoded.isMended
          && frames === 1
          && (pngFacts?.plain ?? true)
          && isPlain(bytes, header, format),
      };
    }
  } catch (error) {
    throw decoderRefusal(error, titles[format]);
  }
}

/** For TIFFs that the shared decoder would misread, and for pages and channels that were chosen. */
async function* decodeTiff(tiff: TiffPage, { window, reading: chosen, partsOf }: PartsWish): AsyncGenerator<Decoded> {
  checkSize(tiff, tiff.pages, titles.tiff);
  const { planes } = tiff,
    reading = readingOf(chosen, planes);
  const whole = await tiffSamples(tiff, reading);
  const facts = {
    planes,
    reading,
    series: seriesOf('tiff', whole, `${tiff.bits} ${tiff.photometric} ${tiff.bands}`, tiff.maker),
    capture: tiff.capture,
    frames: tiff.pages,
    bitDepth: tiff.bits,
    furtherBands: reading?.channels ? 0 : tiff.bands - whole.channels,
  };
  for (const part of partsOf({ width: whole.width, height: whole.height, orientation: tiff.orientation }))
    yield { ...facts, ...(await pictureOf(whole, { part, window, isDeep: hasOwnWindow(tiff) })) };
}

/** A picture, or a region of it, from its samples at full resolution. */
async function pictureOf(
  whole: Samples,
  { part, window, isDeep: isBeyond8Bits }: { readonly part: Part | null; readonly window: PictureWindow | null; readonly isDeep: boolean },
): Promise<Pick<Decoded, 'raster' | 'tone' | 'width' | 'height' | 'isPlain'>> {
  const samples = await shrunkPart(whole, part);
  const tone = isBeyond8Bits ? toneOf(samples) : null;
  const pixels = throughWindow(samples, tone === null ? { low: 0, high: whole.opaque } : (window ?? tone));
  return { raster: { width: samples.width, height: samples.height, pixels }, tone, ...sizeOf(part ?? whole), isPlain: false };
}

/** Decodes a view from the cache, which never has a colour profile. @throws the decoder's error */
export async function decodeView(bytes: Buffer): Promise<Raster> {
  return pixelsOf(sharp(bytes, { ignoreIcc: true }).toColourspace('srgb'));
}

function checkSize({ width, height }: Pick<Metadata, 'width' | 'height'>, frames: number, format: string): void {
  if (width * height > limits.pixels)
    throw new RefusedPicture('too-large', { format, width, height, limitMegapixels: limits.pixels / 1e6 });
  if (frames > limits.frames) throw new RefusedPicture('too-many-frames', { format, frames, limit: limits.frames });
}

const seriesOf = (
  format: PictureFormat,
  { width, height }: { readonly width: number; readonly height: number },
  samples: string,
  maker: string,
): string => `${format} ${width} x ${height} ${samples} ${maker}`;

const depthBits: Readonly<Record<string, number>> = { uchar: 8, char: 8, ushort: 16, short: 16, uint: 32, int: 32, float: 32, double: 64 };
const bitDepthOf = ({ bitsPerSample, depth }: Metadata): number => bitsPerSample ?? depthBits[depth] ?? 8;

/** A small upright JPEG or PNG without anything that viewers and decoders might treat differently. */
function isPlain(bytes: Buffer, header: Metadata, format: PictureFormat): boolean {
  const isSmall = Math.max(header.width, header.height) <= longestSide;
  const isUpright = (header.orientation ?? 1) === 1;
  const isOrdinary = format === 'png' || (format === 'jpeg' && header.space !== 'cmyk' && isOrdinaryJpeg(bytes));
  return isOrdinary && isSmall && isUpright && !header.hasAlpha && !header.icc;
}

/** A picture of up to 8 bits. All parts are cut out of one decoded picture. */
class ShallowPicture {
  readonly #bytes: Buffer;
  readonly #format: PictureFormat;
  readonly #options: SharpOptions;
  #whole: Promise<Raster> | null = null;
  #isMended = false;

  constructor(bytes: Buffer, { format, header, page }: { format: PictureFormat; header: Metadata; page: number }) {
    this.#bytes = bytes;
    this.#format = format;
    this.#options = { ignoreIcc: header.icc !== undefined && isSrgbProfile(header.icc), page, limitInputPixels: limits.pixels };
  }

  async decode(part: Part | null): Promise<{ raster: Raster; tone: null; isMended: boolean }> {
    const raster = part === null ? await this.#read(fitted) : await this.#cut(part);
    return { raster, tone: null, isMended: this.#isMended };
  }

  async #cut(part: Part): Promise<Raster> {
    this.#whole ??= this.#read((picture) => picture.autoOrient());
    const { width, height, pixels } = await this.#whole;
    const picture = sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: limits.pixels });
    return pixelsOf(shrunk(cutOut(picture, part), part));
  }

  async #read(turned: (picture: Sharp) => Sharp): Promise<Raster> {
    const open = (failOn: SharpOptions['failOn'], of = this.#bytes): Promise<Raster> =>
      pixelsOf(
        turned(sharp(of, { ...this.#options, failOn }))
          .flatten({ background: white })
          .toColourspace('srgb'),
      );
    // libjpeg reports corrupt data only as warnings; for other formats, warnings concern metadata, not pixels.
    if (this.#format !== 'jpeg') return open('error');
    return open('warning').catch((error: unknown) => {
      if (isHarmlessWarning(error)) return open('error');
      // With its end marker in place, the decoder warns of a premature end only if part of the picture is missing.
      this.#isMended = isMissingEnd(error) && lacksOnlyEnd(this.#bytes);
      if (this.#isMended) return open('warning', Buffer.concat([this.#bytes, jpegEnd]));
      throw error;
    });
  }
}

/** Decodes more than 8 bits: resizes the stored values, then maps them through a window. */
async function decodeDeep(
  bytes: Buffer,
  { window, ...of }: DeepPart & { readonly window: PictureWindow | null },
): Promise<{ raster: Raster; tone: PictureWindow; isMended: false }> {
  const samples = await samplesOf(bytes, of);
  const tone = toneOf(samples);
  return {
    raster: { width: samples.width, height: samples.height, pixels: throughWindow(samples, window ?? tone) },
    tone,
    isMended: false,
  };
}

async function* decodeBitmap(bytes: Buffer, { partsOf, window, reading: chosen }: PartsWish): AsyncGenerator<Decoded> {
  const { width, height, channels, bitDepth, pixels } = decodeBmp(bytes);
  const planes: Planes = { pages: 1, channels: 3, shown: 3 },
    reading = readingOf(chosen, planes);
  const picture = (): Sharp => sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  const facts = {
    planes,
    reading,
    bitDepth,
    frames: 1,
    furtherBands: 0,
    series: seriesOf('bmp', { width, height }, `${bitDepth} ${channels}`, ''),
    capture: unknownCapture,
  };
  const whole = reading && channelsOf(samplesOfPixels(await pixelsOf(picture().flatten({ background: white }))), channelsFromZero(reading));
  for (const part of partsOf({ width, height, orientation: 1 })) {
    if (whole) yield { ...facts, ...(await pictureOf(whole, { part, window, isDeep: false })) };
    else
      yield {
        ...facts,
        raster: await pixelsOf(fitted(picture(), part).flatten({ background: white })),
        ...sizeOf(part ?? { width, height }),
        tone: null,
        isPlain: false,
      };
  }
}
