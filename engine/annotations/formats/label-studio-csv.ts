import type { AnnotationFormat } from '../format.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { isPictureName, valueIn } from '../sheet/cells.ts';
import { guessRoles } from '../sheet/columns.ts';
import { plainName } from '../sheet/column-names.ts';
import { columnNamed, hasColumns, sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

const isLabelStudio = (sheet: Sheet): boolean => hasColumns(sheet, ['annotation id', 'annotator', 'lead time']);
/** Columns about the work of labelling. */
const aboutWork = new Set(['annotation id', 'annotator', 'lead time', 'created at', 'updated at', 'id', 'agreement', 'row id']);
/** How the kinds of regions are called whose labels end in a key such as `polygonlabels`. */
const regionKinds: readonly (readonly [string, LostKind])[] = [
  ['polygonlabels', 'polygon'],
  ['keypointlabels', 'keypoints'],
  ['brushlabels', 'mask'],
  ['bitmasklabels', 'mask'],
  ['ellipselabels', 'mask'],
  ['vectorlabels', 'line'],
  ['videorectangle', 'video'],
  ['text', 'caption'],
];

/**
 * Label Studio's CSV export: a row per annotation with the data of the task, the annotator, and a column for each control. Choices and
 * rectangles are carried, rectangles as shares of the picture; polygons, keypoints, masks and texts are counted as lost, and what other
 * columns hold as attributes. The picture is an address or an upload path.
 */
export const labelStudioCsv: AnnotationFormat = {
  id: 'label-studio-csv',
  title: 'Label Studio CSV',
  description: 'https://labelstud.io/guide/export#CSV',
  carries: ['class', 'classes', 'boxes', 'author'],

  recognise(source) {
    return someSheetIs(source, isLabelStudio);
  },

  async *read(source, tally) {
    for await (const sheet of sheetsThatAre(source, isLabelStudio)) {
      if (!isLabelStudio(sheet)) throw new UnreadableAnnotations('wrong-structure', sheet.name);
      yield* readSheet(sheet, tally);
    }
  },
};

async function* readSheet(sheet: Sheet, tally: ReadTally): AsyncIterable<StatedImage> {
  const picture = pictureColumn(sheet);
  const annotator = columnNamed(sheet.columns, ['annotator']);
  const results = [...sheet.columns.keys()].filter((at) => at !== picture && !aboutWork.has(plainName(sheet.columns[at] ?? '')));
  const plainClass = choiceColumn(sheet, picture, results);
  for await (const row of sheet.rows(tally)) {
    const file = valueIn(row[picture]);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    const classes: string[] = [];
    const boxes: StatedBox[] = [];
    for (const at of results) {
      const cell = valueIn(row[at]);
      if (cell === null) continue;
      const value = jsonOf(cell);
      if (value !== null) readResult(value, classes, boxes, tally);
      else if (at === plainClass) classes.push(cell);
      else tally.lose('attribute');
    }
    const by = valueIn(row[annotator]);
    if (classes.length === 0 && boxes.length === 0) tally.lose('no-class');
    yield { file, ...(classes.length === 0 ? {} : { classes }), ...(boxes.length === 0 ? {} : { boxes }), ...(by === null ? {} : { by }) };
  }
}

/** The column whose cells are pictures; else the one called image. */
function pictureColumn({ columns, sample }: Sheet): number {
  const found = columns.findIndex((_, at) => sample.some((row) => isPictureName(row[at] ?? '')));
  return found >= 0 ? found : columnNamed(columns, ['image', 'img', 'picture', 'photo']);
}

/** The column of choices that are written as plain text; -1 if none seems to be. */
function choiceColumn({ columns, sample }: Sheet, picture: number, results: readonly number[]): number {
  const called = results.find((at) => /choice/i.test(columns[at] ?? ''));
  if (called !== undefined) return called;
  const asked = [picture, ...results];
  const roles = guessRoles(
    asked.map((at) => columns[at] ?? ''),
    sample.map((row) => asked.map((at) => plain(row[at]))),
  );
  return asked[roles.findIndex(({ role }) => role === 'class' || role === 'classes')] ?? -1;
}

const plain = (cell: string | undefined): string => (jsonOf(cell ?? '') === null ? (cell ?? '') : '');

/** The object or list in a cell; null if it holds none. */
function jsonOf(cell: string): unknown {
  if (!/^[[{]/.test(cell)) return null;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return null;
  }
}

/** A result is one object, or a list of them: a region each. */
function readResult(value: unknown, classes: string[], boxes: StatedBox[], tally: ReadTally): void {
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const result = objectOf(one);
    if (result === null) {
      tally.lose('attribute');
      continue;
    }
    if (result.choices !== undefined) classes.push(...arrayOf(result.choices).flatMap((choice) => textOf(choice) ?? []));
    else if (result.rectanglelabels !== undefined) readRectangle(result, boxes, tally);
    else tally.lose(regionKinds.find(([key]) => result[key] !== undefined)?.[1] ?? 'attribute');
  }
}

/** Positions and sizes are in percent of the picture. */
function readRectangle(result: Readonly<Record<string, unknown>>, boxes: StatedBox[], tally: ReadTally): void {
  if ((numberOf(result.rotation) ?? 0) !== 0) return tally.lose('rotated-box');
  const labels = arrayOf(result.rectanglelabels).flatMap((label) => textOf(label) ?? []);
  const shares = [result.x, result.y, result.width, result.height].map((percent) => {
    const number = numberOf(percent);
    return number === null ? null : number / 100;
  });
  for (const className of labels.length === 0 ? [null] : labels) {
    const box = boxOfSize(shares, { className, unit: 'share', confidence: null });
    if (box !== null && hasArea(box)) boxes.push(box);
    else tally.lose('box-without-area');
  }
}
