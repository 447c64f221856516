import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

/** Resizing by a kernel: Lanczos for the picture rules, a triangle filter for the resize of source models. */
const resizing = `
/** Both sides by a kernel that reaches so many pixels and is widened by the factor of shrinking, with half-pixel centres. */
const resized = (picture, width, height, kernel, reach) => turnedAndResized(turnedAndResized(picture, width, kernel, reach), height, kernel, reach);

/** Another width, and rows and columns exchanged: done twice, both sides are resized. */
function turnedAndResized({ width, height, data }, to, kernel, reach) {
  const scale = width / to, widened = Math.max(1, scale), result = new Float32Array(to * height * 3);
  for (let x = 0; x < to; x += 1) {
    const centre = (x + 0.5) * scale - 0.5, first = Math.max(0, Math.ceil(centre - reach * widened)), last = Math.min(width - 1, Math.floor(centre + reach * widened));
    const weights = Array.from({ length: last - first + 1 }, (_, index) => kernel((first + index - centre) / widened)), sum = weights.reduce((total, weight) => total + weight, 0);
    for (let y = 0; y < height; y += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let value = 0;
        for (let from = first; from <= last; from += 1) value += weights[from - first] * data[(y * width + from) * 3 + channel];
        result[(x * height + y) * 3 + channel] = value / sum;
      }
    }
  }
  return { width: height, height: to, data: result };
}
`;

/** For models whose input is already resized. */
const squashing = `
/** The whole picture squashed to size x size, as the model learned to see it. */
export const squashed = (picture, size) => resized(picture, size, size, (x) => Math.max(0, 1 - Math.abs(x)), 1);
`;

interface Reading {
  /** The windows of pictures beyond 8 bits. */
  readonly windows: PictureWindows;
  /** Whether the model accepts pictures of any size. */
  readonly resizes: boolean;
}

const pair = (window: PictureWindow | null): string => (window === null ? 'null' : `[${window.low}, ${window.high}]`);

