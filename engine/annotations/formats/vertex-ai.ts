import type { Split } from '../../domain/labels/split.ts';
import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Vertex AI's JSON Lines for import and export: a line for each image, with classes or boxes and the part of the split. Shapes, and labels
 * that users gave to images, are counted as lost.
 */
export const vertexAi: AnnotationFormat = {
  id: 'vertex-ai',
  title: 'Vertex AI JSON Lines',
  description: 'https://cloud.google.com/vertex-ai/docs/image-data/object-detection/prepare-data',
  carries: ['class', 'classes', 'boxes', 'split'],
  recognise: (source) => someBegins(source, extensions, isVertex),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, extensions, isVertex)) yield* readFile(source, name, tally);
  },
};

const extensions = ['.jsonl', '.json'];
const isVertex = (outline: JsonOutline): boolean => outline.has('$.imageGcsUri');

type Json = Readonly<Record<string, unknown>>;

const partKey = 'aiplatform.googleapis.com/ml_use';
const parts: ReadonlyMap<unknown, Split> = new Map<unknown, Split>([
  ['training', 'train'],
  ['train', 'train'],
  ['validation', 'validation'],
  ['test', 'test'],
]);
const shapes: readonly (readonly [string, LostKind])[] = [
  ['polygonAnnotations', 'polygon'],
  ['polylineAnnotations', 'line'],
  ['maskAnnotations', 'mask'],
];

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const { value } of jsonElements(source, name, ['$'], '\n')) {
    const line = objectOf(value) ?? {};
    const file = textOf(line.imageGcsUri);
    if (file === null) tally.lose(line.videoGcsUri === undefined ? 'no-file' : 'video');
    else yield* statedOf(file, line, tally);
  }
}

function* statedOf(file: string, line: Json, tally: ReadTally): Iterable<StatedImage> {
  const { [partKey]: use, ...labels } = objectOf(line.dataItemResourceLabels) ?? {};
  const part = parts.get(use);
  tally.lose('attribute', Object.keys(labels).length);
  if (line.segmentationAnnotation !== undefined) tally.lose('mask');
  for (const [key, kind] of shapes) tally.lose(kind, arrayOf(line[key]).length);
  yield { file, ...(part === undefined ? {} : { part }) };
  const single = line.classificationAnnotation === undefined ? [] : [line.classificationAnnotation];
  for (const one of [...single, ...arrayOf(line.classificationAnnotations)]) {
    const className = textOf(objectOf(one)?.displayName);
    if (className === null) tally.lose('no-class');
    else yield { file, classes: [className] };
  }
  for (const one of arrayOf(line.boundingBoxAnnotations)) {
    const { displayName, xMin, yMin, xMax, yMax } = objectOf(one) ?? {};
    const box = boxOfCorners([xMin, yMin, xMax, yMax], { className: textOf(displayName), unit: 'share', confidence: null });
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else yield { file, boxes: [box] };
  }
}
