import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { timeOf } from '../reading/time-of.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

/**
 * Results of MegaDetector, and of classifiers run on them: boxes with a confidence. A box gets its most likely species where a classifier
 * ran, else the detector's category. Less likely species are counted as lost, and so are videos and pictures that could not be processed.
 * The list that the detector's newer package writes (`https://microsoft.github.io/MegaDetector/output_format/`) is read too.
 */
export const megaDetector: AnnotationFormat = {
  id: 'megadetector',
  title: 'MegaDetector',
  description: 'https://lila.science/megadetector-output-format',
  carries: ['boxes', 'date'],
  recognise: (source) => someBegins(source, ['.json'], (outline) => isBatch(outline) || isList(outline)),

  async *read(source, tally) {
    for await (const { name, outline } of filesThatBegin(source, ['.json'], (one) => isBatch(one) || isList(one)))
      yield* isList(outline) ? readList(source, name, tally) : readBatch(source, name, tally);
  },
};

const isBatch = (outline: JsonOutline): boolean =>
  outline.has('$.detection_categories') || (outline.has('$.images.*.file') && outline.has('$.images.*.detections'));

const isList = (outline: JsonOutline): boolean => outline.has('$.*.file') && outline.has('$.*.detections');

type Json = Readonly<Record<string, unknown>>;
type BoxOf = (detection: Json) => StatedBox | null;

/** The names of the categories mostly come after the images, so these wait for them. */
async function* readBatch(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const names = new Map<string, string>();
  const waiting: unknown[] = [];
  for await (const { path, key, value } of jsonElements(source, name, [
    '$.images.*',
    '$.detection_categories.*',
    '$.classification_categories.*',
  ])) {
    if (path === '$.images.*') waiting.push(value);
    else names.set(`${path}${key}`, textOf(value) ?? String(key));
  }
  for (const image of waiting)
    yield* imageOf(image, tally, (detection) => {
      const [species, ...others] = arrayOf(detection.classifications).map((one) => textOf(arrayOf(one)[0]));
      tally.lose('attribute', others.length);
      const category = names.get(`$.detection_categories.*${textOf(detection.category) ?? ''}`);
      const className = names.get(`$.classification_categories.*${species ?? ''}`) ?? category ?? null;
      return boxOfSize(arrayOf(detection.bbox), { className, unit: 'share', confidence: numberOf(detection.conf) });
    });
}

async function* readList(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const { value } of jsonElements(source, name, ['$.*']))
    yield* imageOf(value, tally, ({ category, bbox, confidence }) =>
      boxOfCorners(arrayOf(bbox), { className: textOf(category), unit: 'pixel', confidence: numberOf(confidence) }),
    );
}

function* imageOf(value: unknown, tally: ReadTally, boxOf: BoxOf): Iterable<StatedImage> {
  const image = objectOf(value);
  const file = textOf(image?.file);
  if (image === null || file === null) return tally.lose('no-file');
  const detections = arrayOf(image.detections).map((one) => objectOf(one) ?? {});
  if (image.frame_rate !== undefined || detections.some((one) => one.frame_number !== undefined)) return tally.lose('video');
  if (textOf(image.failure) !== null) tally.lose('not-processed');
  const boxes: StatedBox[] = [];
  for (const detection of detections) {
    const box = boxOf(detection);
    // A category that is not listed means that nothing was found.
    if (box?.className === null) tally.lose('no-class');
    else if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else boxes.push(box);
  }
  const takenAt = timeOf(image.datetime);
  yield { file, boxes, ...(takenAt === null ? {} : { takenAt }) };
}
