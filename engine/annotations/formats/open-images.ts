import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, hasArea } from '../reading/boxes.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { numberIn, partIn, valueIn } from '../sheet/cells.ts';
import { columnNamed, hasColumns, sheetsThatAre, someSheetIs } from '../sheet/named-columns.ts';
import { openSheet, type Sheet } from '../sheet/rows.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

const isBoxes = (sheet: Sheet): boolean => hasColumns(sheet, ['image id', 'label name', 'xmin', 'xmax', 'ymin', 'ymax']);
const isMasks = (sheet: Sheet): boolean => hasColumns(sheet, ['mask path', 'image id', 'label name']);
const isRelations = (sheet: Sheet): boolean => hasColumns(sheet, ['image id', 'label name1', 'label name2']);
const isLabels = (sheet: Sheet): boolean => hasColumns(sheet, ['image id', 'source', 'label name', 'confidence']) && !isBoxes(sheet);
const isImages = (sheet: Sheet): boolean => hasColumns(sheet, ['image id', 'subset', 'original url']);
const isDescriptions = ({ name, columns }: Sheet): boolean => columns.length === 2 && isDescriptionsName(name);
const isDescriptionsName = (name: string): boolean => /class-descriptions[^/]*\.csv$/i.test(name);
const isOurs = (sheet: Sheet): boolean => [isBoxes, isMasks, isRelations, isLabels, isImages].some((is) => is(sheet));

/** How the list of class names is called in the releases, to find it beside a chosen file. */
const descriptionNames = [
  'class-descriptions.csv',
  'class-descriptions-boxable.csv',
  'oidv6-class-descriptions.csv',
  'oidv7-class-descriptions.csv',
  'oidv7-class-descriptions-boxable.csv',
];
const attributes = ['is occluded', 'is truncated', 'is group of', 'is depiction', 'is inside'];

/**
 * Open Images: labels of pictures and boxes, with the classes by their ids (`/m/...`), which a list names. A label with confidence 0 says
 * that the class is absent; such labels, and what is said about a box beyond its class, are counted as attributes. Masks and relations
 * between objects are counted as lost. Names of pictures have no extension.
 */
export const openImages: AnnotationFormat = {
  id: 'open-images',
  title: 'Open Images',
  description: 'https://storage.googleapis.com/openimages/web/download_v7.html#df-dense-annotation-format',
  carries: ['class', 'classes', 'boxes', 'split'],

  recognise(source) {
    return someSheetIs(source, isOurs);
  },

  async *read(source, tally) {
    const names = await classNames(source);
    for await (const sheet of sheetsThatAre(source, isOurs)) {
      if (isImages(sheet)) yield* readImages(sheet, tally);
      else if (isBoxes(sheet)) yield* readBoxes(sheet, names, tally);
      else if (isLabels(sheet)) yield* readLabels(sheet, names, tally);
      else if (isMasks(sheet)) for await (const _ of sheet.rows(tally)) tally.lose('mask');
      else if (isRelations(sheet)) for await (const _ of sheet.rows(tally)) tally.lose('relation');
      else throw new UnreadableAnnotations('wrong-structure', sheet.name);
    }
  },
};

/** The names of classes by their ids; classes that are not listed keep their ids. */
async function classNames(source: AnnotationSource): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const lists = source.chosen === null ? source.names.filter(isDescriptionsName) : descriptionNames;
  for (const list of lists) {
    if (source.chosen !== null && !(await source.has(list))) continue;
    const sheet = await openSheet(source, list);
    if (!isDescriptions(sheet)) continue;
    for await (const [id = '', name = ''] of sheet.rows()) if (name !== '') names.set(id, name);
  }
  return names;
}

async function* readImages(sheet: Sheet, tally: ReadTally): AsyncIterable<StatedImage> {
  const [image, subset] = [columnNamed(sheet.columns, ['image id']), columnNamed(sheet.columns, ['subset'])];
  for await (const row of sheet.rows(tally)) {
    const file = valueIn(row[image]);
    const part = partIn(row[subset] ?? '');
    if (file === null) tally.lose('no-file');
    else yield part === null ? { file } : { file, part };
  }
}

async function* readLabels(sheet: Sheet, names: ReadonlyMap<string, string>, tally: ReadTally): AsyncIterable<StatedImage> {
  const [image = -1, label = -1, confidence = -1] = ['image id', 'label name', 'confidence'].map((one) =>
    columnNamed(sheet.columns, [one]),
  );
  const part = partOfName(sheet.name);
  for await (const row of sheet.rows(tally)) {
    const [file, id] = [valueIn(row[image]), valueIn(row[label])];
    if (file === null) tally.lose('no-file');
    else if (id === null) tally.lose('no-class');
    else if (numberIn(row[confidence]) === 0) tally.lose('attribute');
    else yield { file, classes: [names.get(id) ?? id], ...(part === null ? {} : { part }) };
  }
}

async function* readBoxes(sheet: Sheet, names: ReadonlyMap<string, string>, tally: ReadTally): AsyncIterable<StatedImage> {
  const at = (name: string): number => columnNamed(sheet.columns, [name]);
  const corners = ['xmin', 'ymin', 'xmax', 'ymax'].map(at);
  const [image, label, confidence] = [at('image id'), at('label name'), at('confidence')];
  const flags = attributes.map(at).filter((column) => column >= 0);
  const part = partOfName(sheet.name);
  for await (const row of sheet.rows(tally)) {
    const [file, id] = [valueIn(row[image]), valueIn(row[label])];
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    const score = numberIn(row[confidence]);
    const box = boxOfCorners(
      corners.map((column) => numberIn(row[column])),
      // People's boxes have confidence 1.
      { className: id === null ? null : (names.get(id) ?? id), unit: 'share', confidence: score === 1 ? null : score },
    );
    tally.lose('attribute', flags.filter((column) => row[column] === '1').length);
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else yield { file, boxes: [box], ...(part === null ? {} : { part }) };
  }
}
