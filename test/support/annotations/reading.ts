import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AnnotationFormat } from '../../../engine/annotations/format.ts';
import { formatOf, gatherAnnotations, type GatheredAnnotations } from '../../../engine/annotations/read-annotations.ts';
import { AnnotationSource } from '../../../engine/annotations/reading/annotation-source.ts';
import { UnreadableAnnotations } from '../../../engine/annotations/reading/unreadable-annotations.ts';

/** Writes files into a folder that lasts as long as the test, and returns its path. */
export function folderOf(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'graft-annotations-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Reads an annotation file or folder in one format, without asking whether it is in it. */
export const readAs = async (format: AnnotationFormat, path: string): Promise<GatheredAnnotations> =>
  gatherAnnotations(await AnnotationSource.open(path), format);

/** The id of the format that a file or folder is taken for; null for none. */
export const recognised = async (path: string): Promise<string | null> => (await formatOf(await AnnotationSource.open(path)))?.id ?? null;

/** Why a file cannot be read in a format; null if it can. */
export const faultOf = async (format: AnnotationFormat, path: string): Promise<string | null> =>
  readAs(format, path).then(
    () => null,
    (error: unknown) => (error instanceof UnreadableAnnotations ? error.fault : String(error)),
  );

/** What is said about each picture, without its size and what is not said: `{ 'a.jpg': { classes: ['elm'] } }`. */
export const said = ({ images }: GatheredAnnotations): Record<string, unknown> =>
  Object.fromEntries(
    images.map(({ file, stated: _, size: __, ...facts }) => [
      file,
      Object.fromEntries(Object.entries(facts).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null))),
    ]),
  );
