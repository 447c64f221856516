import { fromArrayBuffer, type GeoTIFF, type GeoTIFFImage } from 'geotiff';
import type { FailureFacts } from '../../domain/failure.ts';
import type { Capture } from '../../domain/labels/capture.ts';
import type { DescribedFormat } from '../../domain/refusal-facts.ts';
import { captureOfTags } from '../capture.ts';
import type { Planes } from '../../domain/models/reading.ts';
import { RefusedPicture } from '../refused-picture.ts';
import { stackOf } from './stack.ts';

/** The page of a TIFF file that is opened, described by its tags (TIFF 6.0 and its supplements; 42113 is GDAL's). */
export interface TiffPage {
  readonly image: GeoTIFFImage;
  /** Its index in the file: the first that is not a preview. */
  readonly number: number;
  /** Number of pages that are not previews. */
  readonly pages: number;
  /** Of the pages that have the size and samples of this one. */
  readonly planes: Planes;
  /** Where the channels of one of these pages, both counted from 0, are: the page in the file, and its band. */
  placeOf(page: number, channel: number): { readonly number: number; readonly band: number };
  open(number: number): Promise<GeoTIFFImage>;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly bits: number;
  /** 0 and 1 for grey, where 0 means that zero is white; 2 for R G B; more in TIFF 6.0. */
  readonly photometric: number;
  /** Index of the band with the opacity; null for none. */
  readonly opacity: number | null;
  readonly orientation: number;
  /** The sample value of full opacity, and of black where zero is white. */
  readonly most: number;
  /** Value of samples without data; null if none is declared. */
  readonly noData: number | null;
  /** Maker, model and software of the instrument, if the file gives them. */
  readonly maker: string;
  readonly capture: Capture;
  /** Whether the decoder used for other formats would misread it or fail. */
  readonly needsOwnReader: boolean;
  /** Whether the reader made for TIFF can read it. */
  readonly suitsOwnReader: boolean;
}

const tags = {
  newSubfileType: 254,
  compression: 259,
  photometric: 262,
  orientation: 274,
  planarConfiguration: 284,
  extraSamples: 338,
  sampleFormat: 339,
  noData: 42113,
  dngVersion: 50706,
  maker: 271,
  model: 272,
  software: 305,
  dateTime: 306,
  description: 270,
} as const;
const grey = [0, 1];
const rgb = 2;
const yCbCr = 6;
const planar = 2;
const jpegCompressions = [6, 7];
/** CCITT and the older JPEG, which only the shared decoder reads. */
const sharedOnly = [2, 3, 4, 6];
const zstd = 50000;
const sampleFormats = { unsigned: 1, signed: 2, float: 3 } as const;
const preview = 1;

const compressions: Readonly<Record<number, string>> = {
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};
const colours: Readonly<Record<number, string>> = { 8: 'CIELAB', 9: 'CIELAB', 10: 'CIELAB', 32844: 'LogL', 32845: 'LogLuv' };
const rawPhotometrics = [32803, 34892];

/**
 * Finds the page to open and reads its tags. Returns null if the file cannot be parsed: the other decoder then reports why.
 * @throws RefusedPicture unsupported-format, with the kind, for valid files that Graft cannot open
 */
export async function openTiff(bytes: Buffer): Promise<TiffPage | null> {
  try {
    const isWhole = bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength;
    const file = await fromArrayBuffer(
      (isWhole ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)) as ArrayBuffer,
    );
    const count = await file.getImageCount();
    const full: number[] = [];
    for (let at = 0; at < count; at++) if (!(await isPreview(await file.getImage(at)))) full.push(at);
    return await pageOf(file, full[0] ?? 0, full);
  } catch (error) {
    if (error instanceof RefusedPicture) throw error;
    return null;
  }
}

const isPreview = async (image: GeoTIFFImage): Promise<boolean> => (((await tag(image, tags.newSubfileType))[0] ?? 0) & preview) !== 0;

