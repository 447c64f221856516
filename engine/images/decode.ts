import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { Raster } from '../domain/raster.ts';
import { decodeBmp } from './bmp.ts';
import { decoderRefusal, isHarmlessWarning, isMissingEnd } from './decoder-words.ts';
import { isOrdinaryJpeg, jpegEnd, lacksOnlyEnd } from './jpeg.ts';
import { limits } from './limits.ts';
import { readPng } from './png.ts';
import type { PictureFormat } from './prepared.ts';
import { RefusedPicture } from './refused-picture.ts';
import { isSrgbProfile } from './srgb-profile.ts';
import { openTiff, type TiffPage } from './tiff/page.ts';
import { readTiffSamples } from './tiff/samples.ts';
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
  /** The picture's own window; null for 8 bits or fewer. */
  readonly tone: PictureWindow | null;
  /** See Prepared. */
  readonly series: string;
  /** Whether all viewers show the original's bytes exactly like `raster`: they can serve as the view unchanged. */
  readonly isPlain: boolean;
}

const { longestSide } = pictureRules;
const white = { r: 255, g: 255, b: 255 };
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
 * Decodes the first frame of a file of known format.
 * @param window for a picture of more than 8 bits; null for its own
 * @throws RefusedPicture
 */
export async function decode(bytes: Buffer, format: PictureFormat, window: PictureWindow | null): Promise<Decoded> {
  if (format === 'bmp') return decodeBitmap(bytes);
  const pngFacts = format === 'png' ? readPng(bytes) : null;
  if (format === 'tiff') checkTiffPages(bytes);
  const tiff = format === 'tiff' ? await openTiff(bytes) : null;
  try {
    if (tiff?.needsOwnReader) return await decodeTiff(tiff, window);
    const page = tiff?.number ?? 0;
    const header = await sharp(bytes, { limitInputPixels: false, failOn: 'none', page }).metadata();
    const frames = pngFacts?.frames ?? tiff?.pages ?? header.pages ?? 1;
    checkSize(header, frames, titles[format]);
    const decoded = isDeep(header) ? await decodeDeep(bytes, { header, page, window }) : await decodeShallow(bytes, format, header, page);
    return {
      raster: decoded.raster,
      tone: decoded.tone,
      width: header.autoOrient.width,
      height: header.autoOrient.height,
      frames,
      bitDepth: bitDepthOf(header),
      furtherBands: 0,
      series: seriesOf(format, header.autoOrient, `${header.depth} ${header.space} ${header.channels}`, tiff?.maker ?? ''),
      isPlain: decoded.tone === null && !decoded.isMended && frames === 1 && (pngFacts?.plain ?? true) && isPlain(bytes, header, format),
    };
  } catch (error) {
    throw decoderRefusal(error, titles[format]);
  }
}

/** For TIFFs that the shared decoder would misread: read completely, then shrunk and mapped like all other pictures. */
async function decodeTiff(page: TiffPage, window: PictureWindow | null): Promise<Decoded> {
  checkSize(page, page.pages, titles.tiff);
  const whole = await readTiffSamples(page);
  const samples = await shrunkSamples(whole);
  const tone = page.bits > 8 || page.noData !== null ? toneOf(samples) : null;
  const raster = {
    width: samples.width,
    height: samples.height,
    pixels: throughWindow(samples, tone === null ? { low: 0, high: whole.opaque } : (window ?? tone)),
  };
  const shown = samples.channels;
  const series = seriesOf('tiff', whole, `${page.bits} ${page.photometric} ${page.bands}`, page.maker);
  return {
    raster,
    tone,
    series,
    width: whole.width,
    height: whole.height,
    frames: page.pages,
    bitDepth: page.bits,
    furtherBands: page.bands - shown,
    isPlain: false,
  };
}

/** Shrinks each band separately: no-data samples affect only the pixels computed from them. */
async function shrunkSamples(samples: Samples): Promise<Samples> {
  const { width, height, channels, values, opaque } = samples;
  if (Math.max(width, height) <= longestSide) return samples;
  const shrunk = fitted(sharp(values, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 }, limitInputPixels: limits.pixels }));
  return { ...(await floatsOf(shrunk)), opaque };
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

const isDeep = ({ depth }: Metadata): boolean => depth !== 'uchar';

const depthBits: Readonly<Record<string, number>> = { uchar: 8, char: 8, ushort: 16, short: 16, uint: 32, int: 32, float: 32, double: 64 };
const bitDepthOf = ({ bitsPerSample, depth }: Metadata): number => bitsPerSample ?? depthBits[depth] ?? 8;

