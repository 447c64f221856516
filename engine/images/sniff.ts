import type { OtherContent } from '../domain/refusal-facts.ts';
import type { KindTitle } from './formats.ts';

/** File type by its first bytes. `other`: content that is not an image; null: unknown. */
export type Sniffed = { readonly kind: KindTitle } | { readonly other: OtherContent } | null;

const ascii = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
const starts = (bytes: Uint8Array, ...values: readonly number[]): boolean => values.every((value, index) => bytes[index] === value);

const byAscii: readonly (readonly [start: string, found: Sniffed])[] = [
  ['GIF87a', { kind: 'GIF' }],
  ['GIF89a', { kind: 'GIF' }],
  ['BM', { kind: 'BMP' }],
  ['II*\0', { kind: 'TIFF' }],
  ['MM\0*', { kind: 'TIFF' }],
  ['II+\0', { kind: 'TIFF' }],
  ['MM\0+', { kind: 'TIFF' }],
  ['8BPS', { kind: 'Photoshop' }],
  ['DDS ', { kind: 'DDS' }],
  ['SIMPLE  =', { kind: 'FITS' }],
  ['ZISRAWFILE', { kind: 'Zeiss CZI' }],
  ['\x76\x2f\x31\x01', { kind: 'OpenEXR' }],
  ['\x00\x00\x01\x00', { kind: 'icon' }],
  ['\x00\x00\x02\x00', { kind: 'icon' }],
  ['\xff\x0a', { kind: 'JPEG XL' }],
  ['\x00\x00\x00\x0cJXL ', { kind: 'JPEG XL' }],
  ['\x00\x00\x00\x0cjP  ', { kind: 'JPEG 2000' }],
  ['\xff\x4f\xff\x51', { kind: 'JPEG 2000' }],
  ['%PDF', { other: 'pdf' }],
  ['PK\x03\x04', { other: 'zip' }],
  ['\x1f\x8b', { other: 'gzip' }],
  ['7z\xbc\xaf', { other: '7-zip' }],
  ['Rar!', { other: 'rar' }],
  ['\x89HDF', { other: 'hdf5' }],
  ['version https://git-lfs', { other: 'lfs-pointer' }],
];

/** Identifies a file's content by its first bytes, whatever its name. */
export function sniff(bytes: Uint8Array): Sniffed {
  if (starts(bytes, 0xff, 0xd8, 0xff)) return { kind: 'JPEG' };
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return { kind: 'PNG' };
  const head = ascii(bytes, 0, 40);
  const found = byAscii.find(([start]) => head.startsWith(start))?.[1];
  if (found) return found;
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return { kind: 'WebP' };
  if (head.slice(4, 8) === 'ftyp') return sniffIsoMedia(bytes);
  if (/^P[1-7F][\s#]/.test(head)) return { kind: 'Netpbm' };
  if (ascii(bytes, 128, 132) === 'DICM') return { kind: 'DICOM' };
  return sniffText(bytes);
}

/** ISO base media files list their types as brands in their first box (ISO/IEC 14496-12, 23008-12). */
function sniffIsoMedia(bytes: Uint8Array): Sniffed {
  const length = Math.min(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32BE(0), 256);
  const brands = ascii(bytes, 8, length).match(/.{4}/gs) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { kind: 'AVIF' };
  if (brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))) return { kind: 'HEIC' };
  if (brands[0] === 'crx ') return { kind: 'camera-raw' };
  return { other: 'film-or-sound' };
}

function sniffText(bytes: Uint8Array): Sniffed {
  const text = Buffer.from(bytes.subarray(0, 4096)).toString('utf8');
  if (/<svg[\s>]/i.test(text)) return { kind: 'SVG' };
  if (/<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]/i.test(text)) return { other: 'web-page' };
  // eslint-disable-next-line no-control-regex -- control characters are what text does not hold
  if (text.length > 1 && !/[\x00-\x08\x0e-\x1f\ufffd]/.test(text)) return { other: 'text' };
  return null;
}
