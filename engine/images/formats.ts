import type { DescribedFormat } from '../domain/refusal-facts.ts';
import type { PictureFormat } from './prepared.ts';

/** File types known by extension. `format` is set for those that can be opened. */
interface Kind {
  readonly title: string;
  readonly extensions: readonly string[];
  readonly format?: PictureFormat;
}

const kinds = [
  { title: 'JPEG', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], format: 'jpeg' },
  { title: 'PNG', extensions: ['png', 'apng'], format: 'png' },
  { title: 'WebP', extensions: ['webp'], format: 'webp' },
  { title: 'GIF', extensions: ['gif'], format: 'gif' },
  { title: 'BMP', extensions: ['bmp', 'dib'], format: 'bmp' },
  { title: 'TIFF', extensions: ['tif', 'tiff', 'btf', 'tf8'], format: 'tiff' },
  { title: 'AVIF', extensions: ['avif'], format: 'avif' },
  { title: 'SVG', extensions: ['svg', 'svgz'] },
  { title: 'HEIC', extensions: ['heic', 'heif', 'hif'] },
  { title: 'JPEG XL', extensions: ['jxl'] },
  { title: 'JPEG 2000', extensions: ['jp2', 'j2k', 'jpf', 'jpx'] },
  { title: 'Photoshop', extensions: ['psd', 'psb'] },
  { title: 'icon' satisfies DescribedFormat, extensions: ['ico', 'cur'] },
  { title: 'DDS', extensions: ['dds'] },
  { title: 'Netpbm', extensions: ['ppm', 'pgm', 'pbm', 'pnm', 'pam', 'pfm'] },
  { title: 'OpenEXR', extensions: ['exr'] },
  { title: 'DICOM', extensions: ['dcm', 'dicom'] },
  { title: 'FITS', extensions: ['fits', 'fit', 'fts'] },
  { title: 'Zeiss CZI', extensions: ['czi'] },
  { title: 'camera-raw' satisfies DescribedFormat, extensions: ['cr2', 'cr3', 'nef', 'arw', 'dng', 'orf', 'rw2', 'raf'] },
  { title: 'microscope-stack' satisfies DescribedFormat, extensions: ['lsm', 'nd2', 'lif', 'oib', 'svs', 'ndpi'] },
] as const satisfies readonly Kind[];

/** Names of file types as users know them. */
export type KindTitle = (typeof kinds)[number]['title'];
const titled: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.title, kind]));
const extended: ReadonlyMap<string, Kind> = new Map(kinds.flatMap((kind) => kind.extensions.map((extension) => [extension, kind])));

/** The extension in lower case, without the dot; empty if there is none. */
function extensionOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? '' : base.slice(dot + 1).toLowerCase();
}

/** Whether the extension is that of an image, including types that cannot be opened: such a file is refused with a reason, not skipped. */
export const isPictureName = (name: string): boolean => extended.has(extensionOf(name));

/** The file type by extension; null for an unknown one or none. */
export const titleOfName = (name: string): string | null => extended.get(extensionOf(name))?.title ?? null;

/** The format as which a file type is opened; null if it cannot be. */
export const openedFormat = (title: KindTitle): PictureFormat | null => titled.get(title)?.format ?? null;

/** Whether a name fits a file type. Camera raw and microscope files are TIFF files with other extensions. */
export function nameFits(name: string, title: KindTitle): boolean {
  const promised = titleOfName(name);
  return promised === null || promised === title || (title === 'TIFF' && (promised === 'camera-raw' || promised === 'microscope-stack'));
}