/** Returns pictures.mjs, which reads a file in Node as the model learned to see it. Needs sharp; geotiff for TIFF files. */
export const readingInNode = ({ windows: { window: chosen, folders }, resizes }: Reading): string => `/**
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
const leastRest = ${window.leastRest};
/** Black and white of all pictures beyond 8 bits, as they were chosen for the project; null: each has a window of its own. */
const projectWindow = ${pair(chosen)};
/** The same for pictures in certain folders, named by the last parts of their paths; the deepest folder counts. */
const folderWindows = [${folders.map((one) => `[${JSON.stringify(one.folder)}, ${pair(one.window)}]`).join(', ')}];
const losslessPixels = ${losslessPixels};
const jpegQuality = ${jpegQuality};

/** The first page or frame of a file: width, height, and data of height x width x 3, R G B from 0 to 255. */
export async function readPicture(path) {
  const bytes = await readFile(path);
  const tiff = isTiff(bytes) ? await readTiff(bytes) : null;
  if (tiff?.samples) return kept(throughWindow(await shrunk(tiff.samples), tiff.samples.window ?? windowOf(path)));
  const opened = () => sharp(bytes, { failOn: 'error', page: tiff?.page ?? 0 });
  const header = await opened().metadata();
  if (header.depth !== 'uchar') {
    // sharp clips signed values of 16 bits at zero, so they pass through it shifted up.
    const shift = header.depth === 'short' ? 32768 : 0, picture = fitted(opened());
    const samples = await floatsOf((shift > 0 ? picture.linear(1, shift) : picture).toColourspace(header.space === 'cmyk' ? 'rgb16' : header.space));
    return kept(throughWindow({ ...samples, values: samples.values.map((value) => value - shift), opaque: header.depth === 'ushort' ? 65535 : 1 }, windowOf(path)));
  }
  if (isPlain(header)) return pixelsOf(opened().toColourspace('srgb'));
  return kept(await pixelsOf(fitted(opened()).flatten({ background: '#ffffff' }).toColourspace('srgb')));
}

/** Black and white of a picture beyond 8 bits, by its folder; null: its own. */
function windowOf(path) {
  const around = dirname(resolve(path)).split(/[/\\\\]+/);
  let best = { end: 0, length: 0, window: projectWindow };
  for (const [folder, window] of folderWindows) {
    const names = folder.split(/[/\\\\]+/), { length } = names;
    for (let end = length; end <= around.length; end += 1) {
      if (names.every((name, at) => around[end - length + at] === name) && (end > best.end || (end === best.end && length > best.length))) best = { end, length, window };
    }
  }
  return best.window;
}

const isTiff = (bytes) => ['II', 'MM'].includes(bytes.toString('latin1', 0, 2));
const fitted = (picture) => picture.autoOrient().resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });

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

async function shrunk(samples) {
  const { width, height, channels, values, opaque } = samples;
  if (Math.max(width, height) <= longestSide) return samples;
  return { ...await floatsOf(fitted(sharp(values, { raw: { width, height, channels } }))), opaque };
}

const tags = { newSubfileType: 254, compression: 259, photometric: 262, orientation: 274, planar: 284, extraSamples: 338, sampleFormat: 339, noData: 42113 };

/** The first page that is no preview, and its samples, upright, where sharp would read them otherwise or not at all; else null. */
async function readTiff(bytes) {
  const { fromArrayBuffer } = await import('geotiff');
  const file = await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const tagOf = async (image, tag, usual) => (image.fileDirectory.hasTag(tag) ? await image.fileDirectory.loadValue(tag) : usual);
  const numberOf = async (tag, usual) => [await tagOf(image, tag, usual)].flatMap((value) => (typeof value === 'number' ? value : Array.from(value)))[0];
  const count = await file.getImageCount();
  let page = 0;
  while (page < count - 1 && await tagOf(await file.getImage(page), tags.newSubfileType, 0) & 1) page += 1;
  const image = await file.getImage(page);
  const [bits, bands] = [image.getBitsPerSample(), image.getSamplesPerPixel()];
  const photometric = await numberOf(tags.photometric, 1), format = await numberOf(tags.sampleFormat, 1);
  const extra = Array.from(await tagOf(image, tags.extraSamples, [])).findIndex((meaning) => meaning === 1 || meaning === 2);
  const said = String(await tagOf(image, tags.noData, '')).replaceAll('\\0', '').trim(), noData = said === '' || !Number.isFinite(Number(said)) ? null : Number(said);
  const own = photometric === 2 ? 3 : 1, opacity = extra < 0 ? null : own + extra;
  const isOdd = (await numberOf(tags.planar, 1) === 2 && bands > 1) || bands > own + (extra === 0 ? 1 : 0) || ![1, 2, 4, 8, 16, 32].includes(bits)
    || (format === 3 && bits !== 32) || await numberOf(tags.compression, 1) === 50000 || noData !== null || (extra >= 0 && (format === 2 || (bits === 32 && format === 1)));
  if (![0, 1, 2].includes(photometric) || !isOdd) return { page, samples: null };
  const colours = photometric === 2 || bands - (opacity === null ? 0 : 1) >= 3 ? 3 : 1;
  const samples = [...Array(colours).keys(), ...opacity === null ? [] : [opacity]], channels = samples.length;
  const most = format === 3 ? 1 : format === 2 ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const values = Float32Array.from(await image.readRasters({ interleave: true, samples }));
  for (let at = 0; at < values.length; at += 1) {
    if (at % channels === colours) continue;
    if (noData !== null && values[at] === Math.fround(noData)) values[at] = NaN;
    else if (photometric === 0) values[at] = most - values[at];
  }
  const turned = upright({ width: image.getWidth(), height: image.getHeight(), channels, values }, await numberOf(tags.orientation, 1));
  return { page, samples: { ...turned, opaque: most, window: bits <= 8 && noData === null ? [0, most] : null } };
}

function upright({ width, height, channels, values }, orientation) {
  const isSwapped = orientation >= 5, [across, down] = isSwapped ? [height, width] : [width, height];
  const isMirrored = [2, 3, 6, 7].includes(orientation), isFlipped = [3, 4, 7, 8].includes(orientation);
  const turned = new Float32Array(values.length);
  for (let to = 0; to < values.length; to += 1) {
    const channel = to % channels, pixel = (to - channel) / channels;
    const [x, y] = [isMirrored ? across - 1 - pixel % across : pixel % across, isFlipped ? down - 1 - Math.floor(pixel / across) : Math.floor(pixel / across)];
    turned[to] = values[(isSwapped ? x * width + y : y * width + x) * channels + channel];
  }
  return { width: across, height: down, channels, values: turned };
}

/** One window for all colours of a picture, so that hues stay; values that are no numbers are black. \`opaque\`: the largest opacity. */
function throughWindow({ width, height, channels, values, opaque }, window) {
  const colours = channels >= 3 ? 3 : 1, isSeen = (at) => colours === channels || values[at - at % channels + colours] !== 0;
  const seen = () => values.filter((value, at) => at % channels < colours && Number.isFinite(value) && isSeen(at)).sort();
  let [low, high] = window ?? ends(withoutValuesApart(seen()));
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += channels, to += 3) {
    const opacity = colours < channels ? Math.min(1, values[from + colours] / opaque) : 1;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[from + (colours === 3 ? channel : 0)];
      data[to + channel] = Math.round((value >= low ? Math.min(255, (value - low) * (255 / (high - low))) : 0) * opacity + 255 * (1 - opacity));
    }
  }
  return { width, height, data };
}

function ends(ordered) {
  const last = ordered.length - 1;
  return [ordered[Math.floor(last * shares[0])], ordered[Math.ceil(last * shares[1])]];
}

/** Without the smallest or largest value where it lies farther from the others than these reach: scale bars, saturation, no data. */
function withoutValuesApart(ordered) {
  const isApart = (value, rest) => {
    const [low, high] = ends(rest);
    return rest.length >= ordered.length * leastRest && high > low && Math.max(value - high, low - value) > high - low;
  };
  const [smallest, largest] = [ordered[0], ordered.at(-1)];
  const below = ordered.subarray(0, ordered.indexOf(largest)), rest = isApart(largest, below) ? below : ordered;
  const above = rest.subarray(rest.lastIndexOf(smallest) + 1);
  return isApart(smallest, above) ? above : rest;
}
${resizes ? '' : squashing + resizing}`;

