import type { FailureFacts, RefusalCode } from '../../domain/failure.ts';
import type { Damage, DescribedFormat, OtherContent, UnreadableReason } from '../../domain/refusal-facts.ts';
import type { RefusalWords } from '../told.ts';

const fact = (facts: FailureFacts, name: string, otherwise: string): string => {
  const value = facts[name];
  return value === undefined || value === '' ? otherwise : String(value);
};
const opened = 'JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF';

const contents: Readonly<Record<OtherContent, string>> = {
  pdf: 'a PDF document',
  zip: 'a ZIP archive',
  gzip: 'a gzip archive',
  '7-zip': 'a 7-Zip archive',
  rar: 'a RAR archive',
  hdf5: 'an HDF5 data file',
  'lfs-pointer': 'a pointer left in place of the image by an incomplete copy (Git LFS)',
  'film-or-sound': 'a video or audio file',
  'web-page': 'a web page',
  text: 'text',
};
const formats: Readonly<Record<DescribedFormat, (of: string) => string>> = {
  icon: () => 'icon (ICO)',
  'camera-raw': (of) => `camera raw${of === '' ? '' : ` (${of})`}`,
  'microscope-stack': () => 'microscope stack',
  'compressed-bmp': () => 'compressed BMP',
  'odd-kind': (of) => `this kind of ${of}`,
  'tiff-previews': () => 'TIFF files that contain only previews, as camera raw files do',
  'tiff-complex': () => 'TIFF files with complex numbers',
  'tiff-integer-64': () => 'TIFF files with 64-bit integers',
  'tiff-ycbcr': () => 'TIFF files with uncompressed YCbCr colours',
  'tiff-compression': (of) => `TIFF files compressed with ${of}`,
  'tiff-colours': (of) => `TIFF files in ${of} colours`,
};
const damages: Readonly<Record<Damage, (declared: string) => string>> = {
  'first-bytes': () => 'its first bytes were changed',
  'header-length': () => 'its header has an unknown length',
  'declared-size': (size) => `its header declares ${size} pixels`,
  'declared-bits': (bits) => `its header declares ${bits} bits per pixel`,
  'declared-colours': (colours) => `its palette declares ${colours} colours`,
  'page-circle': () => 'its pages refer to each other in a circle',
  'no-page': () => 'it contains no page',
};
const reasons: Readonly<Record<UnreadableReason, string>> = {
  'not-a-file': 'it is a pipe or a device',
  'no-permission': 'you do not have permission to read it',
  'link-circle': 'it is a link that leads in a circle',
};
/** Projects of earlier versions contain the texts themselves, and format names are the same in every language: both are used unchanged. */
const said = (table: Readonly<Record<string, string | ((of: string) => string)>>, value: string, of = ''): string => {
  const found = Object.hasOwn(table, value) ? table[value] : undefined;
  return typeof found === 'function' ? found(of) : (found ?? value);
};
const aFormat = (facts: FailureFacts, otherwise = 'picture', name = 'format'): string =>
  said(formats, fact(facts, name, otherwise), fact(facts, 'of', ''));
const aReason = (reason: string): string => (/^E[A-Z]+$/.test(reason) ? `the system reports ${reason}` : said(reasons, reason));
const copyAgain = 'Copy it again from the camera, instrument or backup it came from.';

const tooLarge = (f: FailureFacts): RefusalWords => {
  if (f.noteMegabytes !== undefined) {
    return {
      what: `It contains compressed metadata that would expand to more than ${f.noteMegabytes} MB. Files like this can be made to exhaust a computer's memory.`,
      remedy: 'If you trust the file, open it in an image editor and save it again as PNG.',
    };
  }
  if (f.width !== undefined) {
    return {
      what: `It has ${f.width} × ${f.height} pixels, more than Graft's limit of ${fact(f, 'limitMegapixels', '?')} megapixels.`,
      remedy: 'Split it into tiles, or save a smaller copy with the program that created it.',
    };
  }
  if (f.megabytes !== undefined) {
    return {
      what: `The file is ${f.megabytes} MB, more than Graft's limit of ${fact(f, 'limitMegabytes', '?')} MB.`,
      remedy: 'Save a smaller or compressed copy with the program that created it.',
    };
  }
  return {
    what: `Opening it takes more memory than Graft allows for one image${f.memoryMegabytes === undefined ? '' : ` (${f.memoryMegabytes} MB)`}.`,
    remedy: 'Save a smaller copy, or save it without interlacing or as a TIFF in strips.',
  };
};

