import { boxOfCentre, boxOfCorners, boxOfSize, hasArea, type BoxFacts } from '../reading/boxes.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';
import { isPictureName, numberIn, valueIn } from './cells.ts';
import { guessRoles } from './columns.ts';
import { columnNamed } from './named-columns.ts';
import type { Sheet } from './rows.ts';

type Form = 'corners' | 'size' | 'centre';
/** Where the boxes of a sheet are: four numbers in columns of their own, or all in one. */
export interface BoxColumns {
  readonly file: number;
  readonly label: number;
  readonly confidence: number;
  /** One column, or four in the order of the form. */
  readonly numbers: readonly number[];
  readonly form: Form;
}

/** The usual names of columns, in the form of `plainName`, the likeliest first. */
const left = ['xmin', 'x min', 'x1', 'left', 'bbox left', 'bbox xmin', 'bbox x min', 'bbox x1', 'box left', 'x 1'];
const top = ['ymin', 'y min', 'y1', 'top', 'bbox top', 'bbox ymin', 'bbox y min', 'bbox y1', 'box top', 'y 1'];
const right = ['xmax', 'x max', 'x2', 'right', 'bbox right', 'bbox xmax', 'bbox x max', 'bbox x2', 'box right', 'x 2'];
const bottom = ['ymax', 'y max', 'y2', 'bottom', 'bbox bottom', 'bbox ymax', 'bbox y max', 'bbox y2', 'box bottom', 'y 2'];
const width = ['w', 'bbox w', 'bbox width', 'box w', 'box width', 'width'];
const height = ['h', 'bbox h', 'bbox height', 'box h', 'box height', 'height'];
const centreX = ['x center', 'x centre', 'center x', 'centre x', 'xcenter', 'xc', 'cx'];
const centreY = ['y center', 'y centre', 'center y', 'centre y', 'ycenter', 'yc', 'cy'];
const forms: readonly (readonly [Form, readonly (readonly string[])[]])[] = [
  ['corners', [left, top, right, bottom]],
  ['centre', [centreX, centreY, width, height]],
  ['size', [['x', 'bbox x', 'box x', ...left], ['y', 'bbox y', 'box y', ...top], width, height]],
  ['corners', [['bbox', 'box', 'bounding box', 'boundingbox', 'bndbox']]],
];

/** The columns of boxes; null if the sheet has none. Without a header, a picture, two corners and a class, as keras-retinanet writes. */
export function boxColumnsOf({ hasHeader, columns, sample }: Sheet): BoxColumns | null {
  if (!hasHeader) return columns.length === 6 && sample.filter(isBareBox).length > sample.length / 2 ? bareBox : null;
  const roles = guessRoles(columns, sample);
  const guessed = roles.findIndex(({ role }) => role === 'file');
  // A picture has a row for each box, so its id comes again.
  const file = guessed >= 0 ? guessed : columnNamed(columns, ['image id', 'imageid', 'img id', 'photo id']);
  const label = roles.findIndex(({ role }) => role === 'class');
  const confidence = columnNamed(columns, ['confidence', 'score', 'probability', 'conf']);
  for (const [form, wanted] of forms) {
    const numbers = wanted.map((names) => columnNamed(columns, names));
    if (file >= 0 && !numbers.includes(-1) && !numbers.includes(file)) return { file, label, confidence, numbers, form };
  }
  return null;
}

const bareBox: BoxColumns = { file: 0, numbers: [1, 2, 3, 4], label: 5, confidence: -1, form: 'corners' };

/** A picture without objects has empty cells. */
const isBareBox = ([file = '', ...cells]: readonly string[]): boolean =>
  isPictureName(file)
  && (cells.every((cell) => cell === '') || (cells.slice(0, 4).every((cell) => numberIn(cell) !== null) && (cells[4] ?? '') !== ''));

/**
 * Reads a row per box. All rows are read twice: positions of at most 1 throughout are shares of the picture, and four numbers in one cell
 * are two corners unless some row cannot be.
 */
export async function* readBoxRows(sheet: Sheet, columns: BoxColumns, tally: ReadTally): AsyncIterable<StatedImage> {
  const { unit, form } = await measured(sheet, columns);
  const part = partOfName(sheet.name);
  for await (const row of sheet.rows(tally)) {
    const file = valueIn(row[columns.file]);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    const label = valueIn(row[columns.label]);
    const said = { file, ...(part === null ? {} : { part }) };
    if (columns.numbers.every((at) => valueIn(row[at]) === null)) {
      if (label === null) tally.lose('no-class');
      yield label === null ? said : { ...said, classes: [label] };
      continue;
    }
    const box = boxIn(numbersIn(row, columns), form, { className: label, unit, confidence: numberIn(row[columns.confidence]) });
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    yield box === null || !hasArea(box) ? said : { ...said, boxes: [box] };
  }
}

function numbersIn(row: readonly string[], { numbers }: BoxColumns): readonly (number | null)[] {
  if (numbers.length > 1) return numbers.map((at) => numberIn(row[at]));
  return [...(row[numbers[0] ?? -1] ?? '').matchAll(/[-+]?\d+(\.\d*)?(e[-+]?\d+)?/gi)].map(([number]) => Number(number));
}

function boxIn(numbers: readonly (number | null)[], form: Form, facts: BoxFacts): StatedBox | null {
  if (numbers.length !== 4) return null;
  if (form === 'corners') return boxOfCorners(numbers, facts);
  return form === 'size' ? boxOfSize(numbers, facts) : boxOfCentre(numbers, facts);
}

async function measured(sheet: Sheet, columns: BoxColumns): Promise<{ unit: StatedBox['unit']; form: Form }> {
  let largest = 0;
  let isSize = columns.form === 'size';
  for await (const row of sheet.rows()) {
    const numbers = numbersIn(row, columns);
    for (const number of numbers) largest = Math.max(largest, number ?? 0);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((number) => number ?? 0);
    if (columns.numbers.length === 1 && x2 > 0 && y2 > 0 && (x2 < x1 || y2 < y1)) isSize = true;
  }
  return { unit: largest <= 1 ? 'share' : 'pixel', form: isSize ? 'size' : columns.form };
}
