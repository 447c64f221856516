import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Region, Size } from '../domain/labels/cut-region.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';
import { limits } from './limits.ts';
import type { Samples } from './tone.ts';

const { longestSide } = pictureRules;

/** A region to cut out. `isFull`: it keeps its size in pixels; otherwise it is shrunk like all pictures. */
export interface Part extends Region {
  readonly isFull?: true;
}

export const sizeOf = ({ width, height }: Size): Size => ({ width, height });

export const isDeep = ({ depth }: Metadata): boolean => depth !== 'uchar';

/** Turned upright, cut out and shrunk to the size that models see. */
export const fitted = (picture: Sharp, part: Part | null = null): Sharp => shrunk(cutOut(picture.autoOrient(), part), part);
export const shrunk = (picture: Sharp, part: Part | null): Sharp =>
  part?.isFull ? picture : picture.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });
export const cutOut = (picture: Sharp, part: Region | null): Sharp =>
  part ? picture.extract({ left: part.x, top: part.y, ...sizeOf(part) }) : picture;

/** What of a picture to read. `page`: its index in the file. */
export interface DeepPart {
  readonly header: Metadata;
  readonly page: number;
  readonly part: Part | null;
}

/** The samples of a picture of more than 8 bits, as the shared decoder reads them. @throws the decoder's error */
export async function samplesOf(bytes: Buffer, { header, page, part }: DeepPart): Promise<Samples> {
  // The decoder's pipeline clips negative 16-bit values to zero, so values are shifted up for it.
  const shift = header.depth === 'short' ? 32768 : 0;
  const picture = fitted(sharp(bytes, { failOn: 'error', page, limitInputPixels: limits.pixels }), part);
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

/** The samples of a region. */
function cutSamples({ width, channels, values, opaque }: Samples, part: Region): Samples {
  const rows = Array.from({ length: part.height }, (_, row) => {
    const from = ((part.y + row) * width + part.x) * channels;
    return values.subarray(from, from + part.width * channels);
  });
  const cut = new Float32Array(part.width * part.height * channels);
  rows.forEach((row, at) => cut.set(row, at * part.width * channels));
  return { ...sizeOf(part), channels, values: cut, opaque };
}

/** The samples of a picture, or of a region of it, at the size that models see. */
export const shrunkPart = (whole: Samples, part: Part | null): Promise<Samples> =>
  shrunkSamples(part ? cutSamples(whole, part) : whole, part);

/** Shrinks each band separately: no-data samples affect only the pixels computed from them. */
async function shrunkSamples(samples: Samples, part: Part | null): Promise<Samples> {
  const { width, height, channels, values, opaque } = samples;
  if (part?.isFull || Math.max(width, height) <= longestSide) return samples;
  const small = fitted(sharp(values, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 }, limitInputPixels: limits.pixels }));
  return { ...(await floatsOf(small)), opaque };
}