/** @param full the pages that are not previews */
async function pageOf(file: GeoTIFF, number: number, full: readonly number[]): Promise<TiffPage> {
  const image = await file.getImage(number);
  const one = async (of: number, usual: number): Promise<number> => (await tag(image, of))[0] ?? usual;
  const [bits, bands] = [image.getBitsPerSample(), image.getSamplesPerPixel()];
  const format = await one(tags.sampleFormat, sampleFormats.unsigned);
  const photometric = await one(tags.photometric, 1);
  const compression = await one(tags.compression, 1);
  refuseKinds({
    bits,
    format,
    photometric,
    compression,
    isRaw: image.fileDirectory.hasTag(tags.dngVersion),
    isOnlyPreview: full.length === 0,
  });
  const colourBands = photometric === rgb ? 3 : 1;
  const alike = await pagesLike(file, image, full);
  const opaqueAt = (await tag(image, tags.extraSamples)).findIndex((meaning) => meaning === 1 || meaning === 2);
  const noData = await noDataOf(image);
  const isGreyOrRgb = photometric === rgb || grey.includes(photometric);
  const isOdd =
    ((await one(tags.planarConfiguration, 1)) === planar && bands > 1)
    || bands > colourBands + (opaqueAt === 0 ? 1 : 0)
    || ![1, 2, 4, 8, 16, 32].includes(bits)
    || (format === sampleFormats.float && bits !== 32)
    || compression === zstd
    || noData !== null
    || (opaqueAt >= 0 && (format === sampleFormats.signed || (bits === 32 && format === sampleFormats.unsigned)));
  const [maker, model, software, dateTime] = await Promise.all([
    text(image, tags.maker),
    text(image, tags.model),
    text(image, tags.software),
    text(image, tags.dateTime),
  ]);
  const opacity = opaqueAt < 0 ? null : colourBands + opaqueAt;
  const suitsOwnReader = isGreyOrRgb && !sharedOnly.includes(compression);
  return {
    image,
    number,
    ...planesOf(alike, suitsOwnReader ? await text(image, tags.description) : '', { photometric, bands, opacity }),
    open: (at) => file.getImage(at),
    maker: [maker, model, software].join(' ').trim(),
    capture: captureOfTags(dateTime, [maker, model]),
    pages: full.length,
    most: format === sampleFormats.float ? 1 : format === sampleFormats.signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1,
    width: image.getWidth(),
    height: image.getHeight(),
    bands,
    bits,
    photometric,
    opacity,
    orientation: await one(tags.orientation, 1),
    noData,
    needsOwnReader: isGreyOrRgb && isOdd,
    suitsOwnReader,
  };
}

/** The pages with the size and samples of one of them. */
async function pagesLike(file: GeoTIFF, image: GeoTIFFImage, full: readonly number[]): Promise<number[]> {
  const kindOf = (one: GeoTIFFImage): string =>
    `${one.getWidth()} x ${one.getHeight()} ${one.getSamplesPerPixel()} ${one.getBitsPerSample()}`;
  const alike: number[] = [];
  for (const at of full) if (kindOf(await file.getImage(at)) === kindOf(image)) alike.push(at);
  return alike;
}

/** Grey with this many bands is shown with the first three as R G B, the convention for multi-band images in remote sensing. */
const fewestForColour = 3;

function planesOf(
  alike: readonly number[],
  description: string,
  { photometric, bands, opacity }: Pick<TiffPage, 'photometric' | 'bands' | 'opacity'>,
): Pick<TiffPage, 'planes' | 'placeOf'> {
  const stack = bands === 1 ? stackOf(description, alike.length) : null;
  if (stack)
    return {
      planes: { pages: stack.pages, channels: stack.channels, shown: 1 },
      placeOf: (page, channel) => ({ number: alike[stack.indexOf(page, channel)]!, band: 0 }),
    };
  const colours = Array.from({ length: bands }, (_, band) => band).filter((band) => band !== opacity);
  const shown = photometric === rgb || colours.length >= fewestForColour ? 3 : 1;
  return {
    planes: { pages: Math.max(1, alike.length), channels: colours.length, shown },
    placeOf: (page, channel) => ({ number: alike[page]!, band: colours[channel]! }),
  };
}

async function noDataOf(image: GeoTIFFImage): Promise<number | null> {
  const said = await text(image, tags.noData);
  const value = said === '' ? NaN : Number(said);
  return Number.isFinite(value) ? value : null;
}

function refuseKinds({
  bits,
  format,
  photometric,
  compression,
  isRaw,
  isOnlyPreview,
}: {
  isRaw: boolean;
  bits: number;
  format: number;
  photometric: number;
  compression: number;
  isOnlyPreview: boolean;
}): void {
  const refuse = (format: DescribedFormat, facts: FailureFacts = {}): never => {
    throw new RefusedPicture('unsupported-format', { format, ...facts });
  };
  if (isRaw || rawPhotometrics.includes(photometric)) refuse('camera-raw', { of: 'DNG' });
  if (isOnlyPreview) refuse('tiff-previews');
  const packed = compressions[compression];
  if (packed !== undefined) refuse('tiff-compression', { of: packed });
  if (format > sampleFormats.float && format !== 4) refuse('tiff-complex');
  if (bits === 64 && format !== sampleFormats.float) refuse('tiff-integer-64');
  const space = colours[photometric];
  if (space !== undefined) refuse('tiff-colours', { of: space });
  if (photometric === yCbCr && !jpegCompressions.includes(compression)) refuse('tiff-ycbcr');
}

/** The text of a tag; empty if the tag is missing. */
async function text(image: GeoTIFFImage, number: number): Promise<string> {
  if (!image.fileDirectory.hasTag(number)) return '';
  return String(await image.fileDirectory.loadValue(number))
    .replaceAll('\0', '')
    .trim();
}

/** The numbers of a tag; empty if the tag is missing. */
async function tag(image: GeoTIFFImage, number: number): Promise<readonly number[]> {
  if (!image.fileDirectory.hasTag(number)) return [];
  const value: unknown = await image.fileDirectory.loadValue(number);
  return typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number>);
}
