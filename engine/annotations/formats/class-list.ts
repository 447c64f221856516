import { posix } from 'node:path';
import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { fileBeside } from '../reading/file-beside.ts';
import { filledLines, firstLines } from '../reading/lines.ts';
import { describingFiles, NearestAbove } from '../reading/nearest.ts';
import { partOfName } from '../reading/part-of-name.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/** One line: a picture and what is said about it. */
interface Line {
  readonly file: string;
  readonly said: string;
}

/** A path may have spaces in it if its extension shows where it ends. */
const withExtension = /^(.*?\.(?:jpe?g|png|tiff?|bmp|webp|gif|avif|heic))\s+(.+)$/i;
const picturePath = /\.(jpe?g|png|tiff?|bmp|webp|gif|avif|heic)$/i;
const classNames = /^(synsets?|synset_words|classes|class_names|labels|label_names)([-_.].*)?\.txt$/i;
const usualNames = ['synsets.txt', 'synset_words.txt', 'classes.txt', 'labels.txt'];

/**
 * Lists with a picture and its class on each line, as Caffe and the tools of ImageNet write them: the class by name, or by its number,
 * counted from 0, in a list of class names such as `synsets.txt`. Several numbers on a line are counted as lost, because they can mean
 * several classes or one column for each class.
 */
export const classList: AnnotationFormat = {
  id: 'class-list',
  title: 'Caffe/ImageNet list',
  description: 'https://github.com/BVLC/caffe/blob/master/tools/convert_imageset.cpp',
  carries: ['class', 'split'],

  async recognise(source) {
    for (const name of source.named('.txt').slice(0, 50)) if (await isList(source, name)) return true;
    return false;
  },

  async *read(source, tally) {
    const names = new NearestAbove<readonly string[]>();
    for (const file of await describingFiles(source, classNames, usualNames)) names.add(file, await readNames(source, file));
    for (const name of source.named('.txt'))
      if (source.chosen === name || (await isList(source, name))) yield* readList(source, name, names.for(name), tally);
  },
};

/**
 * Most lines must have a picture's extension before the class, which is no row of coordinates. Lines without extensions must look like a
 * list by themselves: two words each, no picture twice, and classes that are no numbers and recur.
 */
async function isList(source: AnnotationSource, name: string): Promise<boolean> {
  if (classNames.test(posix.basename(name))) return false;
  const lines = await firstLines(source, name);
  if (lines.length === 0) return false;
  const pairs = lines.filter((line) => !/^-?[\d.]+,-?[\d.]/.test(withExtension.exec(line)?.[2] ?? '0,0'));
  if (pairs.length * 2 > lines.length) return true;
  const words = lines.map((line) => line.split(/\s+/));
  const pictures = new Set(words.map(([picture]) => picture));
  const classes = new Set(words.map((one) => one[1] ?? ''));
  return (
    words.every((one) => one.length === 2)
    && pictures.size === lines.length
    && classes.size < lines.length
    && ![...classes].some((one) => /^-?[\d.]+$/.test(one) || picturePath.test(one))
  );
}

/** The names of classes by number. A line of `synset_words.txt` has an id before the name. */
async function readNames(source: AnnotationSource, file: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const line of filledLines(source, file)) names.push(/^n\d{8}\s+(.+)$/.exec(line)?.[1] ?? line);
  return names;
}

async function* readList(
  source: AnnotationSource,
  name: string,
  names: readonly string[] | null,
  tally: ReadTally,
): AsyncIterable<StatedImage> {
  const part = partOfName(posix.basename(name));
  for await (const text of filledLines(source, name)) {
    const line = lineOf(text);
    const className = line && classOf(line.said, names);
    if (line === null) tally.lose('no-file');
    else {
      if (className === null) tally.lose('no-class');
      yield {
        file: fileBeside(name, line.file),
        ...(part === null ? {} : { part }),
        ...(className === null ? {} : { classes: [className] }),
      };
    }
  }
}

function lineOf(text: string): Line | null {
  const [, file, said] = withExtension.exec(text) ?? /^(\S+)\s+(.+)$/.exec(text) ?? [];
  return file === undefined || said === undefined ? null : { file, said };
}

function classOf(said: string, names: readonly string[] | null): string | null {
  if (/^-?\d+(\s+-?\d+)+$/.test(said)) return null;
  // Without any names, the numbers are the names.
  if (!/^\d+$/.test(said) || names === null) return said;
  return names[Number(said)] ?? (names.includes(said) ? said : null);
}
