import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { jsonElements, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import type { ReadTally, StatedImage } from '../stated.ts';
import { pictureOf, statedOfAnswer } from './label-studio.ts';

/**
 * Label Studio's JSON_MIN: an object for each annotation, with the data of the task first, then `id`, the answers under the names of their
 * tools, and `annotator`. A single choice is a plain text, as is a single text that someone typed; both count as a class. What is lost is
 * the same as in the full JSON.
 */
export const labelStudioMin: AnnotationFormat = {
  id: 'label-studio-min',
  title: 'Label Studio JSON_MIN',
  description: 'https://labelstud.io/guide/export#JSON-MIN',
  carries: ['class', 'classes', 'boxes', 'author'],
  recognise: (source) => someBegins(source, ['.json'], isLabelStudioMin),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isLabelStudioMin)) yield* readFile(source, name, tally);
  },
};

const isLabelStudioMin = (outline: JsonOutline): boolean => outline.has('$.*.annotation_id') && outline.has('$.*.annotator');

const ownKeys = new Set(['id', 'annotator', 'annotation_id', 'created_at', 'updated_at', 'lead_time', 'agreement', 'history']);

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const { value } of jsonElements(source, name, ['$.*'])) {
    const record = objectOf(value) ?? {};
    const keys = Object.keys(record);
    const [id, annotator] = [keys.indexOf('id'), keys.indexOf('annotator')];
    const data = keys.slice(0, id === -1 ? annotator : id);
    const file = pictureOf(Object.fromEntries(data.map((key) => [key, record[key]])));
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    const by = textOf(record.annotator);
    const about = { file, ...(by === null ? {} : { by }) };
    yield about;
    for (const [place, key] of keys.entries()) {
      if (ownKeys.has(key) || record[key] === file) continue;
      if (place < id || place > annotator) tally.lose('attribute');
      else yield* statedOfField(about, record[key], id !== -1, tally);
    }
  }
}

/** An answer, or a list of them. Without an `id`, plain texts may be data of the task as well, and are no classes. */
function* statedOfField(about: StatedImage, field: unknown, textsToo: boolean, tally: ReadTally): Iterable<StatedImage> {
  for (const one of Array.isArray(field) ? (field as readonly unknown[]) : [field]) {
    const value = objectOf(one);
    if (value) yield* statedOfAnswer(about, value, typeOf(value), tally);
    else if (textsToo && typeof one === 'string' && one.trim() !== '') yield { ...about, classes: [one] };
    else tally.lose('attribute');
  }
}

/** The type of an answer, which this form leaves out. */
function typeOf(value: Readonly<Record<string, unknown>>): string {
  const named = Object.keys(value).find((key) => key === 'choices' || key === 'taxonomy' || key.endsWith('labels'));
  if (named !== undefined) return named;
  if (value.points !== undefined) return 'polygon';
  if (value.rle !== undefined) return 'brush';
  if (value.text !== undefined) return 'textarea';
  return value.width !== undefined && value.height !== undefined ? 'rectangle' : '';
}
