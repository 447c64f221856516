import type { ImageDetail, ImageFacets, ImageFilter, ImageSummary } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId, RunId } from '../domain/ids.ts';
import type { Capture } from '../domain/labels/capture.ts';
import type { GroupableImage } from '../domain/labels/group-rules.ts';
import type { FiledImage } from '../domain/review/folder-fact.ts';
import type { PictureFacts } from '../domain/review/shortcuts.ts';
import type { Look } from '../domain/models/look.ts';
import { readingFrom } from '../domain/models/reading.ts';
import type { Split } from '../domain/labels/split.ts';
import type { ActionLog } from './action-log.ts';
import type { AnnotationLog, Statement, Who } from './annotations.ts';
import { classesOfImages, othersAlike } from './class-rows.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';
import { imageCounts, keptCount, type ImageCounts } from './image-counts.ts';
import { firstPath, joinFirstFile } from './first-file.ts';
import { imageFacets, labelledBy } from './image-facets.ts';
import { ImageFiles, type ImageFile, type KnownFile } from './image-files.ts';
import { ImageImport, type ImportedImage, type ImportOptions, type ImportVerdict } from './image-import.ts';
import { labelSheet, tagsOf, type SheetRow } from './label-sheet.ts';
import { cutColumns, cutOf, joinPhotograph, type CutRow } from './photographs.ts';
import { planesFrom } from './picture-readings.ts';
import { windowOf } from './picture-windows.ts';
import { imageQuery, isUsed, type ImageOrder, type ImageQuery } from './image-query.ts';

/** What training needs to know about a labelled image. */
export interface LabelledRow extends Look {
  readonly id: ImageId;
  readonly hash: ContentHash;
  readonly class: ClassId;
  readonly split: Split | null;
  readonly group: string | null;
  /** See Capture. */
  readonly takenAt: number | null;
}
/** An image with its look, on which its picture and features depend. */
export type ImageContent = Pick<LabelledRow, 'id' | 'hash' | 'window' | 'reading'>;
/** What a map shows of an image. */
export interface MappedRow extends Omit<LabelledRow, 'class' | 'takenAt'> {
  readonly class: ClassId | null;
}
/** What a review needs to know about an image. */
export interface ReviewedRow extends Omit<LabelledRow, 'class'>, Omit<PictureFacts, 'folder'>, FiledImage {
  readonly class: ClassId | null;
  readonly fingerprint: string | null;
}

interface SummaryRow {
  id: ImageId;
  name: string;
  hash: ContentHash;
  width: number;
  height: number;
  class: ClassId | null;
  split: Split | null;
  contested: number;
  missing: number;
  excluded: string | null;
  removed: string | null;
  shown_window: string | null;
  reading: string | null;
  predicted?: ClassId | null;
  probability?: number | null;
}
interface DetailRow extends SummaryRow, CutRow {
  format: string;
  bytes: number;
  bit_depth: number;
  frames: number;
  tone_low: number | null;
  tone_high: number | null;
  planes: string | null;
  group_name: string | null;
  added_at: number;
  taken_at: number | null;
  camera: string | null;
  site: string | null;
  tags: string | null;
}

/** A row as it is stored: its look as text. */
type Kept<T extends Look> = Omit<T, keyof Look> & { readonly [K in keyof Look]: string | null };
const withLook = <T extends Kept<Look>>(row: T): Omit<T, keyof Look> & Look => ({
  ...row,
  window: windowOf(row.window),
  reading: readingFrom(row.reading),
});

const summaryColumns =
  'i.id, i.name, i.hash, i.width, i.height, i.class, i.split, i.contested, i.missing, i.excluded, i.removed, i.shown_window, i.reading';

/** The images of a project: one per content, with all files that hold it. */
export class ImageTable {
  readonly #connection: Connection;
  readonly #log: ActionLog;
  readonly #classes: ClassTable;
  readonly #annotations: AnnotationLog;
  readonly #files: ImageFiles;
  readonly #folder: string;

  constructor(parts: { connection: Connection; log: ActionLog; classes: ClassTable; annotations: AnnotationLog; folder: string }) {
    this.#connection = parts.connection;
    this.#log = parts.log;
    this.#classes = parts.classes;
    this.#annotations = parts.annotations;
    this.#folder = parts.folder;
    this.#files = new ImageFiles(parts.connection, parts.folder);
  }

  findByHash(hash: ContentHash): ImageId | null {
    return this.#connection.get<{ id: ImageId }>('SELECT id FROM images WHERE hash = ?', [hash])?.id ?? null;
  }

