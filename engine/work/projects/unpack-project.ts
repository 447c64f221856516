import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CheckedInput, Handlers, Output, UnpackReport } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { archivePart, databaseName, descriptionName, type ArchiveDescription } from '../../domain/project-archive.ts';
import type { ContentHash } from '../../domain/ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { ownPart, removePartFolders } from '../../files/own-remains.ts';
import { NotRegular } from '../../files/regular-file.ts';
import { DamagedZip, ZipReader } from '../../files/zip-reader.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

type Order = CheckedInput<'projects.unpack'>;

const description = z.object({ format: z.literal('graft-project'), version: z.int(), name: z.string().trim().min(1).max(120) });
const mostDescriptionBytes = 2 ** 16;

/**
 * Unpacks a project file into a new folder and opens it as a project. The folder appears when complete; after a failure nothing is left.
 * Every part is checked against its checksum, every image against its content hash, and the database as at every opening. Images that are
 * not in the file stay where they were, and are missing if they are not there.
 * Errors: `project-file-unreadable`, `project-exists`, `folder-not-found`, `stopped`, those of opening a project and of writingFailure.
 */
async function unpackProject(parts: StudioParts, { file, folder, name: wished }: Order, control: JobControl): Promise<UnpackReport> {
  const zip = await opened(file);
  try {
    const { name } = await described(file, zip);
    const target = parts.projects.placeFor({ name: wished ?? name, folder });
    if (existsSync(target)) throw new StudioError('project-exists', { name: wished ?? name });
    const contents = await unpackInto(target, file, zip, control);
    const store = await openNew(parts, target);
    await parts.projects.filesLookedFor(store.id);
    for (const [hash, part] of contents) store.contentFiles.foundAt(hash, join(target, part), parts.projects.now());
    parts.projects.changed(store.id);
    const { images, missing } = store.images.counts();
    return { project: store.id, path: target, name: store.name, images, missing };
  } finally {
    zip.close();
  }
}

async function opened(file: string): Promise<ZipReader> {
  try {
    return await ZipReader.open(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Checks that the file is a project of a version that this program knows, by its parts. */
async function described(file: string, zip: ZipReader): Promise<Pick<ArchiveDescription, 'name'>> {
  const { names } = zip;
  if (![descriptionName, databaseName].every((name) => names.includes(name))) throw refused(file, 'no-project');
  const text = await zip.text(descriptionName, mostDescriptionBytes).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const found = description.safeParse(parsed(text));
  if (!found.success) throw refused(file, 'no-project');
  if (found.data.version > 1) throw refused(file, 'newer');
  const foreign = names.find((name) => archivePart(name) === null);
  if (foreign !== undefined) throw refused(file, 'foreign', foreign);
  return found.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns the images by content, with the name of their part. */
async function unpackInto(target: string, file: string, zip: ZipReader, control: JobControl): Promise<Map<ContentHash, string>> {
  const draft = ownPart(target);
  const contents = new Map<ContentHash, string>();
  await removePartFolders(target);
  try {
    await mkdir(draft);
    const wanted = zip.names.filter((name) => name !== descriptionName);
    for (const [at, name] of wanted.entries()) {
      if (control.signal.aborted) throw new StudioError('stopped');
      control.progress('writing', at, wanted.length);
      const path = join(draft, name);
      await mkdir(dirname(path), { recursive: true });
      const sha256 = await zip.extract(name, path);
      const part = archivePart(name);
      if (part === null || typeof part === 'string') continue;
      // The original changed after its import, so it is not the image any more.
      if (part.content === sha256) contents.set(part.content, name);
      else await rm(path);
    }
    await rename(draft, target);
    await syncFolder(dirname(target));
    return contents;
  } catch (error) {
    // A failed clean-up must not hide the original error.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw error instanceof StudioError ? error : unreadable(file, writingFailure(error, target));
  }
}

/** A database that is refused leaves no folder behind: the file itself is still there. */
async function openNew(parts: StudioParts, target: string): Promise<ReturnType<StudioParts['projects']['open']>> {
  try {
    return parts.projects.open(target);
  } catch (error) {
    await rm(target, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

const refused = (path: string, problem: 'no-project' | 'newer' | 'foreign' | 'damaged', detail = ''): StudioError =>
  new StudioError('project-file-unreadable', { path, problem, detail });

function unreadable(path: string, error: unknown): unknown {
  if (error instanceof DamagedZip) return refused(path, 'damaged', error.message);
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof NotRegular || code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
    return refused(path, 'no-project', String(code));
  return error;
}

export const unpackHandlers = (parts: StudioParts): Pick<Handlers, 'projects.unpack'> => ({
  'projects.unpack': (order): Output<'projects.unpack'> => {
    const { id } = parts.queue.start({
      kind: 'unpack',
      project: null,
      work: async (control) => ({ kind: 'unpack', report: await unpackProject(parts, order, control) }),
    });
    return { job: id };
  },
});
