import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { ImportReport, Progress, RefusedFile } from '../../contract/index.ts';
import { StudioError, type Refusal } from '../../domain/failure.ts';
import type { LeftReason } from '../../domain/labels/lost-labels.ts';
import type { ContentHash, ImageId } from '../../domain/ids.ts';
import type { Split } from '../../domain/labels/split.ts';
import { readingFor } from '../../domain/models/folder-readings.ts';
import { windowFor } from '../../domain/models/folder-windows.ts';
import type { Look } from '../../domain/models/look.ts';
import { Pace } from '../../domain/pace.ts';
import type { Blob } from '../../files/blob-packs.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { ImportOptions } from '../../store/image-import.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { copyIntoProject, copyPath } from './copy-into-project.ts';
import { cutBoxes, thumbnailToKeep, type Picture } from './cut-boxes.ts';
import { splitOfFolders } from './given-split.ts';
import { listImport, type ImportList, type ImportRequest, type ListedFile } from './import-list.ts';
import { SeriesMet } from './picture-windows.ts';
import type { Looks } from './project-pictures.ts';
import { ImportTally } from './import-tally.ts';

export interface ImportOrder {
  readonly store: ProjectStore;
  readonly pool: Pick<DecodePool, 'prepare' | 'cutOut' | 'hash' | 'workers'>;
  readonly request: ImportRequest;
  /** Where the files of an upload have arrived; required if the request names an upload. */
  readonly uploadFolder: string | undefined;
  readonly by: string;
  /** Returns milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: (progress: Progress) => void;
  /** Called after each batch has been added to the project. */
  readonly onBatch: () => void;
  readonly signal: AbortSignal;
}

const batchSize = 100;
const batchMs = 250;
const progressMs = 100;

/**
 * Imports a folder, files or an upload: lists everything first, then decodes in the pool while batches are added to the project. A bad file
 * does not stop the others; each file gets a verdict in the report. What was imported before a stop or a failure stays.
 * Errors: `no-images`, `folder-not-found`, `upload-not-found`, `input-invalid`, `pattern-too-slow`, `disk-full`, `folder-read-only`,
 * `decoder-died`, `stopped`.
 */
export async function importFolder(order: ImportOrder): Promise<ImportReport> {
  return new FolderImport(order).run();
}

/** A file after decoding. `thumbnails`: of pictures decoded now. `lost`: boxes that could not be cut out. */
type Seen =
  | {
      readonly file: ListedFile;
      readonly pictures: readonly Picture[];
      readonly thumbnails: readonly Blob[];
      readonly lost: readonly LeftReason[];
    }
  | { readonly file: ListedFile; readonly refused: Refusal };

class FolderImport {
  readonly #order: ImportOrder;
  readonly #tally: ImportTally;
  readonly #pace = new Pace();
  readonly #importKey = randomUUID();
  readonly #startedAt: number;
  /** The source file that owns the copy of each content seen in this import. */
  readonly #copyOwners = new Map<ContentHash, string>();
  /** The part of the split that its folders give each image; content found in several parts is held out. */
  readonly #given = new Map<ImageId, Split>();
  readonly #series: SeriesMet;
  /** What was chosen for how new files become pictures. */
  readonly #looks: Looks;
  #batch: { readonly file: ListedFile; readonly picture: Picture }[] = [];
  #thumbnails: Blob[] = [];
  #refusals: RefusedFile[] = [];
  #batchAt: number;
  #toldAt = 0;

  constructor(order: ImportOrder) {
    this.#order = order;
    this.#tally = new ImportTally(order.store);
    this.#series = new SeriesMet(order.store);
    this.#looks = { windows: order.store.windows.set(), readings: order.store.readings.set() };
    this.#startedAt = order.now();
    this.#batchAt = this.#startedAt;
  }

