import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Label Studio's JSON: a list of tasks, each with the annotations of one or several people. Choices become classes, of a taxonomy the
 * lowest level; rectangles become boxes. Rotated rectangles, other shapes, texts, further data of a task, predictions and choices for a
 * single region are counted as lost; cancelled annotations and drafts as skipped. The file does not say which of a task's data is the
 * picture: it is the one that an answer refers to, that looks like a picture's name or that is called so.
 */
export const labelStudio: AnnotationFormat = {
  id: 'label-studio',
  title: 'Label Studio JSON',
  description: 'https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks',
  carries: ['class', 'classes', 'boxes', 'author'],
  recognise: (source) => someBegins(source, ['.json'], isLabelStudio),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isLabelStudio)) yield* readFile(source, name, tally);
  },
};

const isLabelStudio = (outline: JsonOutline): boolean =>
  outline.has('$.*.data') && ['annotations', 'completions', 'predictions'].some((key) => outline.has(`$.*.${key}`));

type Json = Readonly<Record<string, unknown>>;

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const { value } of jsonElements(source, name, ['$.*'])) {
    const task = objectOf(value) ?? {};
    const data = objectOf(task.data) ?? {};
    // Before version 1.0, annotations were called completions.
    const annotations = arrayOf(task.annotations ?? task.completions).map((one) => objectOf(one) ?? {});
    const results = annotations.flatMap((one) => arrayOf(one.result)).map((one) => objectOf(one) ?? {});
    const picture = pictureOf(
      data,
      results.map((one) => textOf(one.to_name) ?? ''),
    );
    if (picture === null) {
      tally.lose('no-file');
      continue;
    }
    tally.lose('attribute', Object.keys(data).length - 1);
    tally.lose('prediction', arrayOf(task.predictions).length);
    tally.lose('skipped-by-annotator', arrayOf(task.drafts).length);
    yield { file: picture };
    for (const annotation of annotations) yield* statedOf(picture, annotation, tally);
  }
}

function* statedOf(file: string, annotation: Json, tally: ReadTally): Iterable<StatedImage> {
  if (annotation.was_cancelled === true) return tally.lose('skipped-by-annotator');
  const by =
    textOf(objectOf(annotation.completed_by)?.email) ?? textOf(objectOf(annotation.completed_by)?.id) ?? textOf(annotation.completed_by);
  const results = arrayOf(annotation.result).map((one) => objectOf(one) ?? {});
  // Where labels and rectangles are separate tools, each region comes twice: as a rectangle, and with its labels.
  const labelled = new Set(results.filter((one) => one.type === 'labels').map((one) => textOf(one.id)));
  for (const { id, type, value } of results) {
    if (type === 'rectangle' && textOf(id) !== null && labelled.has(textOf(id))) continue;
    yield* statedOfAnswer({ file, ...(by === null ? {} : { by }) }, objectOf(value) ?? {}, textOf(type) ?? '', tally);
  }
}

/** What the data of a task gives as its picture; null if nothing or several might be it. */
export function pictureOf(data: Json, referredTo: readonly string[] = []): string | null {
  const candidates = Object.entries(data).filter((entry): entry is [string, string] => {
    const [key, value] = entry;
    return (
      typeof value === 'string'
      && value.trim() !== ''
      && value.length <= longestPath
      && (looksLikePicture.test(value) || calledPicture.test(key))
    );
  });
  const [first] = candidates;
  if (candidates.length === 1 && first) return first[1];
  const chosen = candidates.find(([key]) => referredTo.includes(key)) ?? candidates.find(([key]) => key === 'image');
  return chosen?.[1] ?? null;
}
const longestPath = 4096;
const looksLikePicture = /^\S.*\.(jpe?g|jfif|png|gif|bmp|webp|tiff?|avif|heic)([?#].*)?$/i;
const calledPicture = /^(image|img|picture|photo)(_?(url|path|file|name))?$/i;

/** What the person answered about the picture, or a region of it, in one of the tools. */
export function* statedOfAnswer(about: StatedImage, value: Json, type: string, tally: ReadTally): Iterable<StatedImage> {
  const lost = lostTypes.find(([pattern]) => pattern.test(type))?.[1];
  if (lost !== undefined) return tally.lose(lost);
  if (type === 'rectangle' || type === 'rectanglelabels' || (type === 'labels' && value.width !== undefined))
    return yield* boxesOf(about, value, type, tally);
  const ofRegion = value.x !== undefined || value.points !== undefined || value.rle !== undefined;
  if (ofRegion || (type !== 'choices' && type !== 'taxonomy')) return tally.lose('attribute');
  const classes: string[] = [];
  for (const choice of arrayOf(value[type])) {
    const path = Array.isArray(choice) ? choice : [choice];
    const className = textOf(path.at(-1));
    if (className === null) tally.lose('no-class');
    else classes.push(className);
    tally.lose('attribute', Math.max(0, path.length - 1));
  }
  yield { ...about, classes };
}

function* boxesOf(about: StatedImage, value: Json, type: string, tally: ReadTally): Iterable<StatedImage> {
  if ((numberOf(value.rotation) ?? 0) !== 0) return tally.lose('rotated-box');
  const shares = [value.x, value.y, value.width, value.height].map((percent) => (numberOf(percent) ?? NaN) / 100);
  const names = arrayOf(value[type]).map(textOf);
  for (const className of names.length === 0 ? [null] : names) {
    const box = boxOfSize(shares, { className, unit: 'share', confidence: null });
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else yield { ...about, boxes: [box] };
  }
}

const lostTypes: readonly (readonly [RegExp, LostKind])[] = [
  [/^(polygon|ellipse)/, 'polygon'],
  [/^(brush|bitmask|magicwand)/, 'mask'],
  [/^keypoint/, 'keypoints'],
  [/^vector/, 'line'],
  [/^relation$/, 'relation'],
  [/^textarea$/, 'caption'],
  [/^(video|timeline)/, 'video'],
];
