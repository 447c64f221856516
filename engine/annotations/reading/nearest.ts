import { posix } from 'node:path';
import type { AnnotationSource } from './annotation-source.ts';

/**
 * The files of a source that describe others, such as lists of class names. If the user chose a single file, those with a usual name
 * beside it are looked for too.
 */
export async function describingFiles(source: AnnotationSource, pattern: RegExp, usualNames: readonly string[]): Promise<string[]> {
  const found = source.names.filter((name) => pattern.test(posix.basename(name)));
  if (source.chosen === null) return found;
  for (const name of usualNames) if (!found.includes(name) && (await source.has(name))) found.push(name);
  return found;
}

/** By the folder of a file, the value for it: that of its own folder, or of the nearest one above, or the only one there is. */
export class NearestAbove<V> {
  readonly #byFolder = new Map<string, V>();

  /** The first value of a folder counts. */
  add(file: string, value: V): void {
    const folder = posix.dirname(file);
    if (!this.#byFolder.has(folder)) this.#byFolder.set(folder, value);
  }

  for(file: string): V | null {
    for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
      const value = this.#byFolder.get(folder);
      if (value !== undefined) return value;
      if (folder === '.' || folder === '/') break;
    }
    return this.#byFolder.size === 1 ? ([...this.#byFolder.values()][0] ?? null) : null;
  }
}
