/** A thread that reads one annotation file, which may take a minute and would block the studio. */
import { parentPort, workerData } from 'node:worker_threads';
import { allFormats } from '../../annotations/all-formats.ts';
import type { AnnotationFormat } from '../../annotations/format.ts';
import { sheetFormat, sheetsOf } from '../../annotations/formats/sheet.ts';
import { labelPictures } from '../../annotations/label-pictures.ts';
import { formatOf, gatherAnnotations, type GatheredAnnotations } from '../../annotations/read-annotations.ts';
import { AnnotationSource } from '../../annotations/reading/annotation-source.ts';
import { UnreadableAnnotations } from '../../annotations/reading/unreadable-annotations.ts';
import { previewSheet } from '../../annotations/sheet/preview.ts';
import type { AnnotationsSeen } from '../../contract/index.ts';
import { classNameKey } from '../../domain/labels/class-names.ts';
import type { AnnotationAnswer, AnnotationOrder, ReadAnnotations } from './annotation-order.ts';

const classesShown = 100;

async function answer(order: AnnotationOrder): Promise<AnnotationAnswer> {
  try {
    const source = await AnnotationSource.open(order.file);
    const format = await formatAsked(source, order);
    if (format === null) return { fault: 'unknown', file: order.file, at: '' };
    return { read: await read(source, format, order) };
  } catch (error) {
    if (error instanceof UnreadableAnnotations) return { fault: error.fault, file: error.file, at: error.at };
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { fault: 'not-found', file: order.file, at: '' };
    throw error;
  }
}

async function formatAsked(source: AnnotationSource, { format, columns }: AnnotationOrder): Promise<AnnotationFormat | null> {
  if (columns) return sheetFormat(columns);
  return format === undefined ? formatOf(source) : (allFormats.find(({ id }) => id === format) ?? null);
}

async function read(source: AnnotationSource, format: AnnotationFormat, order: AnnotationOrder): Promise<ReadAnnotations> {
  const gathered = await gatherAnnotations(source, format);
  const labelled = labelPictures(gathered, order.pictures, order.choices);
  const carried = labelled.pictures.reduce((sum, { labels }) => sum + labels, 0);
  const { named, labels, left } = labelled;
  const [sheetName] = sheetsOf(source);
  const sheet = format.id === 'sheet' && sheetName !== undefined ? await previewSheet(source, sheetName, order.columns) : null;
  const seen: AnnotationsSeen = {
    id: format.id,
    format: format.title,
    labels,
    carried,
    left: [...left],
    sheet,
    ...contentOf(gathered),
    ...boxesOf(gathered),
    cuts: order.choices.boxes === 'cut' ? labelled.pictures.reduce((sum, { boxes }) => sum + (boxes?.length ?? 0), 0) : null,
    ...classesOf(labelled),
    named: { ...named, unnamed: order.pictures.length - labelled.pictures.length },
  };
  return { seen, labelled };
}

function contentOf({ images }: GatheredAnnotations): Pick<AnnotationsSeen, 'groups' | 'sites' | 'split'> {
  const distinct = (values: readonly (string | null)[]): number => new Set(values.filter((value) => value !== null)).size;
  const split = { train: 0, validation: 0, test: 0 };
  for (const { part } of images) if (part) split[part] += 1;
  return {
    groups: distinct(images.map(({ group }) => group)),
    sites: distinct(images.map(({ site }) => site)),
    split: split.train > 0 && split.validation + split.test > 0 ? split : null,
  };
}

function boxesOf({ images }: GatheredAnnotations): Pick<AnnotationsSeen, 'boxes' | 'boxClasses' | 'hasConfidence'> {
  const boxes = images.flatMap((image) => image.boxes);
  return {
    boxes: boxes.length,
    boxClasses: mostFrequent(boxes.map(({ className }) => className))
      .slice(0, classesShown)
      .map(({ name, count }) => ({ name, boxes: count })),
    hasConfidence: boxes.some(({ confidence }) => confidence !== null),
  };
}

/** Names that differ in case or spacing count as one, under the first of them. */
function mostFrequent<T extends string | null>(names: readonly T[]): { readonly name: T; readonly count: number }[] {
  const counted = new Map<string | null, { readonly name: T; count: number }>();
  for (const name of names) {
    const key = name === null ? null : classNameKey(name);
    const known = counted.get(key) ?? { name, count: 0 };
    known.count += 1;
    counted.set(key, known);
  }
  return [...counted.values()].sort((a, b) => b.count - a.count);
}

function classesOf({ pictures }: ReadAnnotations['labelled']): Pick<AnnotationsSeen, 'classes' | 'classCount'> {
  const names = pictures.flatMap(({ className, boxes }) => [className, ...(boxes ?? []).map((box) => box.className)]);
  const counted = mostFrequent(names.filter((name) => name !== null));
  return { classes: counted.slice(0, classesShown).map(({ name, count }) => ({ name, images: count })), classCount: counted.length };
}

parentPort?.postMessage(await answer(workerData as AnnotationOrder));
