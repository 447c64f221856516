/** A thread that looks for annotation files beside images. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { formatOf } from '../../annotations/read-annotations.ts';
import { AnnotationSource } from '../../annotations/reading/annotation-source.ts';
import type { Output } from '../../contract/index.ts';
import { systemCode } from '../../domain/disk-fault.ts';

type Found = Output<'annotations.find'>['files'];
/** What the thread answers: the files, or a folder that is not there or cannot be read. */
export type FinderAnswer = { readonly files: Found } | { readonly missing: string };

/** Folders with more annotation files hold one per image. */
const mostFilesTried = 20;
const mostShown = 10;

/** The annotation files at the top of a folder and one level below: as a folder where several are of one format, otherwise each by itself. */
async function findIn(root: string): Promise<Found> {
  if (!(await stat(root)).isDirectory()) return [];
  const source = await AnnotationSource.open(root);
  const folders = Map.groupBy(
    source.names.filter((name) => name.split('/').length <= 2),
    (name) => dirname(name),
  );
  const found: Found = [];
  for (const [folder, inside] of folders)
    found.push(...(await findBeside(folder === '.' ? source : await AnnotationSource.open(join(root, folder)), inside)));
  return found;
}

async function findBeside(source: AnnotationSource, names: readonly string[]): Promise<Found> {
  const single: Found = [];
  for (const name of names.length > mostFilesTried ? [] : names) {
    const file = join(source.folder, basename(name));
    const format = await formatOf(await AnnotationSource.open(file));
    if (format) single.push({ file, format: format.title });
  }
  if (single.length === 1) return single;
  const together = await formatOf(source);
  return together ? [{ file: source.folder, format: together.title }, ...single] : single;
}

async function answerFor(roots: readonly string[]): Promise<FinderAnswer> {
  const files: Found = [];
  for (const root of roots) {
    try {
      files.push(...(await findIn(root)));
    } catch (error) {
      if (systemCode(error) === '') throw error;
      return { missing: root };
    }
  }
  return { files: files.slice(0, mostShown) };
}

parentPort?.postMessage(await answerFor(workerData as readonly string[]));