  /** The image recorded for a path; null for an unknown path. The file may have changed since: compare its content. */
  findFile(path: string): KnownFile | null {
    return this.#files.find(path);
  }

  /**
   * Adds decoded files in one transaction: new images, further files of known content, and labels from folders. Content in folders of
   * different classes stays unlabelled until a user decides; a label given by hand stays. Returns one verdict per record.
   */
  addBatch(records: readonly ImportedImage[], options: ImportOptions): ImportVerdict[] {
    return this.#connection.transaction(() => {
      const batch = new ImageImport(
        { connection: this.#connection, annotations: this.#annotations, log: this.#log, classes: this.#classes, files: this.#files },
        options,
      );
      const verdicts = records.map((record) => batch.add(record));
      batch.close();
      return verdicts;
    });
  }

  /** Assigns images to the part of the split given by their folders, as part of the import's action, so that undo reverts it too. */
  keepGivenSplit(splits: ReadonlyMap<ImageId, Split>, options: ImportOptions & { readonly import: string }): void {
    this.#connection.transaction(() => {
      const news = this.#newParts(splits);
      if (news.length === 0) return;
      const action = this.#log.ofImport(options.import) ?? this.#log.begin('import', options.title ?? '', options, options.import);
      this.#log.record(action, news, { ...options, how: options.labelledBy ?? 'imported-folder' });
      this.#log.countImages(action);
    });
  }

  /** A page of the matching images, in order, and how many match in all. Errors: `run-not-found`, `test-set-locked`. */
  page(request: { filter: ImageFilter; order: ImageOrder; offset: number; limit: number }): { total: number; images: ImageSummary[] } {
    const query = this.#query(request.filter, request.order);
    const total = keptCount(this.#connection, request.filter) ?? this.#count(query);
    const ids = this.#ids(query, request.limit, request.offset);
    return { total, images: this.summaries(ids, request.filter.outcome?.run) };
  }

  /** The ids of all matching images, in order. Errors: `run-not-found`, `test-set-locked`. */
  ids(filter: ImageFilter, order: ImageOrder): ImageId[] {
    return this.#ids(this.#query(filter, order), -1, 0);
  }

  #count({ from, where, parameters }: ImageQuery): number {
    return this.#connection.get<{ total: number }>(`SELECT count(*) AS total FROM ${from} ${where}`, parameters)?.total ?? 0;
  }

  /** Reads no more than ids, which are in the indexes: skipping to a deep page or searching names would otherwise read every row before it. */
  #ids({ id, from, where, orderBy, parameters }: ImageQuery, limit: number, offset: number): ImageId[] {
    return this.#connection
      .all<{ id: ImageId }>(`SELECT ${id} AS id FROM ${from} ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?`, [...parameters, limit, offset])
      .map((row) => row.id);
  }

  /** Everything known about one image. Errors: `image-not-found`. */
  get(image: ImageId): ImageDetail {
    const row = this.#connection.get<DetailRow>(
      `SELECT ${summaryColumns}, i.format, i.bytes, i.bit_depth, i.frames, i.tone_low, i.tone_high, i.planes, i.group_name, i.added_at, i.taken_at, i.camera, i.site, i.tags, ${cutColumns}
       FROM images AS i ${joinPhotograph} WHERE i.id = ?`,
      [image],
    );
    if (!row) throw new StudioError('image-not-found', { image });
    return {
      ...asSummary(row),
      files: this.#files.of(image),
      cut: cutOf(row),
      alike: this.#filesOfOthers(image),
      format: row.format,
      bytes: row.bytes,
      bitDepth: row.bit_depth,
      frames: row.frames,
      planes: planesFrom(row.planes),
      tone: row.tone_low === null || row.tone_high === null ? null : { low: row.tone_low, high: row.tone_high },
      group: row.group_name,
      addedAt: row.added_at,
      takenAt: row.taken_at,
      camera: row.camera,
      site: row.site,
      tags: tagsOf(row.tags),
      history: this.#annotations.history(image),
    };
  }

  /** The paths of all files that hold images, those of copies under the name of their original: for finding images by name. */
  allFiles(): { readonly image: ImageId; readonly path: string }[] {
    return this.#files.all();
  }

  /** Images by id, in this order, with what a run predicted; those that are not in the project are missing. */
  summaries(images: readonly ImageId[], run: RunId | null = null): ImageSummary[] {
    return this.#connection
      .all<SummaryRow>(
        `SELECT ${summaryColumns}, p.predicted, p.probability FROM json_each(?) AS asked JOIN images AS i ON i.id = asked.value
         LEFT JOIN run_predictions AS p ON p.run = ? AND p.image = i.id ORDER BY asked.key`,
        [JSON.stringify(images), run],
      )
      .map(asSummary);
  }

  /** What is needed to find the features of images, in this order; those that are not in the project are missing. */
  contents(images: readonly ImageId[]): ImageContent[] {
    return this.#connection
      .all<Kept<ImageContent>>(
        `SELECT i.id, i.hash, i.shown_window AS window, i.reading FROM json_each(?) AS asked JOIN images AS i ON i.id = asked.value ORDER BY asked.key`,
        [JSON.stringify(images)],
      )
      .map(withLook);
  }

  /** What a map shows of every image that is not removed, in the order in which they were added. */
  toMap(): MappedRow[] {
    return this.#connection
      .all<Kept<MappedRow>>(
        'SELECT id, hash, shown_window AS window, reading, class, split, group_name AS "group" FROM images WHERE removed IS NULL ORDER BY id',
      )
      .map(withLook);
  }

  /** What a review needs of every image that is neither excluded nor removed, in the order in which they were added. */
  toReview(): ReviewedRow[] {
    return this.#connection
      .all<Omit<Kept<ReviewedRow>, 'isLabelledByFolder'> & { isLabelledByFolder: number }>(
        `SELECT i.id, i.hash, i.shown_window AS window, i.reading, i.class, i.split, i.group_name AS "group", i.fingerprint, i.width, i.height, i.bytes, i.format,
           i.bit_depth AS "bitDepth", i.taken_at AS "takenAt", i.camera, ${firstPath} AS path,
           i.class IS NOT NULL AND ${labelledBy} = 'folder' AS "isLabelledByFolder"
         FROM images i ${joinFirstFile} WHERE i.excluded IS NULL AND i.removed IS NULL ORDER BY i.id`,
      )
      .map((row) => ({ ...withLook(row), isLabelledByFolder: row.isLabelledByFolder === 1 }));
  }

  /** What grouping needs of every image that is not removed, in the order in which they were added. */
  toGroup(): (GroupableImage & { readonly group: string | null })[] {
    return this.#connection.all(
      `SELECT i.id, i.class, i.taken_at AS "takenAt", i.camera, i.group_name AS "group", ${firstPath} AS path
       FROM images i ${joinFirstFile} WHERE i.removed IS NULL ORDER BY i.id`,
    );
  }

  /** How many images in use say when they were taken, and the groups of at least two of them, the largest first. */
  testable(mostGroups: number): { timed: number; groups: { group: string; images: number }[] } {
    return {
      timed:
        this.#connection.get<{ timed: number }>(`SELECT count(*) AS timed FROM images WHERE taken_at IS NOT NULL AND ${isUsed}`)?.timed
        ?? 0,
      groups: this.#connection.all(
        `SELECT group_name AS "group", count(*) AS images FROM images WHERE group_name IS NOT NULL AND ${isUsed}
         GROUP BY group_name HAVING count(*) > 1 ORDER BY images DESC, group_name LIMIT ?`,
        [mostGroups],
      ),
    };
  }

  /** Number of groups with both test images and others. */
  dividedGroups(): number {
    return (
      this.#connection.get<{ groups: number }>(
        `SELECT count(*) AS groups FROM (SELECT 1 FROM images WHERE group_name IS NOT NULL AND split IS NOT NULL AND ${isUsed}
         GROUP BY group_name HAVING count(DISTINCT split = 'test') > 1)`,
      )?.groups ?? 0
    );
  }

  /** Images whose files have not been asked when and with what they were taken. */
  withoutCapture(): ImageId[] {
    return this.#connection.all<{ id: ImageId }>('SELECT id FROM images WHERE capture_read = 0 ORDER BY id').map(({ id }) => id);
  }

  setCaptures(captures: ReadonlyMap<ImageId, Capture>): void {
    this.#connection.transaction(() => {
      for (const [image, { takenAt, camera }] of captures)
        this.#connection.run('UPDATE images SET taken_at = ?, camera = ?, capture_read = 1 WHERE id = ?', [takenAt, camera, image]);
    });
  }

  /** The current classes of images. */
  classesOf(images: readonly ImageId[]): Map<ImageId, ClassId | null> {
    return classesOfImages(this.#connection, images);
  }

  files(image: ImageId): ImageFile[] {
    return this.#files.of(image);
  }

  /** The files of an image, followed by those of images with the same pixels. */
  filesAlike(image: ImageId): ImageFile[] {
    return [...this.#files.of(image), ...this.#filesOfOthers(image)];
  }

  #filesOfOthers(image: ImageId): ImageFile[] {
    return othersAlike(this.#connection, image).flatMap((other) => this.#files.of(other));
  }

  /** The absolute path of a file that holds the image; null if there is none any more. Records whether it is missing. */
  locate(image: ImageId): string | null {
    const path = this.#files.locate(image);
    this.setMissing([image], path === null);
    return path;
  }

  /**
   * Checks the files of the next `count` images after `after`. Returns the last image checked, null if there was none left, and whether any
   * file has gone missing or been found again.
   */
  lookForFiles(after: ImageId | null, count: number): { readonly last: ImageId | null; readonly isNews: boolean } {
    const ids = this.#connection
      .all<{ id: ImageId }>('SELECT id FROM images WHERE id > ? ORDER BY id LIMIT ?', [after ?? 0, count])
      .map((row) => row.id);
    const lost = new Set(ids.filter((id) => this.#files.locate(id) === null));
    const isLoss = this.setMissing([...lost], true);
    const isReturn = this.setMissing(
      ids.filter((id) => !lost.has(id)),
      false,
    );
    return { last: ids.at(-1) ?? null, isNews: isLoss || isReturn };
  }

  /** Records whether the files of images are missing. Returns true if that changed for any of them. */
  setMissing(images: readonly ImageId[], missing: boolean): boolean {
    const flag = missing ? 1 : 0;
    const news = images.filter(
      (image) => this.#connection.get<{ missing: number }>('SELECT missing FROM images WHERE id = ?', [image])?.missing === 1 - flag,
    );
    if (news.length === 0) return false;
    this.#connection.transaction(() => {
      for (const image of news) this.#connection.run('UPDATE images SET missing = ? WHERE id = ?', [flag, image]);
    });
    return true;
  }

  /** How many of these images have been removed from the project. */
  removedAmong(images: readonly ImageId[]): number {
    return (
      this.#connection.get<{ images: number }>(
        'SELECT count(*) AS images FROM images WHERE removed IS NOT NULL AND id IN (SELECT value FROM json_each(?))',
        [JSON.stringify(images)],
      )?.images ?? 0
    );
  }

  facets(): ImageFacets {
    return imageFacets(this.#connection);
  }

  counts(): ImageCounts {
    return imageCounts(this.#connection);
  }

  /** All labelled images that are neither excluded nor removed, in the order in which they were added. */
  labelled(): LabelledRow[] {
    return this.#connection
      .all<Kept<LabelledRow>>(
        `SELECT id, hash, shown_window AS window, reading, class, split, group_name AS "group", taken_at AS "takenAt" FROM images WHERE ${isUsed} ORDER BY id`,
      )
      .map(withLook);
  }

  /** What is said about every image, in the order in which they were added. */
  sheet(): SheetRow[] {
    return labelSheet(this.#connection, this.#folder);
  }

  /** The perceptual hashes of all labelled images that are neither excluded nor removed; null for an image without one. */
  fingerprints(): Map<ImageId, string | null> {
    const rows = this.#connection.all<{ id: ImageId; fingerprint: string | null }>(
      `SELECT id, fingerprint FROM images WHERE ${isUsed} ORDER BY id`,
    );
    return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
  }

  /** Assigns images to their part of the split, for a training run; only changes are recorded. */
  assignSplits(splits: ReadonlyMap<ImageId, Split>, who: Who): void {
    this.#connection.transaction(() => {
      const news = this.#newParts(splits);
      if (news.length > 0) this.#annotations.record(null, 'do', news, { ...who, how: 'assigned' });
    });
  }

  /** The statements needed to assign images to their part of the split. */
  #newParts(splits: ReadonlyMap<ImageId, Split>): Statement[] {
    return this.#annotations.news([...splits].map(([image, value]) => ({ kind: 'split', image, value })));
  }

  #query(filter: ImageFilter, order: ImageOrder): ImageQuery {
    const run: RunId | undefined = filter.outcome?.run;
    if (run !== undefined) {
      const known = this.#connection.get<{ withheld: number }>('SELECT test_withheld AS withheld FROM runs WHERE id = ?', [run]);
      if (known === undefined) throw new StudioError('run-not-found', { run });
      if (known.withheld === 1) throw new StudioError('test-set-locked', { run });
    }
    return imageQuery(filter, order);
  }
}

function asSummary(row: SummaryRow): ImageSummary {
  const { predicted = null, probability = null } = row;
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    width: row.width,
    height: row.height,
    class: row.class,
    split: row.split,
    conflict: row.contested === 1 && row.class === null,
    missing: row.missing === 1,
    excluded: row.excluded !== null,
    removed: row.removed !== null,
    window: windowOf(row.shown_window),
    reading: readingFrom(row.reading),
    prediction: predicted === null || probability === null ? null : { class: predicted, probability },
  };
}
