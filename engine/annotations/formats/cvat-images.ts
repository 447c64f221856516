import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, hasArea, sizeOfPicture } from '../reading/boxes.ts';
import { numberOf } from '../reading/json-elements.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { xmlElements, type XmlElement } from '../reading/xml-elements.ts';
import { xmlFilesOf, xmlRoot } from '../reading/xml-root.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

const lostShapes: ReadonlyMap<string, LostKind> = new Map([
  ['polygon', 'polygon'],
  ['ellipse', 'polygon'],
  ['cuboid', 'polygon'],
  ['polyline', 'line'],
  ['points', 'keypoints'],
  ['skeleton', 'keypoints'],
  ['mask', 'mask'],
]);

/**
 * CVAT for images 1.1: an `image` element for each picture, with boxes, tags (classes of the whole picture) and other shapes, which are
 * counted as lost, like attributes, groups and tracks of videos. A picture in a subset is named with it, as CVAT stores it.
 */
export const cvatImages: AnnotationFormat = {
  id: 'cvat-images',
  title: 'CVAT for images',
  description: 'https://docs.cvat.ai/docs/other/xml_format',
  carries: ['class', 'classes', 'boxes', 'split'],

  async recognise(source) {
    for (const name of source.named('.xml').slice(0, 20)) {
      const { root, start } = await xmlRoot(source, name);
      if (root === 'annotations' && /<(version|meta|image|track)[\s>]/.test(start)) return true;
    }
    return false;
  },

  async *read(source, tally) {
    for await (const name of xmlFilesOf(source, 'annotations')) yield* readFile(source, name, tally);
  },
};

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  for await (const element of xmlElements(source, name, ['image', 'track'])) {
    const file = element.attributes.name ?? '';
    if (element.name === 'track') tally.lose('video');
    else if (file === '') tally.lose('no-file');
    else yield readImage(file, element, tally);
  }
}

function readImage(file: string, image: XmlElement, tally: ReadTally): StatedImage {
  const subset = image.attributes.subset ?? '';
  const part = partOfName(subset);
  const classes: string[] = [];
  const boxes: StatedBox[] = [];
  for (const shape of image.children) readShape(shape, classes, boxes, tally);
  const size = sizeOfPicture(image.attributes.width, image.attributes.height);
  return {
    ...(size === null ? {} : { size }),
    file: subset === '' || subset === 'default' ? file : `${subset}/${file}`,
    ...(part === null ? {} : { part }),
    ...(classes.length === 0 ? {} : { classes }),
    ...(boxes.length === 0 ? {} : { boxes }),
  };
}

function readShape(shape: XmlElement, classes: string[], boxes: StatedBox[], tally: ReadTally): void {
  const lost = lostShapes.get(shape.name);
  if (lost !== undefined) return tally.lose(lost);
  const { label = '', xtl, ytl, xbr, ybr, rotation } = shape.attributes;
  const className = label.trim() === '' ? null : label;
  if (shape.name === 'tag') {
    if (className === null) return tally.lose('no-class');
    classes.push(className);
    return countFacts(shape, tally);
  }
  if (shape.name !== 'box') return tally.lose('attribute');
  if ((numberOf(rotation) ?? 0) !== 0) return tally.lose('rotated-box');
  const box = boxOfCorners([xtl, ytl, xbr, ybr], { className, unit: 'pixel', confidence: null });
  if (box === null || !hasArea(box)) return tally.lose('box-without-area');
  boxes.push(box);
  countFacts(shape, tally);
}

/** Counts what is said about a box or tag beyond its class and place. */
function countFacts({ children, attributes }: XmlElement, tally: ReadTally): void {
  tally.lose('attribute', children.filter(({ name, text }) => name === 'attribute' && text !== '').length);
  if (attributes.occluded === '1') tally.lose('attribute');
  if ((numberOf(attributes.group_id) ?? 0) !== 0) tally.lose('relation');
}
