import { posix } from 'node:path';
import type { Size } from '../../domain/labels/cut-region.ts';
import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCorners, hasArea, sizeOfPicture } from '../reading/boxes.ts';
import { fileBeside, withoutExtension } from '../reading/file-beside.ts';
import { filledLines } from '../reading/lines.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { childOf, childText, xmlElements, type XmlElement } from '../reading/xml-elements.ts';
import { xmlFilesOf, xmlRoot } from '../reading/xml-root.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

/** What the lists in `ImageSets/Main` say about one picture. */
interface Listed {
  part: StatedImage['part'];
  readonly classes: string[];
}

/** The folder of the data set, the class if the list is about one, and the part. */
const listName = /^(?:(.*)\/)?ImageSets\/Main\/(?:(.+)_)?(train|val|test|trainval)\.txt$/;
const annotationFolder = /(^|\/)Annotations(?=\/)/i;

/**
 * Pascal VOC: an XML file with boxes for each picture, and lists of pictures for the parts of the split and for classes; also XML files
 * beside the pictures, as labelling tools write them. Corners are taken as they stand. Marks of an object (difficult, truncated, occluded,
 * pose, actions) and its parts are counted as lost; so are rotated boxes.
 */
export const voc: AnnotationFormat = {
  id: 'voc',
  title: 'Pascal VOC',
  description: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html',
  carries: ['class', 'classes', 'boxes', 'split'],

  async recognise(source) {
    if (source.names.some((name) => listName.test(name))) return true;
    for (const name of source.named('.xml').slice(0, 20)) {
      const { root, start } = await xmlRoot(source, name);
      if (root === 'annotation' && /<(bndbox|robndbox|segmented)>/.test(start)) return true;
    }
    return false;
  },

  async *read(source, tally) {
    const listed = await readLists(source, tally);
    for await (const name of xmlFilesOf(source, 'annotation')) {
      // The lists name pictures by the path of their XML file below `Annotations`.
      const picture = name.replace(annotationFolder, '$1JPEGImages');
      const inList = listed.get(withoutExtension(picture));
      listed.delete(withoutExtension(picture));
      yield* readFile(source, name, picture, inList, tally);
    }
    for (const [file, inList] of listed) yield statedOf(file, inList.part, inList.classes, []);
  },
};

/** By the path of the picture without extension. */
async function readLists(source: AnnotationSource, tally: ReadTally): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed>();
  for (const name of source.named('.txt')) {
    const list = listName.exec(name);
    if (list === null) continue;
    const [, root = '', className, part = ''] = list;
    for await (const line of filledLines(source, name)) {
      if (/^#(\s|$)/.test(line)) continue;
      // A class list gives 1 for a picture with the class, -1 for one without it, and 0 for one where it is hard to see.
      const [, id = line, mark] = className === undefined ? [] : (/^(.*\S)\s+(-1|0|1)$/.exec(line) ?? []);
      const picture = posix.join(root, 'JPEGImages', id);
      const known = listed.get(picture) ?? { part: undefined, classes: [] };
      listed.set(picture, known);
      if (className === undefined) known.part ??= partOfName(part) ?? undefined;
      else if (mark === undefined) tally.lose('no-class');
      else if (mark !== '-1') known.classes.push(className);
      if (mark === '0') tally.lose('attribute');
    }
  }
  return listed;
}

async function* readFile(
  source: AnnotationSource,
  name: string,
  picture: string,
  inList: Listed | undefined,
  tally: ReadTally,
): AsyncIterable<StatedImage> {
  let file = withoutExtension(picture);
  const classes = [...(inList?.classes ?? [])];
  const boxes: StatedBox[] = [];
  let size: Size | null = null;
  for await (const element of xmlElements(source, name, ['filename', 'size', 'object'])) {
    if (element.name === 'object') readObject(element, classes, boxes, tally);
    else if (element.name === 'size') size = sizeOfPicture(childText(element, 'width'), childText(element, 'height'));
    else if (element.text !== '') file = fileBeside(picture, element.text);
  }
  const stated = statedOf(file, inList?.part ?? partOfName(posix.dirname(name)) ?? undefined, classes, boxes);
  yield size === null ? stated : { ...stated, size };
}

function statedOf(file: string, part: StatedImage['part'], classes: readonly string[], boxes: readonly StatedBox[]): StatedImage {
  return {
    file,
    ...(part === undefined ? {} : { part }),
    ...(classes.length === 0 ? {} : { classes }),
    ...(boxes.length === 0 ? {} : { boxes }),
  };
}

function readObject(object: XmlElement, classes: string[], boxes: StatedBox[], tally: ReadTally): void {
  const className = childText(object, 'name');
  const corners = childOf(object, 'bndbox');
  if (corners === undefined) {
    if (childOf(object, 'robndbox')) tally.lose('rotated-box');
    else if (childOf(object, 'polygon')) tally.lose('polygon');
    else if (className === null) tally.lose('no-class');
    else classes.push(className);
    return;
  }
  const sides = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => childText(corners, side));
  const box = boxOfCorners(sides, { className, unit: 'pixel', confidence: null });
  if (box === null || !hasArea(box)) return tally.lose('box-without-area');
  boxes.push(box);
  tally.lose('attribute', object.children.filter(isMark).length);
}

/** Whether an element says more about an object than its class and box; what tools write when nothing was said does not count. */
function isMark({ name, text, children }: XmlElement): boolean {
  if (name === 'difficult' || name === 'truncated' || name === 'occluded') return text !== '' && text !== '0';
  if (name === 'pose') return !/^(unspecified|unknown)?$/i.test(text);
  return (name === 'part' || name === 'actions' || name === 'attributes') && (children.length > 0 || text !== '');
}
