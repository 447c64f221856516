import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfSize, hasArea } from '../reading/boxes.ts';
import { arrayOf, jsonElements, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * The answer of Azure Custom Vision to GetTaggedImages: a list of images with tags and regions. Regions become boxes, and tags that no
 * region has become classes. Images are named by their addresses, which hold no file names. Metadata of images is counted as lost.
 */
export const customVision: AnnotationFormat = {
  id: 'custom-vision',
  title: 'Azure Custom Vision',
  description: 'https://learn.microsoft.com/javascript/api/@azure/cognitiveservices-customvision-training/trainingapimodels.image',
  carries: ['class', 'classes', 'boxes'],
  recognise: (source) => someBegins(source, ['.json'], isCustomVision),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isCustomVision)) yield* readFile(source, name, tally);
  },
};

const isCustomVision = (outline: JsonOutline): boolean =>
  ['originalImageUri', 'resizedImageUri'].some((key) => outline.has(`$.*.${key}`))
  && (outline.has('$.*.tags') || outline.has('$.*.regions'));

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const { value } of jsonElements(source, name, ['$.*'])) {
    const image = objectOf(value) ?? {};
    const file = textOf(image.originalImageUri) ?? textOf(image.resizedImageUri);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    tally.lose('attribute', Object.keys(objectOf(image.metadata) ?? {}).length);
    const ofRegions = new Set<string | null>();
    for (const region of arrayOf(image.regions)) {
      const { tagName, left, top, width, height } = objectOf(region) ?? {};
      const className = textOf(tagName);
      ofRegions.add(className);
      const box = boxOfSize([left, top, width, height], { className, unit: 'share', confidence: null });
      if (box === null || !hasArea(box)) tally.lose('box-without-area');
      else yield { file, boxes: [box] };
    }
    const classes: string[] = [];
    for (const tag of arrayOf(image.tags)) {
      const className = textOf(objectOf(tag)?.tagName);
      if (className === null) tally.lose('no-class');
      else if (!ofRegions.has(className)) classes.push(className);
    }
    yield { file, classes };
  }
}
