import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../../engine/domain/raster.ts';
import { drawScene, tiffFile } from './pictures.ts';

/** Storage order for each orientation: which edges of the upright picture its first row and first column are (EXIF, TIFF 6.0). */
const stored = [
  ['top', 'left'],
  ['top', 'right'],
  ['bottom', 'right'],
  ['bottom', 'left'],
  ['left', 'top'],
  ['right', 'top'],
  ['right', 'bottom'],
  ['left', 'bottom'],
] as const;
export const orientations = stored.map((_, at) => at + 1);

/** Formats that state an orientation, with the bit depths Graft reads; the last is read by its own TIFF reader. */
export const turnedFormats = ['jpeg 8', 'webp 8', 'png 8', 'png 16', 'tiff 8', 'tiff 16', 'tiff 16 with no-data'] as const;
export type TurnedFormat = (typeof turnedFormats)[number];

/** A scene without symmetry, from black to white, with marks that reveal a shift. */
export function drawMarkedScene(seed: number, width: number, height: number): Raster {
  const scene = drawScene(seed, width, height),
    side = Math.round(Math.min(width, height) / 8);
  for (const [x, y, value] of [
    [0.15, 0.3, 255],
    [0.55, 0.2, 0],
    [0.7, 0.65, 255],
    [0.25, 0.75, 0],
  ] as const) {
    for (let row = Math.round(y * height), end = row + side; row < end; row += 1)
      scene.pixels.fill(value, (row * width + Math.round(x * width)) * 3, (row * width + Math.round(x * width) + side) * 3);
  }
  return scene;
}

/** The pixels as stored by a camera held this way: rotated by hand, to be independent of any decoder. */
function storedAs({ width, height, pixels }: Raster, orientation: number): Raster {
  const [first, second] = stored[orientation - 1]!,
    isSideways = first === 'left' || first === 'right';
  const out = { width: isSideways ? height : width, height: isSideways ? width : height, pixels: new Uint8Array(pixels.length) };
  const from = (edge: string, at: number): number => ({ left: at, right: width - 1 - at, top: at, bottom: height - 1 - at })[edge]!;
  for (let row = 0, to = 0; row < out.height; row += 1) {
    for (let column = 0; column < out.width; column += 1, to += 3) {
      const [x, y] = isSideways ? [from(first, row), from(second, column)] : [from(second, column), from(first, row)];
      out.pixels.set(pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3), to);
    }
  }
  return out;
}

/** A file that shows the upright picture when its orientation is applied. 16-bit samples are 257 times the 8-bit ones: from 0 to 65535. */
export async function turnedFile(upright: Raster, format: TurnedFormat, orientation: number): Promise<Buffer> {
  const { width, height, pixels } = storedAs(upright, orientation);
  if (format === 'tiff 16' || format === 'tiff 16 with no-data') {
    return tiffFile({
      width,
      height,
      channels: 3,
      bits: 16,
      kind: 'unsigned',
      orientation,
      ...(format !== 'tiff 16' && { noData: '-1' }),
      value: (at) => (pixels[at] ?? 0) * 257,
    });
  }
  const raw = { raw: { width, height, channels: 3 as const } };
  const file =
    format === 'png 16'
      ? withOrientation(
          await sharp(
            Uint16Array.from(pixels, (value) => value * 257),
            raw,
          )
            .toColourspace('rgb16')
            .png()
            .toBuffer(),
          orientation,
        )
      : await encoded(sharp(pixels, raw).withMetadata({ orientation }), format).toBuffer();
  const said = await sharp(file).metadata();
  if (said.orientation !== orientation || said.depth !== (format === 'png 16' ? 'ushort' : 'uchar'))
    throw new Error(`${format}: written with orientation ${said.orientation} and samples ${said.depth}`);
  return file;
}

function encoded(picture: Sharp, format: TurnedFormat): Sharp {
  switch (format.split(' ')[0]) {
    case 'jpeg':
      return picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
    case 'webp':
      return picture.webp({ lossless: true });
    case 'png':
      return picture.png();
    default:
      return picture.tiff({ compression: 'lzw' });
  }
}

/** Adds EXIF to a PNG: the encoder would also attach a profile and change the 16-bit samples accordingly. */
function withOrientation(png: Buffer, orientation: number): Buffer {
  const exif = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1'),
    chunk = Buffer.alloc(12 + exif.length);
  exif.writeUInt16BE(orientation, 18);
  chunk.writeUInt32BE(exif.length);
  chunk.write('eXIf', 4, 'latin1');
  exif.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  const behindHeader = 33;
  return Buffer.concat([png.subarray(0, behindHeader), chunk, png.subarray(behindHeader)]);
}