  async run(): Promise<ImportReport> {
    const { request, uploadFolder, signal } = this.#order;
    const list = await listImport(request, uploadFolder, { signal, onFound: (count) => this.#tell('scanning', count, null) });
    for (const { path, ...refused } of list.refused) this.#refuse(path, refused.file, refused);
    // Where everything was refused, the report says why: that there were no images would be wrong.
    if (list.files.length === 0 && (list.withoutBoxes || list.refused.length === 0)) throw this.#nothingToImport(list);
    const { hasSplit } = list;
    const keepsSplit = hasSplit && request.split === 'keep';
    if (list.annotations) this.#tally.takeAnnotations(list.annotations);
    if (list.withoutBoxes !== null) this.#tally.cutsOutOf(list.files.length, list.withoutBoxes);
    let window: ImportReport['window'] = null;
    try {
      await this.#takeAll(list.files);
    } finally {
      // Also applies to what was imported before a stop.
      if (keepsSplit) this.#keepSplit();
      window = this.#series.settle(this.#order.store, { at: this.#order.now(), by: this.#order.by });
    }
    const tree = {
      levels: list.tree.levels.length,
      classLevel: list.reading.classLevel,
      split: hasSplit ? { kept: keepsSplit, ...this.#partSizes() } : null,
    };
    return this.#tally.report({ skipped: list.skipped, tree, window, seconds: (this.#order.now() - this.#startedAt) / 1000 });
  }

  /** Keeps the pool a few files ahead, but takes the files in order, so that an import always gives the same project. */
  async #takeAll(files: readonly ListedFile[]): Promise<void> {
    const ahead = this.#order.pool.workers * 6;
    const underway: Promise<Seen>[] = [];
    let next = 0;
    this.#pace.restart();
    try {
      for (let done = 0; done < files.length; done++) {
        if (this.#order.signal.aborted) throw new StudioError('stopped');
        for (; next < files.length && underway.length < ahead; next++) underway.push(watched(this.#see(files[next] as ListedFile)));
        await this.#take(await (underway.shift() as Promise<Seen>));
        this.#tell('reading', done + 1, files.length);
      }
    } finally {
      await Promise.allSettled(underway);
      await this.#flush();
    }
  }

  async #see(file: ListedFile): Promise<Seen> {
    const { store, pool, request } = this.#order;
    const seen = await this.#decoded(file);
    if ('refused' in seen || (!request.copy && 'paths' in request.from)) return seen;
    const [first] = seen.pictures;
    if (first === undefined) return seen;
    const hash = fileHash(first);
    const places = { target: copyPath(store.imagesFolder, hash, first.format), unfinished: store.unfinishedImagesFolder };
    const refusal = await copyIntoProject(file.path, places, hash, (path) => pool.hash(path));
    return refusal ? { file, refused: refusal } : seen;
  }

  async #decoded(file: ListedFile): Promise<Seen> {
    const { store, pool, request } = this.#order;
    const { className, boxes } = file;
    if (boxes && request.annotations) {
      const wish = { cache: store.cacheFolder, ...this.#lookOf(file.path), boxes, rules: request.annotations.cut };
      return { file, ...(await cutBoxes(pool, file.path, wish)) };
    }
    const known = await this.#unchanged(file);
    if (known) return { file, pictures: [{ ...known, className }], thumbnails: [], lost: [] };
    const verdict = await pool.prepare(file.path, { cache: store.cacheFolder, ...this.#lookOf(file.path) });
    if ('refused' in verdict) return { file, refused: verdict.refused };
    return { file, pictures: [{ ...verdict.prepared, className }], thumbnails: [thumbnailToKeep(verdict)], lost: [] };
  }

  #lookOf(path: string): Look {
    const { windows, readings } = this.#looks;
    return { window: windowFor(windows, path), reading: readingFor(readings, path) };
  }

  /** Returns the known facts of a file that was imported from this path and whose content still has the same hash; else null. */
  async #unchanged(file: ListedFile): Promise<Omit<Picture, 'className'> | null> {
    const { store, pool } = this.#order;
    const known = store.images.findFile(file.path);
    if (known === null) return null;
    const content = await pool.hash(file.path);
    if (!('hash' in content) || content.hash !== known.hash) return null;
    const { hash, width, height, format, bytes, bitDepth, frames, tone } = store.images.get(known.image);
    // Data computed from pixels is stored only with the first file of a content.
    return { hash, width, height, format, bytes, bitDepth, frames, furtherBands: 0, series: null, tone, pixels: null, fingerprint: null };
  }

  async #take(seen: Seen): Promise<void> {
    if ('refused' in seen) {
      this.#tally.rejectLabels(seen.file);
      this.#refuse(seen.file.path, seen.file.name, seen.refused);
    } else {
      for (const reason of seen.lost) this.#tally.loseLabel(reason, seen.file);
      for (const picture of seen.pictures) this.#batch.push({ file: seen.file, picture });
      this.#thumbnails.push(...seen.thumbnails);
    }
    if (this.#batch.length >= batchSize || this.#order.now() - this.#batchAt >= batchMs) await this.#flush();
  }

  #keepSplit(): void {
    const { store, by, now } = this.#order;
    const splits = splitOfFolders(store, this.#given);
    for (const [image, part] of splits) this.#given.set(image, part);
    store.images.keepGivenSplit(splits, { at: now(), by, import: this.#importKey, ...this.#about() });
  }

  #partSizes(): Record<Split, number> {
    const parts = [...this.#given.values()];
    const size = (of: Split): number => parts.filter((part) => part === of).length;
    return { train: size('train'), validation: size('validation'), test: size('test') };
  }

  /** Screens ask for the thumbnails as soon as the images are there. If they cannot be written, the images are still added. */
  async #flush(): Promise<void> {
    try {
      await this.#order.store.thumbnails.add(this.#thumbnails.splice(0));
    } finally {
      this.#addBatch();
    }
  }

  #addBatch(): void {
    const { store, by, now, onBatch } = this.#order;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchAt = now();
    if (this.#refusals.length > 0) store.refusals.add(this.#refusals.splice(0), now());
    if (batch.length === 0) return;
    const records = batch.map(({ file, picture }) => ({
      ...picture,
      window: windowFor(this.#looks.windows, file.path),
      ...this.#placeOf(file, picture),
      group: file.group,
      facts: file.facts,
    }));
    const verdicts = store.images.addBatch(records, { at: now(), by, import: this.#importKey, ...this.#about() });
    batch.forEach(({ file }, index) => {
      const [record, verdict] = [records[index], verdicts[index]];
      if (!record || !verdict) return;
      this.#tally.add(file, record, verdict);
      if (verdict.verdict === 'imported' && record.tone && record.series !== null) this.#series.add(record.series);
      if (file.part !== null && rankOf(file.part) > rankOf(this.#given.get(verdict.image) ?? null))
        this.#given.set(verdict.image, file.part);
    });
    onBatch();
  }

  /**
   * Where the project looks for a file. Files with the same content share one copy: it belongs to the first of them; the others are
   * recorded at their original paths, each with the class of its own folder.
   */
  #placeOf(file: ListedFile, picture: Picture): { path: string; origin: string | null } {
    const { store, request } = this.#order;
    const hash = fileHash(picture);
    const inPlace = { path: file.path, origin: null };
    if (!request.copy && 'paths' in request.from) return inPlace;
    const copy = copyPath(store.imagesFolder, hash, picture.format);
    const owner = this.#copyOwners.get(hash) ?? this.#knownOwner(file, hash, copy);
    this.#copyOwners.set(hash, owner);
    return owner === file.path ? { path: copy, origin: file.path } : inPlace;
  }

  #knownOwner(file: ListedFile, hash: ContentHash, copy: string): string {
    const image = this.#order.store.images.findByHash(hash);
    const paths = image === null ? [] : this.#order.store.images.files(image).map(({ path }) => path);
    if (!paths.includes(copy)) return file.path;
    const isFromHere = !paths.includes(file.path) && this.#order.store.images.findFile(file.path)?.image === image;
    return isFromHere ? file.path : copy;
  }

  #refuse(path: string, name: string, { code, facts }: Refusal): void {
    this.#tally.refuse({ file: name, code, facts });
    // The folder of an upload is deleted after the import, so its files are recorded by name only.
    const file = 'paths' in this.#order.request.from ? path : name;
    this.#refusals.push({ file, code, facts });
  }

  #nothingToImport({ withoutBoxes }: ImportList): StudioError {
    return withoutBoxes ? new StudioError('no-boxes', { path: this.#origin() }) : new StudioError('no-images', { path: this.#origin() });
  }

  #origin(): string {
    const { from } = this.#order.request;
    return 'paths' in from ? (from.paths[0] ?? '') : '';
  }

  /** What the action of the import says of it. */
  #about(): Pick<ImportOptions, 'title' | 'labelledBy'> {
    return { title: basename(this.#origin()), labelledBy: this.#order.request.labels === 'file' ? 'imported-file' : 'imported-folder' };
  }

  #tell(stage: 'scanning' | 'reading', done: number, total: number | null): void {
    const at = this.#order.now();
    if (at - this.#toldAt < progressMs && done !== total) return;
    this.#toldAt = at;
    this.#order.onProgress({ stage, done, total, secondsLeft: this.#pace.secondsLeft(at, done, total) });
  }
}

/** The hash of the file that a picture was read from. */
const fileHash = ({ hash, cut }: Picture): ContentHash => cut?.photograph.hash ?? hash;

/** Content found in several parts counts for the most held-out one, so that nothing is learned from it. */
const rankOf = (part: Split | null): number => [null, 'train', 'validation', 'test'].indexOf(part);

/** Avoids an unhandled rejection before the promise is awaited; whoever awaits it still gets the error. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
