import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCentre, hasArea } from '../reading/boxes.ts';
import { jsonElements, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, outlineMatches, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Apple's Create ML: a list of images with labels, each with a box or for the whole image. Boxes are given by their centre, in pixels from
 * the upper left corner; a data source that measures from elsewhere says so in its code only, not in the file.
 */
export const createMl: AnnotationFormat = {
  id: 'create-ml',
  title: 'Create ML JSON',
  description: 'https://developer.apple.com/documentation/createml/building-an-object-detector-data-source',
  carries: ['class', 'classes', 'boxes', 'split'],
  recognise: (source) => someBegins(source, ['.json'], isCreateMl),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isCreateMl)) yield* readFile(source, name, tally);
  },
};

/** With boxes, or with a list of labels. */
const isCreateMl = (outline: JsonOutline): boolean =>
  ['image', 'imagefilename', 'filename'].some((key) => outline.has(`$.*.${key}`))
  && (outlineMatches(outline, /^\$\.\*\.annotations?\.\*\.coordinates\./)
    || (outlineMatches(outline, /^\$\.\*\.annotations?\.\*$/) && !outlineMatches(outline, /^\$\.\*\.annotations?\.\*\./)));

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const part = partOfName(name);
  for await (const { value } of jsonElements(source, name, ['$.*'])) {
    const image = objectOf(value) ?? {};
    const file = textOf(image.image) ?? textOf(image.imagefilename) ?? textOf(image.filename);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    yield { file, ...(part === null ? {} : { part }) };
    const annotations = image.annotations ?? image.annotation ?? [];
    for (const one of Array.isArray(annotations) ? (annotations as readonly unknown[]) : [annotations]) yield* statedOf(file, one, tally);
  }
}

function* statedOf(file: string, annotation: unknown, tally: ReadTally): Iterable<StatedImage> {
  const object = objectOf(annotation);
  const className = textOf(object ? object.label : annotation);
  const place = objectOf(object?.coordinates);
  if (place) {
    const box = boxOfCentre([place.x, place.y, place.width, place.height], { className, unit: 'pixel', confidence: null });
    if (box === null || !hasArea(box)) tally.lose('box-without-area');
    else yield { file, boxes: [box] };
  } else if (className === null) tally.lose('no-class');
  else yield { file, classes: [className] };
}
