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
      what: `It holds a compressed note that would unfold to more than ${f.noteMegabytes} MB. Such files are made to exhaust a computer.`,
      remedy: 'If you trust it, open it in an image program and save it again as PNG.',
    };
  }
  if (f.width !== undefined) {
    return {
      what: `It declares ${f.width} x ${f.height} pixels, more than the ${fact(f, 'limitMegapixels', '?')} megapixels that Graft opens.`,
      remedy: 'Cut it into tiles or save a smaller copy with the program that made it.',
    };
  }
  if (f.megabytes !== undefined) {
    return {
      what: `The file has ${f.megabytes} MB, more than the ${fact(f, 'limitMegabytes', '?')} MB that Graft reads.`,
      remedy: 'Save a smaller or compressed copy with the program that made it.',
    };
  }
  return {
    what: `Opening it takes more memory than one picture may use${f.memoryMegabytes === undefined ? '' : ` (${f.memoryMegabytes} MB)`}.`,
    remedy: 'Save a smaller copy, or the same picture without interlacing or as TIFF in strips.',
  };
};

/** English words for every refusal. A code that is missing here does not compile. */
export const refusals = {
  'empty-file': () => ({ what: 'The file is empty.', remedy: copyAgain }),
  'not-an-image': (f) => ({
    what: f.found ? `It is not a picture but ${f.found}.` : `It is not a picture${f.named ? `: nothing in it is ${f.named}` : ''}.`,
    remedy: 'If a picture belongs in its place, copy it again. Otherwise leave it out.',
  }),
  'wrong-extension': (f) => ({
    what: `Its name says ${fact(f, 'named', 'another format')}, its content is ${fact(f, 'found', 'something else')}.`,
    remedy: 'Check that it is the right file, then rename it so that the extension fits the content and import it again.',
  }),
  'unsupported-format': (f) => ({
    what: `Graft does not open ${fact(f, 'format', 'this format')}.`, remedy: `Convert it to PNG or TIFF (no loss) or JPEG. Graft opens ${opened}.`,
  }),
  'damaged': (f) => ({
    what: `The ${aFormat(f)} data is damaged${f.detail ? `: ${f.detail}` : ''}.`, remedy: copyAgain,
  }),
  'cut-short': (f) => ({ what: `The ${aFormat(f)} file ends before the picture does: part of it is missing.`, remedy: copyAgain }),
  'too-large': tooLarge,
  'too-many-frames': (f) => ({
    what: `It holds ${fact(f, 'frames', 'too many')} frames or pages; Graft opens files with up to ${fact(f, 'limit', '?')} and uses the first.`,
    remedy: 'Save the frames you need as single pictures.',
  }),
  'took-too-long': (f) => ({
    what: `It could not be opened within ${fact(f, 'seconds', 'the allowed')} seconds.`,
    remedy: 'If the drive is slow or asleep, import it again. Otherwise save it again in another format.',
  }),
  'crashed-decoder': () => ({
    what: 'Opening it made the picture decoder crash. Nothing else was affected.',
    remedy: 'Open it in an image program and save it again, or leave it out.',
  }),
  'active-content': (f) => ({
    what: `The ${aFormat(f)} drawing can run code or fetch other files. Nothing in it was run or fetched.`,
    remedy: 'If you need the drawing, export it as PNG with the program that made it.',
  }),
  'unreadable': (f) => ({
    what: `The file cannot be read${f.reason ? `: ${f.reason}` : ''}.`, remedy: 'Check its permissions and the drive it is on, then import it again.',
  }),
  'name-not-unicode': () => ({
    what: 'Its name is not written in UTF-8, so it cannot be opened by it.',
    remedy: 'Rename it, or unpack its archive again with the right encoding of names. The program convmv renames whole folders.',
  }),
  'vanished': () => ({
    what: 'The file was there when the folder was listed and is gone now.', remedy: 'If its drive was disconnected, connect it and import the folder again.',
  }),
  'a-folder': () => ({ what: 'It is a folder with the name of a picture.', remedy: 'Rename the folder if that confuses; pictures inside it are imported all the same.' }),
  'changed-while-reading': () => ({
    what: 'Another program changed the file while it was being read.', remedy: 'Wait until the other program has finished, then import it again.',
  }),
} satisfies Record<RefusalCode, (facts: FailureFacts) => RefusalWords>;

/** The words of a refusal. */
export const refusalWords = ({ code, facts }: Refusal): RefusalWords => refusals[code](facts);