/** English messages for all refusals. If one is missing here, the code does not compile. */
export const refusals = {
  'empty-file': () => ({ what: 'The file is empty.', remedy: copyAgain }),
  'not-an-image': (f) => ({
    what: f.found
      ? `It is not an image but ${said(contents, String(f.found))}.`
      : `It is not an image${f.named ? `: it contains no ${aFormat(f, '', 'named')} data` : ''}.`,
    remedy: 'If it should be an image, copy it again from its source. Otherwise ignore it.',
  }),
  'wrong-extension': (f) => ({
    what: `Its extension says ${aFormat(f, 'another format', 'named')}, but it contains ${aFormat(f, 'something else', 'found')}.`,
    remedy: 'Check that it is the right file, rename it with the correct extension and import it again.',
  }),
  'unsupported-format': (f) => ({
    what: `Graft does not support ${aFormat(f, 'this format')}.`,
    remedy: `Convert it to PNG, TIFF or JPEG. Graft supports ${opened}.`,
  }),
  damaged: (f) => ({
    what: `The ${aFormat(f)} data is corrupt${f.detail ? `: ${said(damages, String(f.detail), fact(f, 'declared', ''))}` : ''}.`,
    remedy: copyAgain,
  }),
  'cut-short': (f) => ({ what: `The ${aFormat(f)} file is truncated: part of the image is missing.`, remedy: copyAgain }),
  'too-large': tooLarge,
  'too-many-frames': (f) => ({
    what: `It has ${fact(f, 'frames', 'too many')} frames or pages; Graft opens files with at most ${fact(f, 'limit', '?')} and uses the first.`,
    remedy: 'Save the frames you need as separate images.',
  }),
  'took-too-long': (f) => ({
    what: `It took longer than ${fact(f, 'seconds', 'the allowed')} seconds to open.`,
    remedy: 'If the drive is slow or asleep, import it again. Otherwise save it in another format.',
  }),
  'crashed-decoder': () => ({
    what: 'The image decoder crashed while opening it. Nothing else was affected.',
    remedy: 'Open it in an image editor and save it again, or leave it out.',
  }),
  'active-content': (f) => ({
    what: `The ${aFormat(f)} file can run code or load other files. Graft did neither.`,
    remedy: 'If you need it, export it as PNG with the program that created it.',
  }),
  unreadable: (f) => ({
    what: `The file cannot be read${f.reason ? `: ${aReason(String(f.reason))}` : ''}.`,
    remedy: 'Check its permissions and the drive it is on, then import it again.',
  }),
  'name-not-unicode': () => ({
    what: 'Its file name is not valid UTF-8, so it cannot be opened.',
    remedy: 'Rename it, or unpack its archive again with the correct file name encoding. The tool convmv can rename whole folders.',
  }),
  vanished: () => ({
    what: 'The file disappeared during the import.',
    remedy: 'If its drive was disconnected, connect it and import the folder again.',
  }),
  'a-folder': () => ({
    what: 'It is a folder with an image extension in its name.',
    remedy: 'Nothing: images inside it are imported as usual.',
  }),
  'changed-while-reading': () => ({
    what: 'Another program changed the file while it was being read.',
    remedy: 'Wait until the other program has finished, then import it again.',
  }),
} satisfies Record<RefusalCode, (facts: FailureFacts) => RefusalWords>;