/** A small upright JPEG or PNG without anything that viewers and decoders might treat differently. */
function isPlain(bytes: Buffer, header: Metadata, format: PictureFormat): boolean {
  const isSmall = Math.max(header.width, header.height) <= longestSide;
  const isUpright = (header.orientation ?? 1) === 1;
  const isOrdinary = format === 'png' || (format === 'jpeg' && header.space !== 'cmyk' && isOrdinaryJpeg(bytes));
  return isOrdinary && isSmall && isUpright && !header.hasAlpha && !header.icc;
}

const fitted = (picture: Sharp): Sharp =>
  picture.autoOrient().resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });

async function decodeShallow(
  bytes: Buffer,
  format: PictureFormat,
  header: Metadata,
  page: number,
): Promise<{ raster: Raster; tone: null; isMended: boolean }> {
  const ignoreIcc = header.icc !== undefined && isSrgbProfile(header.icc);
  const open = (failOn: SharpOptions['failOn'], of = bytes): Promise<Raster> =>
    pixelsOf(
      fitted(sharp(of, { failOn, ignoreIcc, page, limitInputPixels: limits.pixels }))
        .flatten({ background: white })
        .toColourspace('srgb'),
    );
  // libjpeg reports corrupt data only as warnings; for other formats, warnings concern metadata, not pixels.
  if (format !== 'jpeg') return { raster: await open('error'), tone: null, isMended: false };
  let isMended = false;
  const raster = await open('warning').catch((error: unknown) => {
    if (isHarmlessWarning(error)) return open('error');
    // With its end marker in place, the decoder warns of a premature end only if part of the picture is missing.
    isMended = isMissingEnd(error) && lacksOnlyEnd(bytes);
    if (isMended) return open('warning', Buffer.concat([bytes, jpegEnd]));
    throw error;
  });
  return { raster, tone: null, isMended };
}

/** Decodes more than 8 bits: resizes the stored values, then maps them through a window. */
async function decodeDeep(
  bytes: Buffer,
  { header, page, window }: { header: Metadata; page: number; window: PictureWindow | null },
): Promise<{ raster: Raster; tone: PictureWindow }> {
  const samples = await samplesOf(bytes, header, page);
  const tone = toneOf(samples);
  return { raster: { width: samples.width, height: samples.height, pixels: throughWindow(samples, window ?? tone) }, tone };
}

async function samplesOf(bytes: Buffer, header: Metadata, page: number): Promise<Samples> {
  // The decoder's pipeline clips negative 16-bit values to zero, so values are shifted up for it.
  const shift = header.depth === 'short' ? 32768 : 0;
  const picture = fitted(sharp(bytes, { failOn: 'error', page, limitInputPixels: limits.pixels }));
  if (shift > 0) picture.linear(1, shift);
  const space = header.space === 'cmyk' ? 'rgb16' : header.space;
  const { values, ...size } = await floatsOf(picture.toColourspace(space));
  if (shift > 0) for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) - shift;
  return { ...size, values, opaque: header.depth === 'ushort' ? 65535 : 1 };
}

/** The unmapped samples of a picture. */
async function floatsOf(picture: Sharp): Promise<Omit<Samples, 'opaque'>> {
  const {
    data,
    info: { width, height, channels },
  } = await picture.raw({ depth: 'float' }).toBuffer({ resolveWithObject: true });
  return {
    width,
    height,
    channels,
    values: new Float32Array(data.buffer, data.byteOffset, data.byteLength / Float32Array.BYTES_PER_ELEMENT),
  };
}

async function decodeBitmap(bytes: Buffer): Promise<Decoded> {
  const { width, height, channels, bitDepth, pixels } = decodeBmp(bytes);
  const picture = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  const raster = await pixelsOf(fitted(picture).flatten({ background: white }));
  return {
    raster,
    width,
    height,
    bitDepth,
    frames: 1,
    furtherBands: 0,
    tone: null,
    isPlain: false,
    series: seriesOf('bmp', { width, height }, `${bitDepth} ${channels}`, ''),
  };
}

async function pixelsOf(picture: Sharp): Promise<Raster> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, pixels: data };
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    for (let channel = 0; channel < 3; channel++) pixels[to + channel] = data[from + (channels > 2 ? channel : 0)] ?? 0;
  }
  return { width, height, pixels };
}
