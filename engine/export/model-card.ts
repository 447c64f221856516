import type { ExportReport } from '../contract/index.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureReadings } from '../domain/models/folder-readings.ts';
import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import { plainReading, readingText, type Reading } from '../domain/models/reading.ts';
import { preparationVersion, resizeRule } from '../models/forward/preprocess-graph.ts';
import type { Format, ModelExport } from './job.ts';
import type { FileChoices } from './program-parts/choices.ts';

/** Returns the class names in the order of the model's outputs. */
export function labelsInOrder({ head, classes }: ModelExport): string[] {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  return head.classIds.map((id) => {
    const name = names.get(id);
    if (name === undefined) throw new RangeError(`no name for the class ${id}`);
    return name;
  });
}

/** Returns what a program needs to use the model, and where the model comes from: plain JSON. */
export function modelCard(
  model: ModelExport,
  format: Format,
  signature: ExportReport['signature'],
  parity: ExportReport['parity'],
): Record<string, unknown> {
  const {
    source: { model: source, card },
    cut,
    head,
  } = model;
  const { subtract, divide } = card.inputScaling;
  return {
    ...model.card,
    format: model.format,
    classes: labelsInOrder(model),
    signature,
    input: {
      size: source.inputSize,
      colourOrder: 'RGB',
      valueRange: [0, 255],
      upright: true,
      file: fileRules(model),
      resize: { rule: resizeRule, insideTheModel: format.resizes, version: preparationVersion },
      scaling: { subtract, divide, insideTheModel: true },
    },
    source: { id: source.id, title: source.title, task: source.task, hash: source.hash, licence: source.licence },
    cut,
    head: { kind: head.kind, features: head.dimension, unitLength: head.unitLength, centred: head.centre !== null, chosen: head.chosen },
    parity,
  };
}

/** The steps from a file to the model's input, in order, as implemented in pictures.py and pictures.mjs. */
const fileRules = ({ windows, readings }: FileChoices) => ({
  ...pageAndChannels(readings),
  orientation: 'as EXIF or the TIFF tag says',
  shrink: { longestSide: pictureRules.longestSide, kernel: 'lanczos3' },
  beyond8Bits: beyond8Bits(windows),
  colour: 'sRGB, converted from the embedded profile',
  transparency: 'over white',
  kept: {
    losslessPixels: pictureRules.losslessPixels,
    above: `JPEG, quality ${pictureRules.jpegQuality}, 4:4:4`,
    asTheyAre: 'upright JPEG and PNG files within longestSide without profile and transparency',
  },
});

const deepestFolder = 'that of the deepest folder named here, whose last names these are';

const pageAndChannels = ({ reading, folders }: PictureReadings) => ({
  ...shown(reading),
  ...(folders.length === 0
    ? {}
    : {
        ofFolders: {
          rule: `page and channels by the folder of a file: ${deepestFolder}; of other files as above`,
          folders: folders.map((one) => ({ folder: one.folder, ...shown(one.reading) })),
        },
      }),
  ...([reading, ...folders.map((one) => one.reading)].every((one) => readingText(one) === null)
    ? {}
    : { counting: 'from 1; see README.txt for what counts as page and as channel', lackingPage: 'first', lackingChannel: usualChannels }),
});

const usualChannels = 'as the file says';
function shown(reading: Reading | null) {
  const { pages, channels } = reading ?? plainReading;
  return { page: pages, channels: channels ?? usualChannels };
}

const beyond8Bits = ({ window, folders }: PictureWindows) =>
  folders.length === 0
    ? windowRule(window)
    : {
        window: `by the folder of a file: ${deepestFolder}`,
        folders: folders.map((one) => ({ folder: one.folder, ...windowRule(one.window) })),
        otherwise: windowRule(window),
      };

const windowRule = (window: PictureWindow | null) =>
  window === null
    ? {
        window: 'of each picture, over all its colour channels',
        lowShare: pictureRules.window.low,
        highShare: pictureRules.window.high,
        valuesApart: 'a smallest or largest value farther from the others than these reach does not count',
        below: 0,
        above: 255,
        notANumber: 0,
      }
    : { window: 'one for all pictures', low: window.low, high: window.high, below: 0, above: 255, notANumber: 0 };
