import type { FailureFacts, Refusal, RefusalCode } from '../../domain/failure.ts';

/** Why a file was not taken, and what can be done about it. */
export interface RefusalWords { readonly what: string; readonly remedy: string }

const fact = (facts: FailureFacts, name: string, otherwise: string): string => {
  const value = facts[name];
  return value === undefined || value === '' ? otherwise : String(value);
};
const opened = 'JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF';
const aFormat = (facts: FailureFacts): string => fact(facts, 'format', 'picture');
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

/** English words for every refusal. A code that is missing here does not compile. */
export const refusals = {
  'empty-file': () => ({ what: 'The file is empty.', remedy: copyAgain }),
  'not-an-image': (f) => ({
    what: f.found ? `It is not an image but ${f.found}.` : `It is not an image${f.named ? `: it contains no ${f.named} data` : ''}.`,
    remedy: 'If it should be an image, copy it again from its source. Otherwise ignore it.',
  }),
  'wrong-extension': (f) => ({
    what: `Its extension says ${fact(f, 'named', 'another format')}, but it contains ${fact(f, 'found', 'something else')}.`,
    remedy: 'Check that it is the right file, rename it with the correct extension and import it again.',
  }),
  'unsupported-format': (f) => ({
    what: `Graft does not support ${fact(f, 'format', 'this format')}.`, remedy: `Convert it to PNG, TIFF or JPEG. Graft supports ${opened}.`,
  }),
  'damaged': (f) => ({
    what: `The ${aFormat(f)} data is corrupt${f.detail ? `: ${f.detail}` : ''}.`, remedy: copyAgain,
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
  'unreadable': (f) => ({
    what: `The file cannot be read${f.reason ? `: ${f.reason}` : ''}.`, remedy: 'Check its permissions and the drive it is on, then import it again.',
  }),
  'name-not-unicode': () => ({
    what: 'Its file name is not valid UTF-8, so it cannot be opened.',
    remedy: 'Rename it, or unpack its archive again with the correct file name encoding. The tool convmv can rename whole folders.',
  }),
  'vanished': () => ({
    what: 'The file disappeared during the import.', remedy: 'If its drive was disconnected, connect it and import the folder again.',
  }),
  'a-folder': () => ({ what: 'It is a folder with an image extension in its name.', remedy: 'Nothing: images inside it are imported as usual.' }),
  'changed-while-reading': () => ({
    what: 'Another program changed the file while it was being read.', remedy: 'Wait until the other program has finished, then import it again.',
  }),
} satisfies Record<RefusalCode, (facts: FailureFacts) => RefusalWords>;

/** The words of a refusal. */
export const refusalWords = ({ code, facts }: Refusal): RefusalWords => refusals[code](facts);
