import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportFormat, ExportReport } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { Raster } from '../domain/raster.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { readInside } from '../models/library/source-files.ts';
import type { SourceOnDisk } from '../models/library/source-models.ts';
import type { ExportProgress, Format, ModelExport } from './job.ts';
import { labelsInOrder, modelCard } from './model-card.ts';
import { agreed, compare, inMemory } from './parity.ts';
import { readingInNode } from './reading-in-node.ts';
import { readingInPage } from './reading-in-page.ts';
import { readingInPython } from './reading-in-python.ts';
import { readmeText } from './readme.ts';
import { savedModel } from './saved-model.ts';
import { tfjsGraph } from './tfjs-graph.ts';
import { tfjsLayers } from './tfjs-layers.ts';

const formats: Readonly<Record<ExportFormat, Format>> = { 'saved-model': savedModel, 'tfjs-graph': tfjsGraph, 'tfjs-layers': tfjsLayers };

/**
 * Writes a model in an exchange format, reads it back from disk and compares it with the model in memory on real pictures. Only a model
 * with the same predictions appears at `out`, by an atomic rename; otherwise nothing is left behind.
 * @throws StudioError export-folder-not-empty, export-differs, export-unsupported-layer, cut-not-found, folder-read-only, disk-full
 */
export async function exportModel(job: ModelExport, onProgress: ExportProgress = () => {}): Promise<ExportReport> {
  return exportAs(formats[job.format], job, onProgress);
}

/** Like exportModel, but with the format passed in, so that tests can inject a fault. */
export async function exportAs(format: Format, job: ModelExport, onProgress: ExportProgress = () => {}): Promise<ExportReport> {
  const out = resolve(job.out);
  await requireFree(out);
  const draft = join(dirname(out), `.${basename(out)}.${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(draft, { recursive: true });
    onProgress('writing', 0, null);
    const signature = await format.write(job, draft);
    const parity = await check(format, job, draft, onProgress);
    await writeBeside(job, format, draft, signature, parity);
    await rmdir(out).catch(ifAbsent);
    await rename(draft, out);
    return { format: job.format, folder: out, files: (await readdir(out)).sort(), signature, parity };
  } catch (error) {
    // A failed clean-up must not hide the original error.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw writingFailure(error, out);
  }
}

/** Runs the model in the folder on the pictures as stored in the project, and as read from their files now where that differs. */
async function check(format: Format, job: ModelExport, folder: string, onProgress: ExportProgress): Promise<ExportReport['parity']> {
  const { images, fromFiles } = job,
    classes = job.head.classIds.length;
  const differing = fromFiles.flatMap((picture, at) => (picture !== null && !samePixels(picture, images[at]) ? [{ picture, at }] : []));
  const asked = [...images, ...differing.map(({ picture }) => picture)];
  const tellChecked = (done: number): void => onProgress('checking', done, asked.length);
  tellChecked(0);
  const exported = await format.predict(folder, job, asked, tellChecked);
  const memory = await inMemory(job, images);
  const rowOf = new Map(differing.map(({ at }, index) => [at, images.length + index]));
  const there = fromFiles.flatMap((picture, at) => (picture === null ? [] : [at]));
  const rows = (of: Float32Array, places: readonly number[]): Float32Array =>
    Float32Array.from(places.flatMap((at) => [...of.subarray(at * classes, (at + 1) * classes)]));
  return {
    ...agreed(exported.subarray(0, exported.length - differing.length * classes), memory, classes),
    fromFiles: compare(
      rows(
        exported,
        there.map((at) => rowOf.get(at) ?? at),
      ),
      rows(memory, there),
      classes,
    ),
  };
}

const samePixels = (one: Raster, other: Raster | undefined): boolean =>
  one.width === other?.width && one.height === other.height && Buffer.compare(one.pixels, other.pixels) === 0;

async function requireFree(out: string): Promise<void> {
  const notEmpty = new StudioError('export-folder-not-empty', { path: out });
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR' ? notEmpty : writingFailure(error, join(out, 'model.json'));
  });
  if (names.length > 0) throw notEmpty;
}

async function writeBeside(
  job: ModelExport,
  format: Format,
  folder: string,
  signature: ExportReport['signature'],
  parity: ExportReport['parity'],
): Promise<void> {
  await writeFile(
    join(folder, 'labels.txt'),
    labelsInOrder(job)
      .map((name) => `${name}\n`)
      .join(''),
  );
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(modelCard(job, format, signature, parity), null, 2)}\n`);
  await writeFile(join(folder, 'README.txt'), readmeText(job));
  const { windows, readings } = job,
    { resizes } = format;
  await writeFile(join(folder, 'pictures.py'), readingInPython({ windows, readings }));
  await writeFile(join(folder, 'pictures.mjs'), readingInNode({ windows, readings, resizes }));
  if (job.format !== 'saved-model') await writeFile(join(folder, 'pictures-in-page.mjs'), readingInPage({ readings, resizes }));
  await copyLicence(job.source, folder);
}

async function copyLicence({ folder, card }: SourceOnDisk, to: string): Promise<void> {
  const copy = async (): Promise<void> => writeFile(join(to, 'LICENSE'), await readInside(folder, card.licenceFile ?? 'LICENSE'));
  await copy().catch((error: NodeJS.ErrnoException) => {
    if (card.licenceFile === undefined) return ifAbsent(error);
    throw new StudioError('source-card-damaged', {
      path: folder,
      file: 'source.json',
      detail: `the licence file "${card.licenceFile}" is missing`,
    });
  });
}

function ifAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
