import { accessSync, constants, lstatSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { CheckedInput, Handlers, Output, PackReport } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { archivePart, databaseName, descriptionName, imagePartName, type ArchiveDescription } from '../../domain/project-archive.ts';
import { regularFiles } from '../../files/regular-files.ts';
import { writeZip, type ZipPart } from '../../files/zip-file.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { realPath, requireOutside } from './require-outside.ts';

type Order = CheckedInput<'projects.pack'>;

/**
 * Writes a whole project into one file: a verified copy of its database, the models of its runs and, if wanted, its images, wherever they
 * are. Not included are backups and what can be recreated (thumbnails, features). The project can be used meanwhile; later changes are not
 * included. Errors: `output-exists`, `stopped`, those of a backup and of writingFailure.
 */
async function packProject(store: ProjectStore, { out, images }: Order, now: number, control: JobControl): Promise<PackReport> {
  control.progress('writing', 0, null);
  const { path: database } = await store.backup(now);
  const description: ArchiveDescription = { format: 'graft-project', version: 1, name: store.name };
  const contents = images ? store.contentFiles.all().map((content) => ({ ...content, path: readable(content.path) })) : [];
  const there = contents.flatMap(({ hash, path }) => (path === null ? [] : [{ hash, path }]));
  const parts: ZipPart[] = [
    { name: descriptionName, content: { text: JSON.stringify(description) } },
    { name: databaseName, content: { path: database } },
    ...(await runParts(store)),
    ...there.map(({ hash, path }) => ({ name: imagePartName(hash, extname(path).toLowerCase()), content: { path } })),
  ];
  const bytes = await writeZip(out, parts, {
    onPart: (at) => {
      control.progress('writing', at, parts.length);
    },
    signal: control.signal,
  });
  return {
    out,
    bytes,
    images: images ? store.images.counts().images : 0,
    missing: contents.filter(({ path }) => path === null).reduce((sum, content) => sum + content.images, 0),
  };
}

/** The path without links; null for a file that may not be read. */
function readable(path: string | null): string | null {
  if (path === null) return null;
  try {
    accessSync(path, constants.R_OK);
    return realPath(path);
  } catch {
    return null;
  }
}

/** The files of finished and resumable runs; those of one under way are still being written. */
async function runParts(store: ProjectStore): Promise<ZipPart[]> {
  const parts: ZipPart[] = [];
  for (const { run } of store.runs.list().filter(({ state }) => state !== 'running')) {
    const folder = store.runFolder(run);
    for await (const { name, path } of regularFiles(folder)) {
      const part = `runs/${basename(folder)}/${name}`;
      if (archivePart(part) === 'run') parts.push({ name: part, content: { path } });
    }
  }
  return parts;
}

/** Errors: `project-not-open`, `output-in-project`, `output-exists`. */
function startPacking(parts: StudioParts, order: Order): Output<'projects.pack'> {
  const store = parts.projects.get(order.project);
  requireOutside(store.folder, order.out);
  if (lstatSync(order.out, { throwIfNoEntry: false }) !== undefined) throw new StudioError('output-exists', { path: order.out });
  const { id } = parts.queue.start({
    kind: 'pack',
    project: order.project,
    work: async (control) => ({ kind: 'pack', report: await packProject(store, order, parts.projects.now(), control) }),
  });
  return { job: id };
}

export const packHandlers = (parts: StudioParts): Pick<Handlers, 'projects.pack'> => ({
  'projects.pack': (order) => startPacking(parts, order),
});
