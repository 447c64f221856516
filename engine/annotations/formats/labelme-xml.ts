import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, hasArea } from '../reading/boxes.ts';
import { fileBeside, withoutExtension } from '../reading/file-beside.ts';
import { numberOf } from '../reading/json-elements.ts';
import { childOf, childText, xmlElements, type XmlElement } from '../reading/xml-elements.ts';
import { xmlFilesOf, xmlRoot } from '../reading/xml-root.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

/**
 * The XML files of the LabelMe web tool: one for each picture, which is named by folder and file. Bounding boxes are passed on, also those
 * of masks; polygons are counted as lost, like attributes, relations between parts, and objects that were deleted.
 */
export const labelmeXml: AnnotationFormat = {
  id: 'labelme-xml',
  title: 'LabelMe XML',
  description: 'https://github.com/CSAILVision/LabelMeAnnotationTool',
  carries: ['class', 'boxes', 'author'],

  async recognise(source) {
    for (const name of source.named('.xml').slice(0, 20)) if (await isLabelme(source, name)) return true;
    return false;
  },

  async *read(source, tally) {
    for await (const name of xmlFilesOf(source, 'annotation')) yield* readFile(source, name, tally);
  },
};

/** VOC files have the same root; theirs have a `bndbox`. */
async function isLabelme(source: AnnotationSource, name: string): Promise<boolean> {
  const { root, start } = await xmlRoot(source, name);
  return root === 'annotation' && /<(sourceAnnotation|nrows|deleted|segm|pt)\b/.test(start) && !/<(bndbox|segmented)>/.test(start);
}

async function* readFile(source: AnnotationSource, name: string, tally: ReadTally): AsyncIterable<StatedImage> {
  let file = '';
  let folder = '';
  let by: string | null = null;
  const classes: string[] = [];
  const boxes: StatedBox[] = [];
  for await (const element of xmlElements(source, name, ['filename', 'folder', 'object'])) {
    if (element.name === 'filename') file = element.text;
    else if (element.name === 'folder') folder = element.text;
    else {
      readObject(element, classes, boxes, tally);
      const shape = childOf(element, 'polygon') ?? childOf(element, 'segm');
      by ??= shape === undefined ? null : childText(shape, 'username');
    }
  }
  yield {
    file: nameOf(name, folder, file),
    ...(classes.length === 0 ? {} : { classes }),
    ...(boxes.length === 0 ? {} : { boxes }),
    ...(by === null ? {} : { by }),
  };
}

function nameOf(name: string, folder: string, file: string): string {
  if (file === '') return withoutExtension(name);
  return folder === '' ? fileBeside(name, file) : `${folder}/${file}`;
}

function readObject(object: XmlElement, classes: string[], boxes: StatedBox[], tally: ReadTally): void {
  if (childText(object, 'deleted') === '1') return tally.lose('skipped-by-annotator');
  const className = childText(object, 'name');
  const polygon = childOf(object, 'polygon');
  const mask = childOf(object, 'segm');
  if (polygon === undefined && mask === undefined) {
    if (className === null) return tally.lose('no-class');
    classes.push(className);
    return countFacts(object, tally);
  }
  if (polygon !== undefined && childText(object, 'type') !== 'bounding_box') return tally.lose('polygon');
  const around = mask && childOf(mask, 'box');
  if (polygon === undefined && around === undefined) return tally.lose('mask');
  const corners = polygon ? cornersOf(polygon) : ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => around && childText(around, side));
  const box = boxOfCorners(corners, { className, unit: 'pixel', confidence: null });
  if (box === null || !hasArea(box)) return tally.lose('box-without-area');
  boxes.push(box);
  countFacts(object, tally);
}

/** Left, top, right and bottom of the points of a bounding box, which may begin at any corner. */
function cornersOf(polygon: XmlElement): (number | null)[] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const point of polygon.children) {
    if (point.name !== 'pt') continue;
    const [x, y] = [numberOf(childText(point, 'x')), numberOf(childText(point, 'y'))];
    if (x === null || y === null) return [];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  return [left, top, right, bottom];
}

/** Counts what is said about an object beyond its class and place. */
function countFacts(object: XmlElement, tally: ReadTally): void {
  if (childText(object, 'occluded') === 'yes') tally.lose('attribute');
  if (childText(object, 'attributes') !== null) tally.lose('attribute');
  const parts = childOf(object, 'parts');
  // A relation is written at both of its ends; it is counted at the part.
  if (parts && childText(parts, 'ispartof') !== null) tally.lose('relation');
}
