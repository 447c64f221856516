import { LeftTally } from '../../annotations/label-pictures.ts';
import type { AnnotationsSeen, ImportReport, RefusedFile } from '../../contract/index.ts';
import { classNameKey } from '../../domain/labels/class-names.ts';
import type { LeftReason } from '../../domain/labels/lost-labels.ts';
import type { ImageId } from '../../domain/ids.ts';
import type { ImportedImage, ImportVerdict } from '../../store/image-import.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { ListedFile } from './import-list.ts';

/** Collects the verdicts of an import and builds its report. */
export class ImportTally {
  readonly #store: ProjectStore;
  readonly #classesBefore: ReadonlySet<number>;
  /** The name of a file in the report, by its path in the project. */
  readonly #names = new Map<string, string>();
  readonly #folderNames = new Map<string, Set<string>>();
  readonly #duplicates: { file: string; of: string }[] = [];
  readonly #conflicts = new Set<ImageId>();
  readonly #refused: RefusedFile[] = [];
  readonly #severalFrames: { file: string; frames: number }[] = [];
  readonly #furtherBands: { file: string; bands: number }[] = [];
  /** Labels that the annotation file gives images of the project, by image. */
  readonly #annotated: { readonly file: string; readonly className: string; readonly labels: number; readonly image: ImageId }[] = [];
  /** Files of which something was told: all cuts of one file have the same frames and bands. */
  readonly #told = new Set<string>();
  #left = new LeftTally();
  #cuts: ImportReport['cuts'] = null;
  #annotations: AnnotationsSeen | null = null;
  readonly #known = new Set<ImageId>();
  #imported = 0;
  #present = 0;

  constructor(store: ProjectStore) {
    this.#store = store;
    this.#classesBefore = new Set(store.classes.list().map(({ id }) => id));
  }

  add(
    file: ListedFile,
    {
      path,
      frames,
      reading,
      furtherBands,
      className,
      cut,
    }: Pick<ImportedImage, 'path' | 'frames' | 'reading' | 'className' | 'cut'> & { readonly furtherBands: number },
    verdict: ImportVerdict,
  ): void {
    this.#names.set(path, file.name);
    if (file.labels > 0 && className !== null)
      this.#annotated.push({ file: file.name, className, labels: cut ? 1 : file.labels, image: verdict.image });
    const isFirst = !this.#told.has(file.path);
    this.#told.add(file.path);
    if (frames > 1 && !reading && verdict.verdict === 'imported' && isFirst) this.#severalFrames.push({ file: file.name, frames });
    if (furtherBands > 0 && verdict.verdict === 'imported' && isFirst) this.#furtherBands.push({ file: file.name, bands: furtherBands });
    if (className !== null) {
      const key = classNameKey(className);
      this.#folderNames.set(key, (this.#folderNames.get(key) ?? new Set()).add(className));
    }
    if (verdict.verdict !== 'imported') this.#known.add(verdict.image);
    if (verdict.verdict === 'imported') this.#imported += 1;
    else if (verdict.verdict === 'present') this.#present += 1;
    else if (verdict.verdict === 'duplicate') this.#duplicates.push({ file: file.name, of: this.#nameOf(verdict) });
    else this.#conflicts.add(verdict.image);
    if (verdict.contestedWith) for (const image of [verdict.image, ...verdict.contestedWith]) this.#conflicts.add(image);
  }

  /** Takes what was read from an annotation file. */
  takeAnnotations(seen: AnnotationsSeen): void {
    this.#annotations = seen;
    this.#left = new LeftTally(seen.left);
  }

  /** Boxes are cut out of so many pictures; so many others have none to cut out. */
  cutsOutOf(pictures: number, without: number): void {
    this.#cuts = { pictures, without };
  }

  /** Counts a label that does not become that of an image. */
  loseLabel(reason: LeftReason, { name }: ListedFile): void {
    this.#left.add(reason, 1, name);
  }

  /** Counts the labels of a picture that could not be read. */
  rejectLabels({ labels, name }: ListedFile): void {
    this.#left.add('picture-rejected', labels, name);
  }

  refuse(refused: RefusedFile): void {
    this.#refused.push(refused);
  }

  report(facts: Pick<ImportReport, 'skipped' | 'tree' | 'window' | 'seconds'>): ImportReport {
    return {
      imported: this.#imported,
      present: this.#present,
      removed: this.#store.images.removedAmong([...this.#known]),
      duplicates: this.#duplicates,
      conflicts: this.#openConflicts(),
      refused: this.#refused,
      tree: facts.tree,
      cuts: this.#cuts,
      annotations: this.#annotationTally(),
      window: facts.window,
      severalFrames: this.#severalFrames,
      furtherBands: this.#furtherBands,
      skipped: facts.skipped,
      classesAdded: this.#store.classes
        .list()
        .filter(({ id }) => !this.#classesBefore.has(id))
        .map(({ name }) => name),
      classesJoined: this.#joined(),
      seconds: facts.seconds,
    };
  }

  #annotationTally(): ImportReport['annotations'] {
    if (!this.#annotations) return null;
    const { format, labels } = this.#annotations;
    const classes = this.#store.images.classesOf(this.#annotated.map(({ image }) => image));
    for (const { file, className, labels: count, image } of this.#annotated) {
      const now = classes.get(image) ?? null;
      if (now === null || now !== this.#store.classes.find(className)?.id)
        this.#left.add(now === null ? 'undecided' : 'labelled-otherwise', count, file);
    }
    return { format, labels, carried: this.#left.usedOf(labels), left: this.#left.all };
  }

  #nameOf({ image, of }: ImportVerdict): string {
    return (of === undefined ? undefined : this.#names.get(of)) ?? this.#store.images.get(image).name;
  }

  #openConflicts(): ImportReport['conflicts'] {
    const classNames = new Map(this.#store.classes.list().map(({ id, name }) => [id, name]));
    return [...this.#conflicts].map((image) => ({
      image,
      files: this.#store.images.filesAlike(image).flatMap(({ path, class: id }) => {
        const name = id === null ? undefined : classNames.get(id);
        return name === undefined ? [] : [{ file: this.#names.get(path) ?? path, class: name }];
      }),
    }));
  }

  #joined(): ImportReport['classesJoined'] {
    return [...this.#folderNames.values()].flatMap((variants) => {
      const [first] = variants;
      const name = first === undefined ? undefined : this.#store.classes.find(first)?.name;
      const others = [...variants].filter((variant) => variant !== name);
      return name === undefined || others.length === 0 ? [] : [{ name, others }];
    });
  }
}
