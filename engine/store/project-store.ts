import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf, StudioError } from '../domain/failure.ts';
import type { ImageId, ProjectId, RunId } from '../domain/ids.ts';
import { BlobPacks } from '../files/blob-packs.ts';
import { removePartsIn } from '../files/own-remains.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { ActionLog } from './action-log.ts';
import type { BackupFile } from './backups.ts';
import { AnnotationLog } from './annotations.ts';
import { ClassTable } from './classes.ts';
import { Connection } from './connection.ts';
import { ImageFiles } from './image-files.ts';
import { ImageTable } from './images.ts';
import { KeptJobTable } from './kept-jobs.ts';
import { ContentFiles } from './content-files.ts';
import { LabelLog } from './labels.ts';
import { createProjectDatabase, openProjectDatabase, type ProjectDatabase } from './project-database.ts';
import { ProjectFolder } from './project-folder.ts';
import { ProjectLock } from './project-lock.ts';
import { RefusalTable } from './refusals.ts';
import { ReadingTable } from './picture-readings.ts';
import { WindowTable } from './picture-windows.ts';
import { NamedViewTable } from './named-views.ts';
import { RankingTable } from './rankings.ts';
import { ReportTable } from './reports.ts';
import { ReviewTable } from './reviews.ts';
import { RunTable } from './runs.ts';
import { TestSetLog } from './test-set.ts';
import { ChoicesTable } from './training-choices.ts';

/** An open project: the only writer of its database until it is closed. */
export class ProjectStore {
  readonly folder: string;
  readonly id: ProjectId;
  readonly name: string;
  readonly classes: ClassTable;
  readonly images: ImageTable;
  readonly contentFiles: ContentFiles;
  readonly annotations: AnnotationLog;
  readonly labels: LabelLog;
  readonly refusals: RefusalTable;
  readonly runs: RunTable;
  readonly reports: ReportTable;
  readonly rankings: RankingTable;
  readonly reviews: ReviewTable;
  readonly testSet: TestSetLog;
  readonly choices: ChoicesTable;
  readonly views: NamedViewTable;
  readonly jobs: KeptJobTable;
  readonly windows: WindowTable;
  readonly readings: ReadingTable;
  /** Thumbnails by picture key; see engine/images/picture-key.ts. May be deleted while no project is open. */
  readonly thumbnails: BlobPacks;
  /** Those of a read-only project; null for any other. */
  readonly finishedThumbnails: BlobPacks | null;
  readonly #database: ProjectDatabase;
  readonly #places: ProjectFolder;

  /**
   * Creates an empty project in a folder that must not exist yet, and opens it.
   * Errors: `project-exists`, `folder-not-found` (its parent folder), `folder-read-only`, `disk-full`.
   */
  static create(folder: string, facts: { name: string; id: ProjectId; at: number }): ProjectStore {
    const places = new ProjectFolder(folder);
    createProjectDatabase(places, facts);
    return ProjectStore.open(folder);
  }

  /**
   * Opens a project, migrating an older one after a verified backup. A refused project is left unchanged; one that is not writable is
   * opened read-only. Errors: `project-not-found`, `not-a-project`, `project-in-use`, `project-newer`, `project-damaged`, `project-behind`,
   * `project-altered`, `disk-full`.
   */
  static open(folder: string): ProjectStore {
    const places = new ProjectFolder(folder);
    return new ProjectStore(places, openProjectDatabase(places));
  }

  /** Whether a program has the project open now. Does not open the project itself. */
  static isInUse(folder: string): boolean {
    return ProjectLock.isTaken(new ProjectFolder(folder));
  }

