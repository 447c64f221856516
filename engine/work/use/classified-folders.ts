import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contentHash, folderWindows, path, pictureReadings, pictureWindow, refusedFile, runId, time } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ProjectId } from '../../domain/ids.ts';
import { windowFor } from '../../domain/models/folder-windows.ts';
import { plainReadings, readingFor } from '../../domain/models/folder-readings.ts';
import type { Look } from '../../domain/models/look.ts';
import { keep, readKept } from '../../files/kept-json.ts';

/** A path relative to the folder that does not lead out of it. */
const nameInFolder = z
  .string()
  .min(1)
  .refine((name) => !/^([/\\]|[A-Za-z]:)/.test(name) && !name.split(/[/\\]/).includes('..'));
const share = z.number().min(0).max(1);

const classifiedFolder = z.strictObject({
  id: z.uuid(),
  run: runId,
  folder: path,
  table: path,
  at: time,
  seconds: z.number(),
  classes: z.array(z.string()),
  /** The brightness windows of images beyond 8 bits: those of the run. See PictureWindows. */
  window: pictureWindow.nullable().default(null),
  folderWindows: folderWindows.default([]),
  /** The pages and channels of files: those of the run. */
  readings: pictureReadings.default(plainReadings),
  /** The result for each file: its most probable class and the second one, as indices into `classes`. */
  files: z.array(
    z.strictObject({
      name: nameInFolder,
      hash: contentHash,
      class: z.int().nonnegative(),
      probability: share,
      second: z.strictObject({ class: z.int().nonnegative(), probability: share }).nullable(),
    }),
  ),
  refused: z.array(refusedFile),
});
export type ClassifiedFolder = z.infer<typeof classifiedFolder>;
export type ClassifiedFile = ClassifiedFolder['files'][number];

/**
 * The last folder classified with a model of each project. Stored in the user's data folder: it names files of this computer, and a project
 * from elsewhere must not be able to show them. Valid as long as its table exists.
 */
export class ClassifiedFolders {
  readonly #home: string;
  readonly #known = new Map<ProjectId, ClassifiedFolder | null>();

  constructor(home: string) {
    this.#home = home;
  }

  /** Stores the result. Errors: `disk-full`, `folder-read-only`. */
  keep(project: ProjectId, classified: ClassifiedFolder): void {
    this.#known.set(project, classified);
    keep(this.#file(project), classified);
  }

  /** Null if there is none, or if its table was moved or deleted. */
  latest(project: ProjectId): ClassifiedFolder | null {
    const known = this.#known.get(project) ?? readKept<ClassifiedFolder | null>(this.#file(project), classifiedFolder, null);
    this.#known.set(project, known);
    return known && existsSync(known.table) ? known : null;
  }

  /** Errors: `classification-not-found` if a newer one has replaced it, or its table is gone. */
  get(project: ProjectId, id: string): ClassifiedFolder {
    const latest = this.latest(project);
    if (latest?.id !== id) throw new StudioError('classification-not-found');
    return latest;
  }

  /** A file that had this content when it was classified, with its look; null for content that was not classified. */
  fileOf(project: ProjectId, hash: ContentHash): ({ readonly path: string } & Look) | null {
    const latest = this.latest(project);
    const file = latest?.files.find((one) => one.hash === hash);
    if (!latest || !file) return null;
    const path = join(latest.folder, file.name);
    const window = windowFor({ window: latest.window, folders: latest.folderWindows }, path);
    return { path, window, reading: readingFor(latest.readings, path) };
  }

  #file(project: ProjectId): string {
    return join(this.#home, 'classified', `${project}.json`);
  }
}
