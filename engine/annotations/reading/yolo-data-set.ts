import { posix } from 'node:path';
import type { Split } from '../../domain/labels/split.ts';
import type { AnnotationSource } from './annotation-source.ts';
import { arrayOf, numberOf, objectOf, textOf } from './json-elements.ts';
import { filledLines } from './lines.ts';
import { describingFiles, NearestAbove } from './nearest.ts';
import { PlainYaml } from './plain-yaml.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

/** The files that describe a YOLO data set, in the order in which their class names are believed. */
const kinds = ['.yaml', '.yml', '.names', '.labels', '.txt', '.json', '.data'];
const pattern = /^(.+\.(yaml|yml|names|data)|_darknet\.labels|classes\.txt|notes\.json)$/i;
const usualNames = ['data.yaml', 'obj.names', 'classes.txt', 'notes.json'];
const mostBytes = 2 ** 24;

const partKeys: readonly (readonly [string, Split])[] = [
  ['train', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['test', 'test'],
];

/** What the describing files say about the label files and pictures of a YOLO data set. */
export class YoloDataSet {
  readonly #names = new NearestAbove<ReadonlyMap<number, string>>();
  readonly #keypoints = new NearestAbove<number>();
  /** By the path of a folder or list of pictures; null for one that is in several parts. */
  readonly #parts = new Map<string, Split | null>();

  /** @throws UnreadableAnnotations */
  static async of(source: AnnotationSource): Promise<YoloDataSet> {
    const dataSet = new YoloDataSet();
    for (const file of await yoloDescriptions(source)) await dataSet.#add(source, file);
    return dataSet;
  }

  /** The class names by number; null if no file gives any for this label file. */
  namesFor(labelFile: string): ReadonlyMap<number, string> | null {
    return this.#names.for(labelFile);
  }

  /** How many numbers describe the keypoints of an object; null if objects have none. */
  keypointNumbersFor(labelFile: string): number | null {
    return this.#keypoints.for(labelFile);
  }

  /** The part of a list of pictures, or of the folder that a picture lies in. */
  partOf(path: string): Split | null {
    for (let place = path; ; place = posix.dirname(place)) {
      const part = this.#parts.get(place);
      if (part !== undefined) return part;
      if (place === '.' || place === '/') return null;
    }
  }

  async #add(source: AnnotationSource, file: string): Promise<void> {
    const kind = kindOf(file);
    if (kind === '.yaml' || kind === '.yml') this.#addYaml(new PlainYaml(await source.text(file, mostBytes), file), file);
    else if (kind === '.data') await this.#addDarknetData(source, file);
    else this.#addNames(file, kind === '.json' ? await namesInNotes(source, file) : await namesInLines(source, file));
  }

  #addYaml(yaml: PlainYaml, file: string): void {
    this.#addNames(file, numbered(yaml, 'names'));
    const [count, numbers] = numbered(yaml, 'kpt_shape').values();
    if (count !== undefined && numbers !== undefined) this.#keypoints.add(file, Number(count) * Number(numbers));
    for (const [key, part] of partKeys) for (const path of numbered(yaml, key).values()) this.#addPart(file, path, part);
  }

  /** The `obj.data` of Darknet: `train = data/train.txt`. */
  async #addDarknetData(source: AnnotationSource, file: string): Promise<void> {
    for await (const line of filledLines(source, file)) {
      const [key = '', path = ''] = line.split('=').map((one) => one.trim());
      for (const [name, part] of partKeys) if (key === name && path !== '') this.#addPart(file, path, part);
    }
  }

  #addNames(file: string, names: ReadonlyMap<number, string>): void {
    if (names.size > 0) this.#names.add(file, names);
  }

  /**
   * Paths often begin with a folder of another machine, or with steps upwards. They are taken as seen from the describing file, and a list
   * also as lying beside it.
   */
  #addPart(file: string, path: string, part: Split): void {
    const steps = path
      .replaceAll('\\', '/')
      .split('/')
      .filter((step) => !['', '.', '..'].includes(step));
    const places = [posix.join(posix.dirname(file), ...steps)];
    if (path.endsWith('.txt')) places.push(posix.join(posix.dirname(file), steps.at(-1) ?? ''));
    for (const place of new Set(places)) {
      const known = this.#parts.get(place);
      this.#parts.set(place, known === undefined || known === part ? part : null);
    }
  }
}

/** The describing files of a source. */
export async function yoloDescriptions(source: AnnotationSource): Promise<string[]> {
  const found: string[] = [];
  for (const file of await describingFiles(source, pattern, usualNames)) if (await isDescription(source, file)) found.push(file);
  return found.sort((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)));
}

const kindOf = (file: string): string => posix.extname(file).toLowerCase();

/** How those files begin or what they contain; others with the same extensions lie in such folders too, such as the settings of a training. */
const signs: Readonly<Record<string, RegExp>> = {
  '.yaml': /^["']?(names|nc)["']?[ ]{0,9}:/m,
  '.yml': /^["']?(names|nc)["']?[ ]{0,9}:/m,
  '.json': /^\s*\{\s*"categories"\s*:/,
  '.data': /^(classes|train|valid|names)[ ]{0,9}=/m,
};

async function isDescription(source: AnnotationSource, file: string): Promise<boolean> {
  const sign = signs[kindOf(file)];
  return sign === undefined || sign.test(await source.start(file));
}

/** The texts of a value by number: those of a list from 0, those of a map by its keys; a single text has number 0. */
function numbered(yaml: PlainYaml, key: string): ReadonlyMap<number, string> {
  const value = yaml.value(key);
  if (value === null) return new Map();
  if (typeof value === 'string') return new Map([[0, value]]);
  return new Map([...value.entries()].map(([at, text]) => [Number(at), text]));
}

/** One name per line; the number is that of the line. */
async function namesInLines(source: AnnotationSource, file: string): Promise<ReadonlyMap<number, string>> {
  const lines = (await source.text(file, mostBytes)).split(/\r\n?|\n/);
  return new Map([...lines.entries()].map(([at, line]) => [at, line.trim()] as const).filter(([, line]) => line !== ''));
}

/** The `notes.json` of Label Studio: `{"categories": [{"id": 0, "name": "elm"}]}`. */
async function namesInNotes(source: AnnotationSource, file: string): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  for (const one of arrayOf(objectOf(parsed(await source.text(file, mostBytes), file))?.categories)) {
    const [id, name] = [numberOf(objectOf(one)?.id), textOf(objectOf(one)?.name)];
    if (id !== null && name !== null) names.set(id, name);
  }
  return names;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableAnnotations('damaged', file);
  }
}