  private constructor(places: ProjectFolder, database: ProjectDatabase) {
    this.#places = places;
    this.#database = database;
    this.folder = places.path;
    this.id = database.id;
    this.name = database.name;
    const connection = new Connection(database.sqlite, places.path, () => {
      database.written?.saved.note();
    });
    const annotations = new AnnotationLog(connection);
    this.annotations = annotations;
    const log = new ActionLog(connection, annotations);
    this.classes = new ClassTable(connection, log);
    this.labels = new LabelLog({ connection, annotations, log, classes: this.classes });
    this.images = new ImageTable({ connection, annotations, log, classes: this.classes, folder: places.path });
    this.contentFiles = new ContentFiles(connection, new ImageFiles(connection, places.path));
    this.windows = new WindowTable({ connection, annotations, log, folder: places.path });
    this.readings = new ReadingTable({ connection, log, folder: places.path });
    this.refusals = new RefusalTable(connection);
    this.testSet = new TestSetLog({ connection, annotations, log });
    this.runs = new RunTable(connection, this.testSet);
    this.runs.failUnfinished((run) => existsSync(join(this.runFolder(run), 'checkpoint')));
    if (!this.isReadOnly) this.#clearLeftBehind();
    this.reports = new ReportTable(connection);
    this.reports.failUnfinished();
    this.rankings = new RankingTable(connection);
    this.reviews = new ReviewTable({ connection, log, images: this.images });
    this.choices = new ChoicesTable(connection);
    this.views = new NamedViewTable(connection);
    this.jobs = new KeptJobTable(connection);
    this.thumbnails = new BlobPacks(this.#made.thumbnails);
    this.finishedThumbnails = this.isReadOnly ? new BlobPacks(places.thumbnails, { isReadOnly: true }) : null;
    this.#setReadOnly(this.isReadOnly);
  }

  /** Whether it was opened as a copy, from a place that is not writable: all changes fail with `project-read-only`. */
  get isReadOnly(): boolean {
    return this.#database.written === null;
  }
  /** Views, and single thumbnails of earlier versions; may be deleted while no project is open. */
  get cacheFolder(): string {
    return this.#made.cache;
  }
  /** Another folder that may already have views and thumbnails; null if `cacheFolder` is the only one. */
  get finishedCacheFolder(): string | null {
    return this.isReadOnly ? this.#places.cache : null;
  }
  /** Features computed by source models, by source model, cut point and content. */
  get featuresFolder(): string {
    return this.#made.features;
  }
  /** Pictures at the input sizes of models; like the cache, may be deleted while no project is open. */
  get preparedFolder(): string {
    return join(this.cacheFolder, 'prepared');
  }
  /** Images copied into the project. */
  get imagesFolder(): string {
    return this.#places.images;
  }
  get unfinishedImagesFolder(): string {
    return this.#places.unfinishedImages;
  }
  get backupsFolder(): string {
    return this.#places.backups;
  }
  runFolder(run: RunId): string {
    return this.#places.run(run);
  }

  /** Removes what killed programs have left: no other program writes into an open project. */
  #clearLeftBehind(): void {
    for (const run of this.runs.finished()) this.clearProgress(run);
    removePartsIn(this.#places.runs);
    removeIfPossible(this.#places.unfinishedImages);
  }

  /** Removes what a run needed to be resumed, which a finished run does not. What cannot be removed now is removed at the next opening. */
  clearProgress(run: RunId): void {
    try {
      for (const name of ['checkpoint', 'trials']) rmSync(join(this.runFolder(run), name), { recursive: true, force: true });
    } catch (error) {
      console.error(`what run ${run} needed to go on cannot be removed:`, failureOf(error));
    }
  }

  /** Paths of what is derived from images. */
  get #made(): ProjectFolder {
    return this.#database.scratch === null ? this.#places : new ProjectFolder(this.#database.scratch);
  }

  /** False once its folder has been moved, renamed or removed while open. A read-only project works on a copy and no longer needs it. */
  get isInPlace(): boolean {
    return this.isReadOnly || existsSync(this.#places.database);
  }

  get isOpen(): boolean {
    return this.#database.sqlite.open;
  }

  /** A setting of the connection, by its SQLite name: `synchronous` is 2 if every commit is synced. */
  setting(name: string): string | number {
    return this.#database.sqlite.pragma(name, { simple: true }) as string | number;
  }

  /** Checks the files of some images, after a given one. For a read-only project the result is kept only until it is closed. */
  lookForFiles(after: ImageId | null, count: number): ReturnType<ImageTable['lookForFiles']> {
    this.#setReadOnly(false);
    try {
      return this.images.lookForFiles(after, count);
    } finally {
      this.#setReadOnly(this.isReadOnly);
    }
  }

  #setReadOnly(isReadOnly: boolean): void {
    this.#database.sqlite.pragma(`query_only = ${isReadOnly ? 'ON' : 'OFF'}`);
  }

  /** Writes a verified backup of the database and thins out old ones. Labels can be given meanwhile. */
  async backup(at: number = Date.now()): Promise<BackupFile> {
    if (!this.#database.written) throw new StudioError('project-read-only', { path: this.folder });
    return this.#database.written.backups.make(at);
  }

  /** The same if something has changed and the last backup is half an hour old; otherwise null. */
  async backupIfDue(at: number = Date.now()): Promise<BackupFile | null> {
    return (await this.#database.written?.backups.makeIfDue(at)) ?? null;
  }

  /** The same if something has changed since the last backup, however recent: for use before the project is closed. */
  async backupIfChanged(at: number = Date.now()): Promise<BackupFile | null> {
    return (await this.#database.written?.backups.makeIfChanged(at)) ?? null;
  }

  /** Unlocks the project, so that another program can open it. */
  close(): void {
    this.thumbnails.close();
    this.finishedThumbnails?.close();
    this.#database.close();
  }
}
