import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea, sizeOfPicture } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { timeOf } from '../reading/time-of.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

const collections = ['$.images.*', '$.categories.*', '$.annotations.*'];

/**
 * COCO object detection, also as a list of classes per image ("labels"): images, categories and annotations that refer to them by id.
 * Masks and polygons are passed on as their boxes; captions, attributes and keypoints without a box are counted as lost.
 */
export const coco: AnnotationFormat = {
  id: 'coco',
  title: 'COCO',
  description: 'https://cocodataset.org/#format-data',
  carries: ['class', 'classes', 'boxes', 'group', 'site', 'date', 'split', 'tags'],
  recognise: (source) => someBegins(source, ['.json'], isCoco),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isCoco)) yield* readCocoFile(source, name, tally);
  },
};

/** The keys of a COCO file can come in any order, so the beginning may show only one of them. */
export const isCoco = (outline: JsonOutline): boolean =>
  outline.has('$.images.*.file_name')
  || outline.has('$.annotations.*.image_id')
  || (outline.has('$.categories.*.id') && outline.has('$.categories.*.name'));

/** Reads a file in COCO or in an extension of it. The facts that only COCO Camera Traps has are read from any file that has them. */
export async function* readCocoFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const images = new Map<string, StatedImage>();
  const categories = new Map<string, string>();
  const waiting: Readonly<Record<string, unknown>>[] = [];
  const part = partOfName(name);
  for await (const { path, value } of jsonElements(source, name, collections)) {
    const one = objectOf(value) ?? {};
    const id = textOf(one.id);
    if (path === '$.images.*') {
      const file = textOf(one.file_name);
      if (id === null || file === null) tally.lose('no-file');
      else images.set(id, { file, ...(part === null ? {} : { part }), ...factsOf(one) });
    } else if (path === '$.categories.*') {
      const title = textOf(one.name);
      if (id !== null && title !== null) categories.set(id, title);
    } else {
      // Outlines are not passed on, and make up most of a large file.
      const { segmentation: _, ...kept } = one;
      waiting.push(kept);
    }
  }
  yield* images.values();
  for (const annotation of waiting) {
    const file = images.get(textOf(annotation.image_id) ?? '')?.file;
    if (file === undefined) tally.lose('no-file');
    else yield* statedOf(file, annotation, categories, tally);
  }
}

function factsOf(image: Readonly<Record<string, unknown>>): Omit<StatedImage, 'file'> {
  const takenAt = timeOf(image.datetime) ?? timeOf(image.date_captured);
  const [group, site] = [textOf(image.seq_id) ?? textOf(image.group), textOf(image.location)];
  const tags = arrayOf(image.tags).flatMap((tag) => textOf(tag) ?? []);
  const size = sizeOfPicture(image.width, image.height);
  return {
    ...(size === null ? {} : { size }),
    ...(takenAt === null ? {} : { takenAt }),
    ...(group === null ? {} : { group }),
    ...(site === null ? {} : { site }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function* statedOf(
  file: string,
  annotation: Readonly<Record<string, unknown>>,
  categories: ReadonlyMap<string, string>,
  tally: ReadTally,
): Iterable<StatedImage> {
  if (annotation.caption !== undefined) return tally.lose('caption');
  tally.lose('attribute', Object.keys(objectOf(annotation.attributes) ?? {}).length + (annotation.count === undefined ? 0 : 1));
  const className = categories.get(textOf(annotation.category_id) ?? '') ?? null;
  const confidence = numberOf(annotation.score);
  const box =
    boxOfSize(arrayOf(annotation.bbox), { className, unit: 'pixel', confidence })
    ?? boxOfSize(arrayOf(annotation.bbox_relative), { className, unit: 'share', confidence });
  if (box === null) {
    // A box that cannot be read says no more of the whole picture than any other box.
    if ([annotation.bbox, annotation.bbox_relative].some((given) => arrayOf(given).length > 0)) return tally.lose('box-without-area');
    if (annotation.keypoints !== undefined) return tally.lose('keypoints');
    if (annotation.segments_info !== undefined) return tally.lose('mask');
    if (className === null) return tally.lose('no-class');
    yield { file, classes: [className] };
    return;
  }
  if (!hasArea(box)) return tally.lose('box-without-area');
  yield { file, boxes: [box] };
}
