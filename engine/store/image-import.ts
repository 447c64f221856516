import { basename } from 'node:path';
import { foldCase, nameSortKey } from '../domain/case-folding.ts';
import type { Capture } from '../domain/labels/capture.ts';
import type { CutRegion } from '../domain/labels/cut-region.ts';
import { classNameKey } from '../domain/labels/class-names.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { StatedFacts } from '../domain/labels/stated-facts.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import { readingText, type Planes, type Reading } from '../domain/models/reading.ts';
import type { ActionLog } from './action-log.ts';
import { factStatements } from './fact-statements.ts';
import type { ActionId, AnnotationLog, Statement, Who } from './annotations.ts';
import { candidateClasses, classRecord, othersAlike, setContested } from './class-rows.ts';
import type { ClassTable } from './classes.ts';
import type { Connection } from './connection.ts';
import type { ImageFiles } from './image-files.ts';
import { photographId, regionText, type Photograph } from './photographs.ts';
import { planesText } from './picture-readings.ts';
import { windowText } from './picture-windows.ts';

/** A decoded file, ready to be added. */
export interface ImportedImage {
  /** The photograph that it was cut out of, and where; absent for a whole picture. */
  readonly cut?: { readonly photograph: Photograph; readonly region: CutRegion; readonly name: string };
  /** Absolute path where the image, or its photograph, stays: its original place, or the copy inside the project. */
  readonly path: string;
  /** The original of a copy, so that importing it again is recognised; null for files used in place. */
  readonly origin?: string | null;
  readonly hash: ContentHash;
  /** Size in pixels, after applying the orientation, or of the region. */
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
  readonly bitDepth: number;
  readonly frames: number;
  readonly tone: PictureWindow | null;
  /** The window chosen for new images with a tone; null for their own. */
  readonly window?: PictureWindow | null;
  /** Absent if the file was not decoded. */
  readonly planes?: Planes;
  /** The part of the reading chosen for new images that applies; null for none. */
  readonly reading?: Reading | null;
  /** Perceptual hash: 64 bits as 16 hexadecimal digits, equal or close for images that look alike. */
  readonly fingerprint: string | null;
  /** Absent if the file was not read. */
  readonly capture?: Capture;
  /** See Prepared; null if the file was not decoded. */
  readonly pixels: string | null;
  readonly group: string | null;
  /** What an annotation file says of it beside its label; absent without one. */
  readonly facts?: StatedFacts | null;
  /** Name of the class given by the folder or an annotation file; null for none. */
  readonly className: string | null;
}

export interface ImportOptions extends Who {
  /** Batches with the same key form one action, undone together. */
  readonly import?: string;
  /** Name of the imported folder, shown for undo. */
  readonly title?: string;
  /** Where the labels come from; usually the names of folders. */
  readonly labelledBy?: 'imported-folder' | 'imported-file';
}

export interface ImportVerdict {
  /**
   * `present`: known from this path. `duplicate`: same content as another file.
   * `conflict`: same content as a file in a folder of another class, and still undecided.
   */
  readonly verdict: 'imported' | 'present' | 'duplicate' | 'conflict';
  readonly image: ImageId;
  /** For an imported image: images with the same pixels in folders of other classes, each now undecided. */
  readonly contestedWith?: readonly ImageId[];
  /** For a duplicate or a conflict: the earlier file. */
  readonly of?: string;
}

const decidedByHand = `SELECT 1 FROM annotations e JOIN actions a ON a.id = e.action
  WHERE e.image = ? AND e.kind = 'label' AND e.step = 'do' AND e.how IN ('by-hand', 'corrected-in-results') AND a.state = 'done' LIMIT 1`;

/** Adds one batch of decoded files, within one transaction. */
export class ImageImport {
  readonly #connection: Connection;
  readonly #annotations: AnnotationLog;
  readonly #log: ActionLog;
  readonly #classes: ClassTable;
  readonly #files: ImageFiles;
  readonly #options: ImportOptions;
  #action: ActionId | null;

  constructor(
    parts: { connection: Connection; annotations: AnnotationLog; log: ActionLog; classes: ClassTable; files: ImageFiles },
    options: ImportOptions,
  ) {
    this.#connection = parts.connection;
    this.#annotations = parts.annotations;
    this.#log = parts.log;
    this.#classes = parts.classes;
    this.#files = parts.files;
    this.#options = options;
    this.#action = options.import === undefined ? null : parts.log.ofImport(options.import);
  }

