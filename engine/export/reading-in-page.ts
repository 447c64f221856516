import type { PictureReadings } from '../domain/models/folder-readings.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';
import { choosingInJavascript, readingsInJavascript } from './program-parts/choices-in-javascript.ts';
import { pagesInJavascript } from './program-parts/pages-in-javascript.ts';
import { resizing, squashing } from './program-parts/resizing-in-javascript.ts';

const { longestSide } = pictureRules;

interface PageProgram {
  readonly readings: PictureReadings;
  /** Whether the model accepts pictures of any size. */
  readonly resizes: boolean;
}

/** Returns pictures-in-page.mjs, which reads a file in a web page as the model learned to see it. Needs no packages. */
export const readingInPage = ({ readings, resizes }: PageProgram): string => `/**
 * Reads pictures as the model in this folder learned to see them. For web pages.
 *
 * The browser decodes: JPEG, PNG, WebP and whatever else it shows. TIFF files, and PNG files of 16 bits, of which a browser gives 8,
 * are refused; pictures.mjs and pictures.py read them. README.txt says the same in words.
 */
const longestSide = ${longestSide};${readingsInJavascript(readings)}

/**
 * The picture of a file or of any other Blob: width, height, and data of height x width x 3, R G B from 0 to 255. \`path\`: for what was
 * chosen for folders.
 */
export async function readPicture(blob, path = blob.webkitRelativePath ?? '') {
  const head = new Uint8Array(await blob.slice(0, 26).arrayBuffer());
  const begins = (...bytes) => bytes.every((byte, at) => head[at] === byte);
  if (begins(0x49, 0x49) || begins(0x4d, 0x4d)) throw new Error('This is a TIFF file, which browsers do not read: use pictures.mjs in Node or pictures.py.');
  if (begins(0x89, 0x50, 0x4e, 0x47) && head[24] === 16) throw new Error('This PNG file has 16 bits, of which a browser gives 8: use pictures.mjs in Node or pictures.py.');
  const chosen = chosenFor(path.split(/[/\\\\]+/).slice(0, -1), folderReadings, projectReading);
  const frames = await framesOf(blob, [null, 'first', 1].includes(chosen?.pages ?? null) ? null : animationType(head));
  const { pages, channels } = readingOf(chosen, { pages: frames.count, channels: 3, shown: 3 }) ?? { pages: 'first', channels: null };
  const picture = inColour(await chosenPage(pages, frames.count, async (frame) => picked(await frames.read(frame), channels)));
  frames.close();
  const { width, height } = picture, factor = longestSide / Math.max(width, height);
  if (factor >= 1) return picture;
  const shrunk = resized(picture, Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor)), lanczos, 3);
  return { ...shrunk, data: shrunk.data.map((value) => Math.min(255, Math.max(0, Math.round(value)))) };
}
${choosingInJavascript}
/** The type of a file that may hold several frames; null for one with a single frame. */
function animationType(head) {
  const text = String.fromCharCode(...head);
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('WEBPVP8X', 8) && head[20] & 2) return 'image/webp';
  return text.startsWith('ftypavis', 4) ? 'image/avif' : null;
}

/** The frames of a file, read one by one. \`type\`: null for its first frame alone. */
async function framesOf(blob, type) {
  if (type === null) return { count: 1, close() {}, read: async () => samplesOf(await createImageBitmap(blob, { imageOrientation: 'from-image' })) };
  if (typeof ImageDecoder === 'undefined' || !await ImageDecoder.isTypeSupported(type)) {
    throw new Error('This file may hold several frames, of which this browser gives the first only, as it has no ImageDecoder for them: use pictures.mjs in Node or pictures.py.');
  }
  const decoder = new ImageDecoder({ data: await blob.arrayBuffer(), type });
  await Promise.all([decoder.tracks.ready, decoder.completed]);
  return { count: decoder.tracks.selectedTrack.frameCount, close: () => decoder.close(), read: async (frameIndex) => samplesOf((await decoder.decode({ frameIndex })).image) };
}

/** Upright and in sRGB, as the browser shows it, over white. */
function samplesOf(image) {
  const [width, height] = [image.displayWidth ?? image.width, image.displayHeight ?? image.height];
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  image.close();
  const pixels = context.getImageData(0, 0, width, height).data, values = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; to < values.length; from += 4, to += 3) values.set(pixels.subarray(from, from + 3), to);
  return { width, height, channels: 3, values };
}

/** One channel is shown as grey. */
function inColour({ width, height, channels, values }) {
  if (channels === 3) return { width, height, data: values };
  const data = new Float32Array(values.length * 3);
  values.forEach((value, at) => data.fill(value, at * 3, at * 3 + 3));
  return { width, height, data };
}
${pagesInJavascript}
const lanczos = (x) => (x === 0 ? 1 : Math.abs(x) >= 3 ? 0 : 3 * Math.sin(Math.PI * x) * Math.sin(Math.PI * x / 3) / (Math.PI * x) ** 2);
${resizes ? '' : squashing}${resizing}`;
