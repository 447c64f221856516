import { rmdirSync, unlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Handlers, ProjectCache } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ImageId, ProjectId } from '../../domain/ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { regularFiles, type RegularFile } from '../../files/regular-files.ts';
import { pictureKey } from '../../images/picture-key.ts';
import { windowOf, windowText } from '../../store/picture-windows.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** The view or the full picture of an image, named by its content hash, and its thumbnail as earlier versions kept it. */
const pictureName = /^[0-9a-f]{2}\/([0-9a-f]{64})\.(?:view|full|thumb)$/;
/** Pictures at the input sizes of models, below the cache folder, and features, below theirs: one folder per kind of row, some nested. */
const preparedName = /^prepared\/.+\//;
const featuresName = /\//;

interface Survey {
  readonly removable: RegularFile[];
  /** The files that all thumbnails are in, if some can go, and the bytes of those. */
  readonly thumbnails: { readonly kept: ReadonlySet<ContentHash>; readonly files: number; readonly bytes: number };
  readonly kept: ProjectCache['kept'];
}

type Pool = Pick<StudioParts['pool'], 'hash'>;

/** Finds the files and thumbnails that can be recreated. Considers only names that Graft itself gives; all other files stay. */
async function survey(pool: Pool, store: ProjectStore): Promise<Survey> {
  const imageOf = imagesByLook(store);
  const removable: RegularFile[] = [];
  const verdicts = new Map<ImageId | null, Promise<boolean>>();
  const keptImages = new Set<ImageId | null>();
  let keptBytes = 0;
  const canGo = async (hash: ContentHash, bytes: number): Promise<boolean> => {
    const image = imageOf.get(hash) ?? store.images.findByHash(hash);
    const verdict = verdicts.get(image) ?? canBeMadeAgain(pool, store, image);
    verdicts.set(image, verdict);
    if (await verdict) return true;
    keptImages.add(image);
    keptBytes += bytes;
    return false;
  };
  for await (const file of regularFiles(store.cacheFolder)) {
    const hash = pictureName.exec(file.name)?.[1] as ContentHash | undefined;
    if (hash === undefined ? preparedName.test(file.name) : await canGo(hash, file.bytes)) removable.push(file);
  }
  const keptThumbnails = new Set<ContentHash>();
  let thumbnailBytes = 0;
  for (const { key, bytes } of await store.thumbnails.entries()) {
    if (await canGo(key, bytes)) thumbnailBytes += bytes;
    else keptThumbnails.add(key);
  }
  const thumbnails = { kept: keptThumbnails, files: thumbnailBytes > 0 ? store.thumbnails.files : 0, bytes: thumbnailBytes };
  for await (const file of regularFiles(store.featuresFolder)) if (featuresName.test(file.name)) removable.push(file);
  return { removable, thumbnails, kept: { images: keptImages.size, bytes: keptBytes } };
}

/** Maps cache keys to images: one for each window that is in use or that a run was trained with, and each reading that an image had. */
function imagesByLook(store: ProjectStore): Map<ContentHash, ImageId> {
  const images = store.windows.images();
  const ofRuns = store.runs.list().flatMap(({ run }) => {
    const { window, folders } = store.runs.windowsOf(run);
    return [window, ...folders.map((one) => one.window)];
  });
  const windows = [...new Set([null, ...images.map(({ chosen }) => chosen), ...ofRuns].map(windowText))].map(windowOf);
  const readings = store.readings.ofImages();
  const found = new Map<ContentHash, ImageId>();
  for (const window of windows) {
    if (window !== null) for (const { id, hash } of images) found.set(pictureKey(hash, { window, reading: null }), id);
    for (const [id, { hash, readings: those }] of readings)
      for (const reading of those) found.set(pictureKey(hash, { window, reading }), id);
  }
  return found;
}

/** Whether a file of the image would give the same picture again. False for TIFFs, which earlier versions decoded differently. */
async function canBeMadeAgain(pool: Pool, store: ProjectStore, image: ImageId | null): Promise<boolean> {
  if (image === null) return true;
  const { hash, format, bytes, addedAt, files, cut } = store.images.get(image);
  if (format === 'tiff') return false;
  for (const { path } of files) {
    const facts = await stat(path).catch(() => null);
    if (!facts?.isFile() || facts.size !== bytes) continue;
    // A file not modified since its import need not be read.
    if (facts.mtimeMs <= addedAt) return true;
    const found = await pool.hash(path);
    if ('hash' in found && found.hash === (cut?.photograph.hash ?? hash)) return true;
  }
  return false;
}

const sizeOf = (files: readonly RegularFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** The number of files removed before other work gets a turn. */
const removedAtOnce = 200;

const told = ({ removable, thumbnails, kept }: Survey): ProjectCache => ({
  files: removable.length + thumbnails.files,
  bytes: sizeOf(removable) + thumbnails.bytes,
  kept,
});

async function emptyCache(parts: StudioParts, project: ProjectId): Promise<ProjectCache> {
  const store = parts.projects.get(project);
  requireIdle(parts, project);
  const found = await survey(parts.pool, store);
  const { removable } = found;
  for (let start = 0; start < removable.length; start += removedAtOnce) {
    // No job can start between this check and the end of the batch; a job that starts later recreates whatever is missing.
    requireIdle(parts, project);
    for (const { path } of removable.slice(start, start + removedAtOnce)) removeFile(path);
    await nextTurn();
  }
  requireIdle(parts, project);
  if (found.thumbnails.files > 0) await store.thumbnails.keepOnly(found.thumbnails.kept);
  return told(found);
}

function requireIdle(parts: StudioParts, project: ProjectId): void {
  if (parts.queue.busy(project)) throw new StudioError('cache-in-use');
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw writingFailure(error, path);
  }
  try {
    rmdirSync(dirname(path));
  } catch {
    // The folder is not empty yet.
  }
}

export function cacheHandlers(parts: StudioParts): Pick<Handlers, 'projects.cache' | 'projects.emptyCache'> {
  return {
    'projects.cache': async ({ project }) => told(await survey(parts.pool, parts.projects.get(project))),
    'projects.emptyCache': ({ project }) => emptyCache(parts, project),
  };
}
