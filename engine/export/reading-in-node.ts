import { pictureRules } from '../domain/models/picture-rules.ts';
import type { FileChoices } from './program-parts/choices.ts';
import { choosingInJavascript, readingsInJavascript, windowsInJavascript } from './program-parts/choices-in-javascript.ts';
import { pagesInJavascript } from './program-parts/pages-in-javascript.ts';
import { resizing, squashing } from './program-parts/resizing-in-javascript.ts';
import { tiffInNode } from './program-parts/tiff-in-node.ts';
import { windowInJavascript } from './program-parts/window-in-javascript.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

interface NodeProgram extends FileChoices {
  /** Whether the model accepts pictures of any size. */
  readonly resizes: boolean;
}

/** Returns pictures.mjs, which reads a file in Node as the model learned to see it. Needs sharp; geotiff for TIFF files. */
export const readingInNode = ({ windows, readings, resizes }: NodeProgram): string => `/**
 * Reads pictures as the model in this folder learned to see them. For Node.
 *
 * Needs sharp, and geotiff for TIFF files. BMP files, which sharp does not read, are refused. README.txt says the same in words.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import sharp from 'sharp';

const longestSide = ${longestSide};
/** Of a picture beyond 8 bits, these shares of its samples lie below black and below white. */
const shares = [${window.low}, ${window.high}];
const leastRest = ${window.leastRest};${windowsInJavascript(windows)}${readingsInJavascript(readings)}
const losslessPixels = ${losslessPixels};
const jpegQuality = ${jpegQuality};

/** The picture of a file: width, height, and data of height x width x 3, R G B from 0 to 255. */
export async function readPicture(path) {
  const around = dirname(resolve(path)).split(/[/\\\\]+/);
  const window = chosenFor(around, folderWindows, projectWindow), chosen = chosenFor(around, folderReadings, projectReading);
  const bytes = await readFile(path), tiff = isTiff(bytes) ? await openTiff(bytes, chosen) : null;
  if (tiff?.isReadHere) {
    const samples = await shownSamples(tiff);
    return kept(throughWindow(await shrunk(samples), tiff.hasOwnWindow ? window : [0, samples.opaque]));
  }
  const opened = (page = 0) => sharp(bytes, { failOn: 'error', page: tiff?.numbers[page] ?? page });
  const header = await opened().metadata(), isDeep = header.depth !== 'uchar';
  const planes = tiff?.isReadable ? tiff.planes : planesOf(header, tiff?.numbers.length ?? header.pages ?? 1), reading = readingOf(chosen, planes);
  if (reading !== null) {
    const whole = (page) => (isDeep ? deepSamples(opened(page).autoOrient(), header) : shallowSamples(opened(page).autoOrient()));
    const samples = await chosenPage(reading.pages, planes.pages, async (page) => picked(await whole(page), reading.channels));
    return kept(throughWindow(await shrunk(samples), isDeep ? window : [0, 255]));
  }
  if (isDeep) return kept(throughWindow(await deepSamples(fitted(opened()), header), window));
  if (isPlain(header)) return pixelsOf(opened().toColourspace('srgb'));
  return kept(await pixelsOf(overWhite(fitted(opened()))));
}
${choosingInJavascript}
const fitted = (picture) => picture.autoOrient().resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });
const overWhite = (picture) => picture.flatten({ background: '#ffffff' }).toColourspace('srgb');
const planesOf = ({ space }, pages) => (['b-w', 'grey16'].includes(space) ? { pages, channels: 1, shown: 1 } : { pages, channels: 3, shown: 3 });

function isPlain({ format, width, height, orientation = 1, hasAlpha, icc, space }) {
  return ['jpeg', 'png'].includes(format) && Math.max(width, height) <= longestSide && orientation === 1 && !hasAlpha && !icc && space !== 'cmyk';
}

/** The picture as Graft keeps it: small ones without loss, others as JPEG. */
async function kept({ width, height, data }) {
  if (width * height <= losslessPixels) return { width, height, data };
  const jpeg = await sharp(Buffer.from(data), { raw: { width, height, channels: 3 } }).jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' }).toBuffer();
  return pixelsOf(sharp(jpeg));
}

async function pixelsOf(picture) {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 3) return { width, height, data };
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, at) => data[Math.floor(at / 3) * channels + (channels > 2 ? at % 3 : 0)]) };
}

async function floatsOf(picture) {
  const { data, info: { width, height, channels } } = await picture.raw({ depth: 'float' }).toBuffer({ resolveWithObject: true });
  return { width, height, channels, values: new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4) };
}

/** Up to 8 bits: sRGB over white. */
async function shallowSamples(picture) {
  const { width, height, data } = await pixelsOf(overWhite(picture));
  return { width, height, channels: 3, values: Float32Array.from(data), opaque: 255 };
}

/** More than 8 bits, as they are. sharp clips signed values of 16 bits at zero, so they pass through it shifted up. */
async function deepSamples(picture, { depth, space }) {
  const shift = depth === 'short' ? 32768 : 0;
  const samples = await floatsOf((shift > 0 ? picture.linear(1, shift) : picture).toColourspace(space === 'cmyk' ? 'rgb16' : space));
  return { ...samples, values: samples.values.map((value) => value - shift), opaque: depth === 'ushort' ? 65535 : 1 };
}

async function shrunk(samples) {
  const { width, height, channels, values, opaque } = samples;
  if (Math.max(width, height) <= longestSide) return samples;
  return { ...await floatsOf(fitted(sharp(values, { raw: { width, height, channels } }))), opaque };
}
${pagesInJavascript}${tiffInNode}${windowInJavascript}${resizes ? '' : squashing + resizing}`;
