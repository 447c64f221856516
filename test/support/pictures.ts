import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import type { Raster } from '../../engine/domain/raster.ts';

/** A coloured scene without symmetry, different for each seed: one corner red, one green, one blue, soft blobs between. */
export function drawScene(seed: number, width: number, height: number): Raster {
  const random = seededRandom(seed);
  const blobs = Array.from({ length: 5 }, () => ({
    x: random(),
    y: random(),
    size: 0.1 + random() * 0.2,
    colour: [random(), random(), random()],
  }));
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column / width, row / height];
      const corner = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y];
      for (let channel = 0; channel < 3; channel++, at++) {
        const blob = blobs.reduce(
          (sum, one) => sum + (one.colour[channel] ?? 0) * Math.exp(-((x - one.x) ** 2 + (y - one.y) ** 2) / one.size ** 2),
          0,
        );
        pixels[at] = Math.min(255, Math.round(160 * (corner[channel] ?? 0) + 90 * blob));
      }
    }
  }
  return { width, height, pixels };
}

const sharpOf = ({ width, height, pixels }: Raster): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });

export const asPng = (picture: Raster): Promise<Buffer> => sharpOf(picture).png().toBuffer();
export const asAvif = (picture: Raster): Promise<Buffer> => sharpOf(picture).avif({ effort: 0 }).toBuffer();
export const asJpeg = (picture: Raster, quality = 90): Promise<Buffer> => sharpOf(picture).jpeg({ quality }).toBuffer();

/** Writes a JPEG file with a scene of its own; creates folders as needed. */
export async function writeScene(file: string, seed: number, side = 48): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await asJpeg(drawScene(seed, side, Math.round(side * 0.75))));
}

/** The pixels of an encoded picture as other programs would decode them, without applying its orientation. */
export async function rasterOf(encoded: Buffer): Promise<Raster> {
  const { data, info } = await sharp(encoded).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

/** Mean absolute difference of two pictures of the same size, on a scale of 0 to 255. */
export function meanDifference(one: Raster, other: Raster): number {
  if (one.width !== other.width || one.height !== other.height) return Infinity;
  let sum = 0;
  for (let at = 0; at < one.pixels.length; at++) sum += Math.abs((one.pixels[at] ?? 0) - (other.pixels[at] ?? 0));
  return sum / one.pixels.length;
}

export function meanValue({ pixels }: Raster): number {
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
}

export interface TiffFacts {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bits: 8 | 16 | 32;
  readonly kind: 'unsigned' | 'signed' | 'float';
  readonly value: (sample: number) => number;
  /** The value of TIFF's orientation tag, 1 to 8. */
  readonly orientation?: number;
  /** A no-data value of at most three characters: files that state one are read by Graft's own reader. */
  readonly noData?: string;
}

const noDataTag = 42113;
const sampleFormats = { unsigned: 1, signed: 2, float: 3 } as const;

/** An uncompressed little-endian TIFF of one page and one strip. */
export function tiffFile({ width, height, channels, bits, kind, value, orientation, noData }: TiffFacts): Buffer {
  const samples = Buffer.alloc((width * height * channels * bits) / 8);
  for (let index = 0; index < width * height * channels; index++) writeSample(samples, index, bits, kind, value(index));
  const perChannel = (content: number): number[] => Array<number>(channels).fill(content);
  const entries: [tag: number, values: number[], isLong: boolean][] = [
    [256, [width], false],
    [257, [height], false],
    [258, perChannel(bits), false],
    [259, [1], false],
    [262, [channels === 3 ? 2 : 1], false],
    [273, [0], true],
    ...(orientation === undefined ? [] : [[274, [orientation], false] as [number, number[], boolean]]),
    [277, [channels], false],
    [278, [height], false],
    [279, [samples.length], true],
    [284, [1], false],
    [339, perChannel(sampleFormats[kind]), false],
  ];
  if (noData !== undefined) entries.push([noDataTag, [], false]);
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  let tail = Buffer.alloc(0);
  entries.forEach(([tag, values, isLong], index) => {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    if (tag === noDataTag) {
      head.writeUInt16LE(2, at + 2);
      head.writeUInt32LE(noData!.length + 1, at + 4);
      head.write(noData!, at + 8, 'latin1');
      return;
    }
    head.writeUInt16LE(isLong ? 4 : 3, at + 2);
    head.writeUInt32LE(values.length, at + 4);
    if (values.length > 2) {
      head.writeUInt32LE(head.length + tail.length, at + 8);
      tail = Buffer.concat([tail, Buffer.from(Uint16Array.from(values).buffer)]);
    } else if (isLong) head.writeUInt32LE(values[0] ?? 0, at + 8);
    else head.writeUInt16LE(values[0] ?? 0, at + 8);
  });
  head.writeUInt32LE(head.length + tail.length, 10 + 5 * 12 + 8);
  return Buffer.concat([head, tail, samples]);
}

function writeSample(samples: Buffer, index: number, bits: number, kind: TiffFacts['kind'], value: number): void {
  if (kind === 'float') samples.writeFloatLE(value, index * 4);
  else if (kind === 'signed') samples.writeIntLE(value, (index * bits) / 8, bits / 8);
  else samples.writeUIntLE(value, (index * bits) / 8, bits / 8);
}

export interface BmpFacts {
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  readonly isTopDown?: boolean;
  /** The short header of OS/2 1.x. */
  readonly isOs2?: boolean;
  /** Bit masks for red, green, blue and opacity. */
  readonly masks?: readonly [number, number, number, number];
  /** Up to 2^bits colours as [R, G, B]. */
  readonly palette?: readonly (readonly [number, number, number])[];
  readonly width: number;
  readonly height: number;
  /** The stored value of a pixel: palette index, or the bits of its colour. */
  readonly value: (column: number, row: number) => number;
}

/** An uncompressed bitmap file. */
export function bmpFile({ bits, isTopDown = false, isOs2 = false, masks, palette = [], width, height, value }: BmpFacts): Buffer {
  const headerSize = isOs2 ? 12 : masks ? 56 : 40;
  const colours = Buffer.concat(palette.map(([r, g, b]) => Buffer.from(isOs2 ? [b, g, r] : [b, g, r, 0])));
  const stride = Math.ceil((width * bits) / 32) * 4;
  const head = Buffer.alloc(14 + headerSize);
  head.write('BM', 'latin1');
  head.writeUInt32LE(head.length + colours.length, 10);
  head.writeUInt32LE(headerSize, 14);
  if (isOs2) [width, height, 1, bits].forEach((number, index) => head.writeUInt16LE(number, 18 + index * 2));
  else writeHeader(head, { width, height: isTopDown ? -height : height, bits, compression: masks ? 3 : 0, colours: palette.length });
  masks?.forEach((mask, index) => head.writeUInt32LE(mask, 54 + index * 4));
  const rows = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = (isTopDown ? row : height - 1 - row) * stride;
      if (bits >= 8) rows.writeUIntLE(value(column, row), at + (column * bits) / 8, bits / 8);
      else rows[at + Math.floor((column * bits) / 8)]! |= value(column, row) << (8 - bits - ((column * bits) % 8));
    }
  }
  return Buffer.concat([head, colours, rows]);
}

function writeHeader(head: Buffer, facts: { width: number; height: number; bits: number; compression: number; colours: number }): void {
  head.writeInt32LE(facts.width, 18);
  head.writeInt32LE(facts.height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(facts.bits, 28);
  head.writeUInt32LE(facts.compression, 30);
  head.writeUInt32LE(facts.colours, 46);
}
