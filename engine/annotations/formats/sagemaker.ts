import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, numberOf, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, outlineMatches, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * The augmented manifest of Amazon SageMaker Ground Truth, also used by Rekognition: a line for each image, with an attribute and its
 * metadata for each labelling job. Jobs for classes and for boxes are passed on; masks, other jobs and attributes without metadata are
 * counted as lost. Boxes that a model drew keep their confidence.
 */
export const sageMaker: AnnotationFormat = {
  id: 'sagemaker',
  title: 'SageMaker Ground Truth',
  description: 'https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html',
  carries: ['class', 'classes', 'boxes', 'split'],
  recognise: (source) => someBegins(source, extensions, isManifest),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, extensions, isManifest)) yield* readFile(source, name, tally);
  },
};

const extensions = ['.manifest', '.jsonl', '.json'];
const isManifest = (outline: JsonOutline): boolean => outline.has('$.source-ref') && outlineMatches(outline, /^\$\.[^.]+-metadata$/);

type Json = Readonly<Record<string, unknown>>;

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const part = partOfName(name);
  for await (const { value } of jsonElements(source, name, ['$'], '\n')) {
    const line = objectOf(value) ?? {};
    const file = textOf(line['source-ref']);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    yield { file, ...(part === null ? {} : { part }) };
    for (const [key, label] of Object.entries(line)) {
      if (key === 'source-ref' || key.endsWith('-metadata')) continue;
      yield* statedOf(file, label, objectOf(line[`${key}-metadata`]) ?? {}, tally);
    }
  }
}

function* statedOf(file: string, label: unknown, metadata: Json, tally: ReadTally): Iterable<StatedImage> {
  const job = textOf(metadata.type) ?? '';
  if (textOf(metadata['failure-reason']) !== null) return tally.lose('not-processed');
  const lost = lostJobs.find(([pattern]) => pattern.test(job))?.[1];
  if (lost !== undefined) return tally.lose(lost);
  const names = objectOf(metadata['class-map']) ?? {};
  const boxes = objectOf(label)?.annotations;
  if (boxes !== undefined) return yield* boxesOf(file, arrayOf(boxes), names, metadata, tally);
  const single = textOf(metadata['class-name']);
  if (single !== null) return yield { file, classes: [single] };
  if (!Array.isArray(label)) return tally.lose('attribute');
  for (const id of label as readonly unknown[]) {
    const className = textOf(names[textOf(id) ?? '']);
    if (className === null) tally.lose('no-class');
    else yield { file, classes: [className] };
  }
}

function* boxesOf(file: string, boxes: readonly unknown[], names: Json, metadata: Json, tally: ReadTally): Iterable<StatedImage> {
  const byModel = metadata['human-annotated'] === 'no';
  const facts = arrayOf(metadata.objects);
  for (const [place, one] of boxes.entries()) {
    const { class_id: id, left, top, width, height } = objectOf(one) ?? {};
    const box = boxOfSize([left, top, width, height], {
      className: textOf(names[textOf(id) ?? '']),
      unit: 'pixel',
      confidence: byModel ? numberOf(objectOf(facts[place])?.confidence) : null,
    });
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else yield { file, boxes: [box] };
  }
}

/** A verification tells whether another job's labels are good. */
const lostJobs: readonly (readonly [RegExp, LostKind])[] = [
  [/segmentation/, 'mask'],
  [/video/, 'video'],
  [/label-verification/, 'attribute'],
];
