import { JSONParser } from '@streamparser/json';
import type { AnnotationSource } from './annotation-source.ts';

/** Paths from the top of a JSON document, such as `$.images.*.file_name`; `*` stands for any place in a list. */
export type JsonOutline = ReadonlySet<string>;

/** Deeper values say nothing about the format; the limit also keeps a hostile file from making long paths. */
const deepest = 6;

/** What the beginning of a JSON file, or of one with a document per line, holds. Empty if it is no JSON. */
async function jsonOutline(source: AnnotationSource, name: string): Promise<JsonOutline> {
  const outline = new Set<string>();
  const parser = new JSONParser({ separator: '\n' });
  parser.onValue = ({ key, stack }) => {
    if (stack.length > deepest) return;
    let path = '$';
    for (const step of [...stack.slice(1).map((one) => one.key), key]) {
      if (step === undefined) continue;
      path += typeof step === 'number' ? '.*' : `.${step}`;
      outline.add(path);
    }
  };
  try {
    parser.write(await source.start(name));
  } catch {
    // What came before the fault counts: reading the file will tell of the fault.
  }
  return outline;
}

/** Whether a path of the outline matches; for keys that differ from file to file. */
export const outlineMatches = (outline: JsonOutline, pattern: RegExp): boolean => [...outline].some((path) => pattern.test(path));

const mostTried = 20;
/** The beginnings of the files tried, which every format asks for. */
const tried = new WeakMap<AnnotationSource, Map<string, Promise<JsonOutline>>>();

/** Whether one of the first files with these extensions begins as the format does. */
export async function someBegins(
  source: AnnotationSource,
  extensions: readonly string[],
  begins: (outline: JsonOutline) => boolean,
): Promise<boolean> {
  const outlines = tried.get(source) ?? new Map<string, Promise<JsonOutline>>();
  tried.set(source, outlines);
  for (const name of extensions.flatMap((one) => source.named(one)).slice(0, mostTried)) {
    const outline = outlines.get(name) ?? jsonOutline(source, name);
    outlines.set(name, outline);
    if (begins(await outline)) return true;
  }
  return false;
}

/** The files that begin as the format does, in order; the chosen file in any case. */
export async function* filesThatBegin(
  source: AnnotationSource,
  extensions: readonly string[],
  begins: (outline: JsonOutline) => boolean,
): AsyncIterable<{ readonly name: string; readonly outline: JsonOutline }> {
  for (const name of extensions.flatMap((one) => source.named(one))) {
    const outline = await jsonOutline(source, name);
    if (source.chosen === name || begins(outline)) yield { name, outline };
  }
}
