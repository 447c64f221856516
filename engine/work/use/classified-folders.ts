import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contentHash, path, pictureWindow, refusedFile, runId, time } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ContentHash, ProjectId } from '../../domain/ids.ts';
import type { PictureWindow } from '../../domain/models/picture-window.ts';
import { keep, readKept } from '../../files/kept-json.ts';

/** A name relative to the folder, which leads nowhere else. */
const nameInFolder = z.string().min(1).refine((name) => !/^([/\\]|[A-Za-z]:)/.test(name) && !name.split(/[/\\]/).includes('..'));
const share = z.number().min(0).max(1);

const classifiedFolder = z.strictObject({
  id: z.uuid(), run: runId, folder: path, table: path, at: time, seconds: z.number(),
  classes: z.array(z.string()),
  /** What images beyond 8 bits went through: that of the run; null for each its own. */
  window: pictureWindow.nullable().default(null),
  /** What was said of each file: its most probable class and the one after it, as places in `classes`. */
  files: z.array(z.strictObject({
    name: nameInFolder, hash: contentHash, class: z.int().nonnegative(), probability: share,
    second: z.strictObject({ class: z.int().nonnegative(), probability: share }).nullable(),
  })),
  refused: z.array(refusedFile),
});
export type ClassifiedFolder = z.infer<typeof classifiedFolder>;
export type ClassifiedFile = ClassifiedFolder['files'][number];

/**
 * The last folder that was classified with a model of each project, kept in the user's data folder: it names files of this computer, and no
 * project that came from elsewhere can have them shown. It counts as long as its table is there.
 */
export class ClassifiedFolders {
  readonly #home: string;
  readonly #known = new Map<ProjectId, ClassifiedFolder | null>();

  constructor(home: string) {
    this.#home = home;
  }

  /** Fails with `disk-full` and `folder-read-only`. */
  keep(project: ProjectId, classified: ClassifiedFolder): void {
    this.#known.set(project, classified);
    keep(this.#file(project), classified);
  }

  /** Null where there is none, or where its table was moved or deleted. */
  latest(project: ProjectId): ClassifiedFolder | null {
    const known = this.#known.get(project) ?? readKept<ClassifiedFolder | null>(this.#file(project), classifiedFolder, null);
    this.#known.set(project, known);
    return known && existsSync(known.table) ? known : null;
  }

  /** Fails with `classification-not-found` where another one has taken its place, or its table is gone. */
  get(project: ProjectId, id: string): ClassifiedFolder {
    const latest = this.latest(project);
    if (latest?.id !== id) throw new StudioError('classification-not-found');
    return latest;
  }

  /** A file that held this content when it was classified, and the window that it went through; null for anything that was not. */
  fileOf(project: ProjectId, hash: ContentHash): { readonly path: string; readonly window: PictureWindow | null } | null {
    const latest = this.latest(project);
    const file = latest?.files.find((one) => one.hash === hash);
    return latest && file ? { path: join(latest.folder, file.name), window: latest.window } : null;
  }

  #file(project: ProjectId): string {
    return join(this.#home, 'classified', `${project}.json`);
  }
}
