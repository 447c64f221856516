import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Datumaro: one file for each subset, with categories and items. Labels become classes and boxes become boxes; other shapes, captions and
 * attributes are counted as lost.
 */
export const datumaro: AnnotationFormat = {
  id: 'datumaro',
  title: 'Datumaro',
  description: 'https://openvinotoolkit.github.io/datumaro/stable/docs/data-formats/formats/datumaro.html',
  carries: ['class', 'classes', 'boxes', 'split'],
  recognise: (source) => someBegins(source, ['.json'], isDatumaro),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isDatumaro)) yield* readFile(source, name, tally);
  },
};

const isDatumaro = (outline: JsonOutline): boolean =>
  outline.has('$.categories.label.labels') || (outline.has('$.items.*.id') && outline.has('$.items.*.annotations'));

type Json = Readonly<Record<string, unknown>>;

const [labelPath, itemPath] = ['$.categories.label.labels.*', '$.items.*'];

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const labels = await labelsOf(source, name);
  const part = partOfName(name);
  for await (const { value } of jsonElements(source, name, [itemPath])) {
    const item = objectOf(value) ?? {};
    const picture = objectOf(item.media) ?? objectOf(item.image) ?? {};
    const file = textOf(picture.path) ?? textOf(item.id);
    if (item.video !== undefined || picture.frame_index !== undefined) tally.lose('video');
    else if (file === null) tally.lose('no-file');
    else {
      tally.lose('attribute', Object.keys(objectOf(item.attr) ?? {}).length);
      yield { file, ...(part === null ? {} : { part }) };
      for (const annotation of arrayOf(item.annotations)) yield* statedOf(file, objectOf(annotation) ?? {}, labels, tally);
    }
  }
}

/** Annotations refer to labels by their places in the list. The labels mostly come before the items, where the search for them ends. */
async function labelsOf(source: AnnotationSource, name: string): Promise<(string | null)[]> {
  const labels: (string | null)[] = [];
  for await (const { path, value } of jsonElements(source, name, [labelPath, itemPath])) {
    if (path === labelPath) labels.push(textOf(objectOf(value)?.name));
    else if (labels.length > 0) break;
  }
  return labels;
}

function* statedOf(file: string, annotation: Json, labels: readonly (string | null)[], tally: ReadTally): Iterable<StatedImage> {
  const attributes = objectOf(annotation.attributes) ?? {};
  const className = labels[numberOf(annotation.label_id) ?? -1] ?? null;
  const type = textOf(annotation.type) ?? '';
  const lost = lostTypes.get(type);
  if (lost !== undefined) return tally.lose(lost);
  const { rotation, ...others } = attributes;
  if (type === 'bbox' && (numberOf(rotation) ?? 0) !== 0) return tally.lose('rotated-box');
  tally.lose('attribute', Object.keys(others).length);
  if (type === 'label') {
    if (className === null) return tally.lose('no-class');
    return yield { file, classes: [className] };
  }
  if (type !== 'bbox') return tally.lose('attribute');
  const box = boxOfSize(arrayOf(annotation.bbox), { className, unit: 'pixel', confidence: null });
  if (box === null || !hasArea(box)) return tally.lose('box-without-area');
  yield { file, boxes: [box] };
}

const lostTypes: ReadonlyMap<string, LostKind> = new Map<string, LostKind>([
  ['polygon', 'polygon'],
  ['ellipse', 'polygon'],
  ['mask', 'mask'],
  ['polyline', 'line'],
  ['points', 'keypoints'],
  ['skeleton', 'keypoints'],
  ['caption', 'caption'],
  ['rotated_bbox', 'rotated-box'],
]);