  add(record: ImportedImage): ImportVerdict {
    const known = this.#connection.get<{ id: ImageId }>('SELECT id FROM images WHERE hash = ?', [record.hash]);
    if (record.cut) return this.#addCut(record, record.cut, known?.id ?? null);
    const image = known?.id ?? this.#insert(record);
    const present = known !== undefined && this.#files.find(record.origin ?? record.path)?.image === image;
    const first = known && !present ? this.#files.of(image)[0]?.path : undefined;
    const folderClass = record.className === null ? null : this.#classNamed(record.className);
    this.#putFile(image, record, folderClass);
    if (!known) return { verdict: 'imported', image, ...this.#labelNew(image, folderClass, record.facts?.author) };
    const undecided = this.#settleLabel(image, folderClass, record.facts?.author);
    if (present) return { verdict: 'present', image };
    return { verdict: undecided ? 'conflict' : 'duplicate', image, of: first };
  }

  /** The label of a cut is what the annotation file says of its box, unless it has a label already. */
  #addCut(record: ImportedImage, { photograph }: NonNullable<ImportedImage['cut']>, known: ImageId | null): ImportVerdict {
    const id = photographId(this.#connection, photograph);
    this.#files.putPhotograph(id, { path: record.path, origin: record.origin ?? null, at: this.#options.at });
    this.#connection.run('DELETE FROM refusals WHERE file IN (?, ?)', [record.path, record.origin ?? record.path]);
    const image = known ?? this.#insert(record, id);
    this.#connection.run('UPDATE images SET missing = 0 WHERE photograph = ? AND missing = 1', [id]);
    this.#settleLabel(image, record.className === null ? null : this.#classNamed(record.className), record.facts?.author);
    return { verdict: known === null ? 'imported' : 'present', image };
  }

  /** Completes the action after the last record of the batch. */
  close(): void {
    if (this.#action !== null) this.#log.countImages(this.#action);
  }

  /** Labels a new image by its folder, unless images with the same pixels are in folders of other classes: then all are undecided. */
  #labelNew(image: ImageId, folderClass: ClassId | null, author?: string | null): Pick<ImportVerdict, 'contestedWith'> {
    if (folderClass === null) return {};
    if (!this.#settleLabel(image, folderClass, author)) return {};
    return { contestedWith: othersAlike(this.#connection, image).filter((other) => this.#settleLabel(other, null)) };
  }

  #insert(record: ImportedImage, photograph: number | null = null): ImageId {
    const name = record.cut?.name ?? basename(record.origin ?? record.path);
    const { added } = this.#connection.run(
      `INSERT INTO images (hash, name, name_fold, name_sort, width, height, format, bytes, bit_depth, frames, tone_low, tone_high,
         fingerprint, pixels, added_at, photograph, cut, box, taken_at, camera, capture_read, planes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        record.hash,
        name,
        foldCase(name),
        nameSortKey(name),
        record.width,
        record.height,
        record.format,
        record.bytes,
        record.bitDepth,
        record.frames,
        record.tone?.low ?? null,
        record.tone?.high ?? null,
        record.fingerprint,
        record.pixels,
        this.#options.at,
        photograph,
        record.cut ? regionText(record.cut.region.cut) : null,
        record.cut ? regionText(record.cut.region.box) : null,
        record.capture?.takenAt ?? null,
        record.capture?.camera ?? null,
        record.capture === undefined ? 0 : 1,
        record.planes ? planesText(record.planes) : null,
      ],
    );
    const image = added as ImageId;
    // Properties of the file, not decisions: undoing the labels of the import keeps them.
    const stated: Statement[] = [
      ...(record.tone && record.window ? [{ kind: 'window', image, value: windowText(record.window) } as const] : []),
      ...(record.reading ? [{ kind: 'reading', image, value: readingText(record.reading) } as const] : []),
      ...(record.group === null ? [] : [{ kind: 'group', image, value: record.group } as const]),
      ...(record.facts ? factStatements(image, record.facts, (record.capture?.takenAt ?? null) !== null) : []),
    ];
    if (stated.length > 0) this.#annotations.record(null, 'do', stated, { ...this.#options, how: 'imported' });
    return image;
  }

  #putFile(image: ImageId, record: ImportedImage, folderClass: ClassId | null): void {
    const displaced = this.#files.put(image, {
      path: record.path,
      origin: record.origin ?? null,
      class: folderClass,
      at: this.#options.at,
    });
    this.#connection.run('UPDATE images SET missing = 0 WHERE id = ? AND missing = 1', [image]);
    this.#connection.run('DELETE FROM refusals WHERE file IN (?, ?)', [record.path, record.origin ?? record.path]);
    if (folderClass !== null) setContested(this.#connection, image);
    if (displaced === null) return;
    setContested(this.#connection, displaced);
    const isMissing = this.#files.locate(displaced) === null;
    this.#connection.run('UPDATE images SET missing = ? WHERE id = ?', [isMissing ? 1 : 0, displaced]);
  }

  /** Sets the label that the folders agree on, or the annotation file gives. Returns true if they disagree and no user has decided. */
  #settleLabel(image: ImageId, folderClass: ClassId | null, author: string | null = null): boolean {
    const row = this.#connection.get<{ class: ClassId | null }>('SELECT class FROM images WHERE id = ?', [image]);
    const now = row?.class ?? null;
    const contested = candidateClasses(this.#connection, image).length > 1;
    if (now !== null && this.#connection.get(decidedByHand, [image]) !== undefined) return false;
    const to = contested ? null : (now ?? folderClass);
    if (to !== now && !this.#changedSinceBegun(image)) this.#label(image, to, now === null ? author : null);
    return contested;
  }

  #label(image: ImageId, to: ClassId | null, author: string | null): void {
    this.#log.record(this.#begun(), [{ kind: 'label', image, class: to, by: author ?? undefined }], {
      ...this.#options,
      how: this.#options.labelledBy ?? 'imported-folder',
    });
  }

  /** Whether an action later than this import has labelled the image: undoing both in turn would then give wrong labels. */
  #changedSinceBegun(image: ImageId): boolean {
    return this.#action !== null && this.#annotations.isLabelledAfter(image, this.#action);
  }

  #classNamed(name: string): ClassId | null {
    const present = this.#classes.find(name);
    if (present) return present.id;
    const ownChange =
      this.#action === null
        ? undefined
        : this.#log.classChanges(this.#action).find((change) => classNameKey(change.after.name) === classNameKey(name));
    if (ownChange) return this.#nowOf(ownChange.class);
    return this.#classes.addWithin(this.#begun(), name, this.#options);
  }

  /** The current class for one added by this import and renamed, merged or removed by a user meanwhile. */
  #nowOf(id: ClassId): ClassId | null {
    const record = classRecord(this.#connection, id);
    if (record?.present) return id;
    return record?.mergedInto ? this.#nowOf(record.mergedInto) : null;
  }

  #begun(): ActionId {
    this.#action ??= this.#log.begin('import', this.#options.title ?? '', this.#options, this.#options.import ?? null);
    return this.#action;
  }
}
