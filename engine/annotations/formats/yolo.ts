import { posix } from 'node:path';
import { matchPictures } from '../../domain/labels/match-pictures.ts';
import type { Split } from '../../domain/labels/split.ts';
import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { boxOfCentre, hasArea } from '../reading/boxes.ts';
import { withoutExtension } from '../reading/file-beside.ts';
import { numberOf } from '../reading/json-elements.ts';
import { filledLines, firstLines } from '../reading/lines.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { YoloDataSet, yoloDescriptions } from '../reading/yolo-data-set.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedBox, StatedImage } from '../stated.ts';

const sampled = 50;
const labelFolder = /(^|\/)(labels|labelTxt|obj_\w+_data)\//i;
/** The folder of labels closest to the file; its pictures lie in `images` instead. */
const lastLabelFolder = /^(.*\/)?(labels|labelTxt)(?=\/)/i;
const picturePath = /\.(jpe?g|png|tiff?|bmp|webp|gif|avif|heic|dng|mpo|pfm)$/i;

/**
 * YOLO detection, as Ultralytics, Darknet, Roboflow, CVAT and Label Studio write it: a text file for each picture, with a line for each
 * object: class number, centre, size, and sometimes a confidence. An empty file states a picture without objects. Pictures are named
 * without extension, in the folder `images` where the text files lie in `labels`. Polygons, rotated boxes and keypoints are counted as lost.
 */
export const yolo: AnnotationFormat = {
  id: 'yolo',
  title: 'YOLO',
  description: 'https://docs.ultralytics.com/datasets/detect/',
  carries: ['class', 'boxes', 'split'],

  async recognise(source) {
    const files = source.named('.txt').filter((name) => !isClassList(name));
    const step = Math.max(1, Math.floor(files.length / sampled));
    let empty = false;
    for (const name of files.filter((_, at) => at % step === 0)) {
      const lines = await firstLines(source, name);
      if (lines.some(isLabelLine)) return true;
      empty ||= lines.length === 0;
    }
    return empty && (await yoloDescriptions(source)).length > 0;
  },

  async *read(source, tally) {
    const dataSet = await YoloDataSet.of(source);
    const labels: string[] = [];
    const listed = new Map<string, Split | null>();
    for (const name of source.named('.txt')) {
      const kind = await kindOf(source, name);
      if (kind === 'labels') labels.push(name);
      if (kind !== 'list') continue;
      const part = dataSet.partOf(name) ?? partOfName(posix.basename(name));
      for await (const line of filledLines(source, name)) if (!listed.has(line)) listed.set(line, part);
    }
    const parts = partsOfLabels(labels, listed);
    for (const name of labels) {
      const picture = pictureOf(name);
      const part = parts.get(name) ?? dataSet.partOf(picture) ?? partOfName(posix.dirname(name));
      yield withPart(picture, part, await readBoxes(source, name, dataSet, tally));
    }
    // What is left has no label file: pictures without objects.
    for (const [file, part] of listed) yield withPart(file, part, []);
  },
};

const isClassList = (name: string): boolean => /(^|\/)classes\.txt$/i.test(name);

/** The picture of a label file, without extension. */
const pictureOf = (name: string): string => withoutExtension(name.replace(lastLabelFolder, '$1images'));

async function kindOf(source: AnnotationSource, name: string): Promise<'labels' | 'list' | 'other'> {
  if (isClassList(name)) return 'other';
  const lines = await firstLines(source, name);
  if (lines.every((line) => picturePath.test(line)) && lines.length > 0) return 'list';
  return lines.length === 0 || labelFolder.test(name) || lines.some(isLabelLine) ? 'labels' : 'other';
}

/** The part of each label file whose picture is listed. Takes those pictures off the list. */
function partsOfLabels(labels: readonly string[], listed: Map<string, Split | null>): Map<string, Split | null> {
  const byPicture = new Map(labels.map((name) => [`${pictureOf(name)}.txt`, name]));
  const parts = new Map<string, Split | null>();
  for (const [file, match] of matchPictures(byPicture.keys(), listed.keys())) {
    const label = 'picture' in match ? byPicture.get(match.picture) : undefined;
    if (label === undefined) continue;
    parts.set(label, parts.get(label) ?? listed.get(file) ?? null);
    listed.delete(file);
  }
  return parts;
}

function withPart(file: string, part: Split | null, boxes: readonly StatedBox[]): StatedImage {
  return { file, ...(part === null ? {} : { part }), ...(boxes.length === 0 ? {} : { boxes }) };
}

/** Whether a line is certainly a label: a class number and shares of the picture, or the corners of a rotated box before its class name. */
function isLabelLine(line: string): boolean {
  const words = line.split(/\s+/);
  if (isNamedRotatedBox(words)) return true;
  const [number, ...shares] = words;
  return /^\d+$/.test(number ?? '') && shares.length >= 4 && shares.every(isNumber) && shares.slice(0, 4).every(isShare);
}

const isNumber = (word: string | undefined): boolean => numberOf(word) !== null;
const isShare = (word: string): boolean => Math.abs(Number(word) - 0.5) <= 0.51;
const isNamedRotatedBox = (words: readonly string[]): boolean =>
  (words.length === 9 || words.length === 10) && words.slice(0, 8).every(isNumber) && !isNumber(words[8]);

async function readBoxes(source: AnnotationSource, name: string, dataSet: YoloDataSet, tally: ReadTally): Promise<StatedBox[]> {
  const names = dataSet.namesFor(name);
  const keypoints = dataSet.keypointNumbersFor(name);
  const boxes: StatedBox[] = [];
  for await (const line of filledLines(source, name)) {
    const box = readLine(line.split(/\s+/), names, keypoints);
    if (typeof box === 'string') {
      tally.lose(box);
      continue;
    }
    boxes.push(box);
    if (keypoints !== null) tally.lose('keypoints');
  }
  return boxes;
}

/** The box of a line, or what else it is. */
function readLine(words: readonly string[], names: ReadonlyMap<number, string> | null, keypoints: number | null): StatedBox | LostKind {
  if (isNamedRotatedBox(words)) return 'rotated-box';
  const [number, ...places] = words.map(numberOf);
  if (number === undefined || number === null || !Number.isInteger(number) || number < 0) return 'no-class';
  const confidence = places.length === 5 ? (places[4] ?? null) : null;
  if (places.length > 5 && places.length - 4 !== keypoints) return places.length === 8 || places.length === 9 ? 'rotated-box' : 'polygon';
  // Without any names, the numbers are the names.
  const className = names === null ? String(number) : (names.get(number) ?? null);
  const box = boxOfCentre(places, { className, unit: 'share', confidence });
  return box !== null && hasArea(box) ? box : 'box-without-area';
}
