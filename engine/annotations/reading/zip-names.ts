import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { fromFdPromise } from 'yauzl';
import { openRegularSync } from '../../files/regular-file.ts';
import type { AnnotationSource } from './annotation-source.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

const mostEntries = 1_000_000;

/**
 * The names of the files in a zip, in its order. Nothing is unpacked.
 * @throws UnreadableAnnotations cut-short, damaged, too-large, unsafe
 */
export async function zipNames(source: AnnotationSource, name: string): Promise<string[]> {
  const file = openRegularSync(join(source.folder, name));
  try {
    const zip = await fromFdPromise(file, { autoClose: false, validateEntrySizes: false });
    if (zip.entryCount > mostEntries) throw new UnreadableAnnotations('too-large', name);
    const names: string[] = [];
    for await (const { fileName } of zip.eachEntry()) if (!fileName.endsWith('/')) names.push(fileName);
    return names;
  } catch (error) {
    if (error instanceof UnreadableAnnotations || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw faultOf(name, (error as Error).message);
  } finally {
    closeSync(file);
  }
}

/** The library refuses names that lead elsewhere, and looks for the list of names at the end of the file. */
function faultOf(name: string, message: string): UnreadableAnnotations {
  if (/^(invalid relative path|absolute path|invalid characters in fileName)/.test(message))
    return new UnreadableAnnotations('unsafe', name, message);
  return new UnreadableAnnotations(/truncated/.test(message) ? 'cut-short' : 'damaged', name, message);
}
