import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

const collections = ['$.images.*', '$.categories.*', '$.annotations.*'];

/**
 * COCO object detection, also as a list of classes per image ("labels"): images, categories and annotations that refer to them by id.
 * Masks and polygons are passed on as their boxes; captions and keypoints without a box are counted as lost.
 */
export const coco: AnnotationFormat = {
  id: 'coco',
  title: 'COCO',
  description: 'https://cocodataset.org/#format-data',
  carries: ['class', 'classes', 'boxes', 'split', 'date'],

  async recognise(source) {
    const [first] = source.named('.json');
    return first !== undefined && (await someIs(source, source.named('.json').slice(0, 20)));
  },

  async *read(source, tally) {
    for (const name of source.named('.json')) {
      if (source.chosen === name || (await isCoco(source, name))) yield* readFile(source, name, tally);
    }
  },
};

async function someIs(source: AnnotationSource, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (await isCoco(source, name)) return true;
  return false;
}

/** The keys of a COCO file can come in any order, so the beginning must show one of them with ids in it. */
async function isCoco(source: AnnotationSource, name: string): Promise<boolean> {
  const start = await source.start(name);
  return (
    /^\s*\{/.test(start)
    && /"(images|annotations|categories)"\s*:\s*\[/.test(start)
    && /"(file_name|image_id|supercategory|id)"\s*:/.test(start)
  );
}

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const files = new Map<string, { file: string; takenAt?: number }>();
  const categories = new Map<string, string>();
  const waiting: Readonly<Record<string, unknown>>[] = [];
  for await (const { path, value } of jsonElements(source, name, collections)) {
    const one = objectOf(value);
    const id = textOf(one?.id);
    if (one === null) continue;
    if (path === '$.images.*') {
      const file = textOf(one.file_name);
      const takenAt = Date.parse(textOf(one.date_captured) ?? '');
      if (id !== null && file !== null) files.set(id, { file, ...(Number.isNaN(takenAt) ? {} : { takenAt }) });
    } else if (path === '$.categories.*') {
      const title = textOf(one.name);
      if (id !== null && title !== null) categories.set(id, title);
    } else waiting.push(one);
  }
  const part = partOfName(name);
  for (const { file, takenAt } of files.values())
    yield { file, ...(part === null ? {} : { part }), ...(takenAt === undefined ? {} : { takenAt }) };
  for (const annotation of waiting) {
    const file = files.get(textOf(annotation.image_id) ?? '')?.file;
    if (file === undefined) tally.lose('no-file');
    else yield* statedOf(file, annotation, categories, tally);
  }
}

function* statedOf(
  file: string,
  annotation: Readonly<Record<string, unknown>>,
  categories: ReadonlyMap<string, string>,
  tally: ReadTally,
): Iterable<StatedImage> {
  if (annotation.caption !== undefined) return tally.lose('caption');
  const className = categories.get(textOf(annotation.category_id) ?? '') ?? null;
  const box = boxOfSize(arrayOf(annotation.bbox), { className, unit: 'pixel', confidence: numberOf(annotation.score) });
  if (box === null) {
    if (annotation.keypoints !== undefined) return tally.lose('keypoints');
    if (annotation.segments_info !== undefined) return tally.lose('mask');
    if (className === null) return tally.lose('no-class');
    yield { file, classes: [className] };
    return;
  }
  if (!hasArea(box)) return tally.lose('box-without-area');
  yield { file, boxes: [box] };
}
