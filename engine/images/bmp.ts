import { limits } from './limits.ts';
import type { Damage, DescribedFormat } from '../domain/refusal-facts.ts';
import { RefusedPicture } from './refused-picture.ts';

/** A decoded bitmap, row by row from the top: R G B, with opacity as a fourth channel if the file has it. */
export interface BmpPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly bitDepth: number;
  readonly pixels: Uint8Array;
}

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly pixelsAt: number;
  readonly palette: Uint8Array | null;
  readonly masks: readonly [red: Mask, green: Mask, blue: Mask, alpha: Mask] | null;
}
interface Mask {
  readonly shift: number;
  readonly largest: number;
}

const damaged = (detail: Damage, declared = ''): RefusedPicture => new RefusedPicture('damaged', { format: 'BMP', detail, declared });

/**
 * Decodes a Windows or OS/2 bitmap: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits with or without bit fields, either row order
 * (Microsoft, Bitmap Storage; no other decoder in Graft supports the format).
 * @throws RefusedPicture unsupported-format for compressed bitmaps, too-large, cut-short, damaged
 */
export function decodeBmp(bytes: Buffer): BmpPicture {
  const header = readHeader(bytes);
  const { width, height, bits } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (header.pixelsAt + stride * height > bytes.length) throw new RefusedPicture('cut-short', { format: 'BMP' });
  const hasAlpha = (header.masks?.[3].largest ?? 0) > 0;
  const channels = hasAlpha ? 4 : 3;
  const pixels = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = header.pixelsAt + (header.isTopDown ? row : height - 1 - row) * stride;
    const line = pixels.subarray(row * width * channels, (row + 1) * width * channels);
    if (header.palette) readPaletteRow(bytes, from, line, bits, header.palette);
    else if (header.masks) readMaskedRow(bytes, from, line, bits, header.masks);
    else readPlainRow(bytes, from, line, bits / 8);
  }
  return { width, height, channels, bitDepth: header.palette ? bits : 8, pixels: hasAlpha ? visible(pixels) : pixels };
}

function readHeader(bytes: Buffer): BmpHeader {
  if (bytes.length < 26) throw new RefusedPicture('cut-short', { format: 'BMP' });
  const size = bytes.readUInt32LE(14);
  const isOs2 = size === 12;
  if (!isOs2 && (size < 40 || size > 124)) throw damaged('header-length');
  if (bytes.length < 14 + size) throw new RefusedPicture('cut-short', { format: 'BMP' });
  const width = isOs2 ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = isOs2 ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const bits = bytes.readUInt16LE(isOs2 ? 24 : 28);
  const compression = isOs2 ? 0 : bytes.readUInt32LE(30);
  if (width <= 0 || height === 0) throw damaged('declared-size', `${width} × ${signedHeight}`);
  if (width * height > limits.pixels)
    throw new RefusedPicture('too-large', { format: 'BMP', width, height, limitMegapixels: limits.pixels / 1e6 });
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged('declared-bits', String(bits));
  if (compression !== 0 && compression !== 3 && compression !== 6)
    throw new RefusedPicture('unsupported-format', { format: 'compressed-bmp' satisfies DescribedFormat });
  const paletteAt = 14 + size;
  return {
    width,
    height,
    isTopDown: signedHeight < 0,
    bits,
    pixelsAt: bytes.readUInt32LE(10),
    palette: bits <= 8 ? readPalette(bytes, paletteAt, bits, isOs2) : null,
    masks: bits === 16 || (bits === 32 && compression !== 0) ? readMasks(bytes, size, bits, compression) : null,
  };
}

/** 256 x R G B; entries missing in the file are black. */
function readPalette(bytes: Buffer, at: number, bits: number, isOs2: boolean): Uint8Array {
  const declared = isOs2 ? 0 : bytes.readUInt32LE(46);
  if (declared > 2 ** bits) throw damaged('declared-colours', String(declared));
  const count = declared || 2 ** bits;
  const step = isOs2 ? 3 : 4;
  if (at + count * step > bytes.length) throw new RefusedPicture('cut-short', { format: 'BMP' });
  const palette = new Uint8Array(256 * 3);
  for (let index = 0; index < count; index++) {
    for (let channel = 0; channel < 3; channel++) palette[index * 3 + channel] = bytes[at + index * step + 2 - channel] ?? 0;
  }
  return palette;
}

function readMasks(bytes: Buffer, size: number, bits: number, compression: number): BmpHeader['masks'] {
  if (compression === 0) return [mask(0x7c00), mask(0x03e0), mask(0x001f), mask(0)];
  // They follow the old header of 40 bytes or are part of a longer one: at the same offset either way.
  if (bytes.length < 70) throw new RefusedPicture('cut-short', { format: 'BMP' });
  const hasAlpha = bits === 32 && (size >= 56 || compression === 6);
  return [
    mask(bytes.readUInt32LE(54)),
    mask(bytes.readUInt32LE(58)),
    mask(bytes.readUInt32LE(62)),
    mask(hasAlpha ? bytes.readUInt32LE(66) : 0),
  ];
}

function mask(value: number): Mask {
  if (value === 0) return { shift: 0, largest: 0 };
  const shift = 31 - Math.clz32(value & -value);
  return { shift, largest: value >>> shift };
}

function readPaletteRow(bytes: Buffer, from: number, line: Uint8Array, bits: number, palette: Uint8Array): void {
  const perByte = 8 / bits;
  for (let column = 0; column * 3 < line.length; column++) {
    const byte = bytes[from + Math.floor(column / perByte)] ?? 0;
    const index = (byte >> (8 - bits - (column % perByte) * bits)) & (2 ** bits - 1);
    line.set(palette.subarray(index * 3, index * 3 + 3), column * 3);
  }
}

function readMaskedRow(bytes: Buffer, from: number, line: Uint8Array, bits: number, masks: NonNullable<BmpHeader['masks']>): void {
  const channels = masks[3].largest > 0 ? 4 : 3;
  for (let to = 0, at = from; to < line.length; to += channels, at += bits / 8) {
    const value = bits === 16 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at);
    for (let channel = 0; channel < channels; channel++) {
      const { shift, largest } = masks[channel] as Mask;
      line[to + channel] = largest === 0 ? 0 : Math.round((((value >>> shift) & largest) / largest) * 255);
    }
  }
}

/** Ignores the fourth byte of plain 32-bit bitmaps, which has no meaning. */
function readPlainRow(bytes: Buffer, from: number, line: Uint8Array, step: number): void {
  for (let to = 0, at = from; to < line.length; to += 3, at += step) {
    line[to] = bytes[at + 2] ?? 0;
    line[to + 1] = bytes[at + 1] ?? 0;
    line[to + 2] = bytes[at] ?? 0;
  }
}

/** Many programs leave the opacity of all pixels at zero although the picture is opaque. */
function visible(pixels: Uint8Array): Uint8Array {
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 0) return pixels;
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  return pixels;
}