/** Returns pictures-in-page.mjs, which reads a file in a web page as the model learned to see it. Needs no packages. */
export const readingInPage = ({ resizes }: Pick<Reading, 'resizes'>): string => `/**
 * Reads pictures as the model in this folder learned to see them. For web pages.
 *
 * The browser decodes: JPEG, PNG, WebP and whatever else it shows. TIFF files, and PNG files of 16 bits, of which a browser gives 8,
 * are refused; pictures.mjs and pictures.py read them. README.txt says the same in words.
 */
const longestSide = ${longestSide};

/** The picture of a file or of any other Blob: width, height, and data of height x width x 3, R G B from 0 to 255. */
export async function readPicture(blob) {
  const head = new Uint8Array(await blob.slice(0, 26).arrayBuffer());
  const begins = (...bytes) => bytes.every((byte, at) => head[at] === byte);
  if (begins(0x49, 0x49) || begins(0x4d, 0x4d)) throw new Error('This is a TIFF file, which browsers do not read: use pictures.mjs in Node or pictures.py.');
  if (begins(0x89, 0x50, 0x4e, 0x47) && head[24] === 16) throw new Error('This PNG file has 16 bits, of which a browser gives 8: use pictures.mjs in Node or pictures.py.');
  // Upright and in sRGB, as the browser shows it.
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' }), { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context.getImageData(0, 0, width, height).data, data = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) data.set(pixels.subarray(from, from + 3), to);
  const factor = longestSide / Math.max(width, height), picture = { width, height, data };
  if (factor >= 1) return picture;
  const shrunk = resized(picture, Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor)), lanczos, 3);
  return { ...shrunk, data: shrunk.data.map((value) => Math.min(255, Math.max(0, Math.round(value)))) };
}

const lanczos = (x) => (x === 0 ? 1 : Math.abs(x) >= 3 ? 0 : 3 * Math.sin(Math.PI * x) * Math.sin(Math.PI * x / 3) / (Math.PI * x) ** 2);
${resizes ? '' : squashing}${resizing}`;
