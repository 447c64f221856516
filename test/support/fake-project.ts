import type {
  CheckedInput, ClassId, ClassSummary, ContentHash, ImageDetail, ImageFilter, ImageId, ImageSummary, LabelsChanged, PendingAction, Project,
  ProjectId, RefusedFile, Split,
} from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { classKeys } from '../../engine/domain/labels/class-keys.ts';
import { pictureSize } from './drawn-pictures.ts';

/** What one project of the fake studio holds: the rules of the contract in memory, as simply as they can be written. */

interface FakeClass { id: ClassId; name: string; colour: string }
interface FakeImage {
  id: ImageId; name: string; hash: ContentHash; width: number; height: number; class: ClassId | null; split: Split | null;
  conflict: boolean; missing: boolean; excluded: boolean; group: string | null; kind: number; files: { path: string; class: ClassId | null }[];
}
interface Snapshot { classes: FakeClass[]; labels: (ClassId | null)[]; conflicts: boolean[]; excluded: boolean[]; groups: (string | null)[] }
interface Step { action: PendingAction; before: Snapshot; after: Snapshot }

export const fakeColours = ['#c4572e', '#2f7d4f', '#3d6fb6', '#b3872a', '#8553a8', '#1f8a8c', '#b8436f', '#6b7a2c', '#56606a'];
const splits: Split[] = ['train', 'train', 'train', 'validation', 'test'];

export class FakeProject {
  readonly images: FakeImage[] = [];
  readonly refused: RefusedFile[] = [];
  readonly id: ProjectId;
  readonly name: string;
  readonly path: string;
  runs = 0;
  private classes: FakeClass[] = [];
  private steps: Step[] = [];
  private undone: Step[] = [];
  private version = 0;
  private nextClass = 1;

  constructor(id: string, name: string, path: string) {
    this.id = id as ProjectId;
    this.name = name;
    this.path = path;
  }

  /** Adds images named after a folder; `labelled` of them get the class of that name (made if need be). */
  addImages(folder: string, number: number, labelled: number): void {
    const found = this.classes.find((one) => one.name === folder) ?? (labelled > 0 ? this.newClass(folder) : undefined);
    const kind = found ? this.classes.indexOf(found) : this.images.length % 4;
    for (let index = 0; index < number; index += 1) this.images.push(this.newImage(folder, kind, index < labelled ? found?.id ?? null : null, index));
    this.version += labelled;
  }

  private newImage(folder: string, kind: number, label: ClassId | null, index: number): FakeImage {
    const id = this.images.length + 1;
    const name = `${folder.toLowerCase().replace(/\W+/g, '-')}-${String(index + 1).padStart(4, '0')}.jpg`;
    return {
      id: id as ImageId, name, hash: id.toString(16).padStart(8, '0').repeat(8) as ContentHash, ...pictureSize(id, 1600), class: label,
      split: label ? splits[index % splits.length] ?? null : null, conflict: false, missing: false, excluded: false, group: null, kind,
      files: [{ path: `/data/pictures/${folder}/${name}`, class: label }],
    };
  }

  private newClass(name: string, colour?: string): FakeClass {
    const made = { id: this.nextClass as ClassId, name, colour: colour ?? fakeColours[(this.nextClass - 1) % fakeColours.length] ?? '#888888' };
    this.nextClass += 1;
    this.classes = [...this.classes, made];
    return made;
  }

  /** Marks an image as lying in folders of two classes, undecided. */
  addConflict(image: number, first: string, second: string): void {
    const found = this.images[image];
    if (!found) return;
    const id = (name: string) => this.classes.find((one) => one.name === name)?.id ?? null;
    Object.assign(found, { conflict: true, class: null, split: null });
    found.files = [first, second].map((name) => ({ path: `/data/pictures/${name}/${found.name}`, class: id(name) }));
  }

  summary(): Project {
    const labelled = this.images.filter((image) => image.class !== null).length;
    return {
      id: this.id, name: this.name, path: this.path, images: this.images.length, labelled, unlabelled: this.images.length - labelled,
      conflicts: this.images.filter((image) => image.conflict).length, refused: this.refused.length,
      missing: this.images.filter((image) => image.missing).length, excluded: this.images.filter((image) => image.excluded).length, classes: this.classSummaries(), dataVersion: this.version,
      undo: this.steps.at(-1)?.action ?? null, redo: this.undone.at(-1)?.action ?? null, runs: this.runs,
    };
  }

  classSummaries(): ClassSummary[] {
    const counts = new Map<ClassId, { images: number; excluded: number; train: number; validation: number; test: number }>();
    for (const image of this.images) {
      if (image.class === null) continue;
      const count = counts.get(image.class) ?? { images: 0, excluded: 0, train: 0, validation: 0, test: 0 };
      count.images += 1;
      if (image.excluded) count.excluded += 1;
      else if (image.split) count[image.split] += 1;
      counts.set(image.class, count);
    }
    return this.classes.map((one, index) => ({
      ...one, key: classKeys[index] ?? null, ...(counts.get(one.id) ?? { images: 0, excluded: 0, train: 0, validation: 0, test: 0 }),
    }));
  }

  find(id: ImageId): FakeImage {
    const image = this.images[id - 1];
    if (!image) throw new StudioError('image-not-found');
    return image;
  }

  select(filter: ImageFilter, order: 'added' | 'name' | 'doubt'): FakeImage[] {
    const text = filter.text?.toLowerCase();
    const found = this.images.filter((image) =>
      (filter.class === undefined || image.class === (filter.class === 'none' ? null : filter.class))
      && (!filter.split || image.split === filter.split) && (!filter.conflicts || image.conflict) && (!filter.missing || image.missing) && (!filter.excluded || image.excluded)
      && (!text || image.name.includes(text)));
    return order === 'name' ? found.sort((a, b) => a.name.localeCompare(b.name)) : found;
  }

  image(image: FakeImage): ImageSummary {
    const { id, name, hash, width, height, split, conflict, missing, excluded } = image;
    return { id, name, hash, width, height, class: image.class, split, conflict, missing, excluded, prediction: null };
  }

  detail(id: ImageId): ImageDetail {
    const image = this.find(id);
    return {
      ...this.image(image), files: image.files, format: 'jpeg', bytes: 184_320 + id, bitDepth: 8, frames: 1, tone: null, group: image.group,
      addedAt: 1_790_000_000_000,
      history: image.class === null ? [] : [{ at: 1_790_000_000_000, by: 'Ada', class: image.class, how: 'by-hand', kind: 'label', value: null }],
    };
  }

  /** The state as it can be taken back. */
  private snapshot(): Snapshot {
    return {
      classes: this.classes.map((one) => ({ ...one })), labels: this.images.map((image) => image.class),
      conflicts: this.images.map((image) => image.conflict), excluded: this.images.map((image) => image.excluded), groups: this.images.map((image) => image.group),
    };
  }

  private restore(to: Snapshot): number {
    const before = this.images.map((image) => image.class);
    this.classes = to.classes.map((one) => ({ ...one }));
    for (const [index, image] of this.images.entries()) {
      image.class = to.labels[index] ?? null;
      image.conflict = to.conflicts[index] ?? false;
      image.excluded = to.excluded[index] ?? false;
      image.group = to.groups[index] ?? null;
    }
    return this.images.filter((image, index) => image.class !== before[index]).length;
  }

  /** Does something that can be undone. */
  private act(kind: PendingAction['kind'], detail: string, change: () => number): LabelsChanged {
    const before = this.snapshot();
    const changed = change();
    this.steps.push({ action: { kind, images: changed, detail }, before, after: this.snapshot() });
    this.undone = [];
    return this.changed(changed);
  }

  private changed(changed: number): LabelsChanged {
    this.version += Math.max(1, changed);
    return { dataVersion: this.version, changed, undo: this.steps.at(-1)?.action ?? null, redo: this.undone.at(-1)?.action ?? null };
  }

  setLabels(images: readonly ImageId[], to: ClassId | null): LabelsChanged {
    const name = to === null ? '' : this.class(to).name;
    return this.act('label', name, () => images.map((id) => this.find(id)).filter((image) => {
      const differs = image.class !== to || image.conflict;
      Object.assign(image, { class: to, conflict: false, split: to === null ? null : image.split ?? 'train' });
      return differs;
    }).length);
  }

  setGroup(images: readonly ImageId[], group: string | null): LabelsChanged {
    return this.act('group', group ?? '', () => images.map((id) => Object.assign(this.find(id), { group })).length);
  }

  setExcluded(images: readonly ImageId[], excluded: boolean): LabelsChanged {
    return this.act(excluded ? 'exclude' : 'include', '', () => images.map((id) => Object.assign(this.find(id), { excluded })).length);
  }

  undo(): LabelsChanged {
    const step = this.steps.pop();
    if (!step) throw new StudioError('nothing-to-undo');
    this.undone.push(step);
    return this.changed(this.restore(step.before));
  }

  redo(): LabelsChanged {
    const step = this.undone.pop();
    if (!step) throw new StudioError('nothing-to-redo');
    this.steps.push(step);
    return this.changed(this.restore(step.after));
  }

  class(id: ClassId): FakeClass {
    const found = this.classes.find((one) => one.id === id);
    if (!found) throw new StudioError('class-not-found');
    return found;
  }

  private oneClass(id: ClassId): { class: ClassSummary; dataVersion: number } {
    const found = this.classSummaries().find((one) => one.id === id);
    if (!found) throw new StudioError('class-not-found');
    return { class: found, dataVersion: this.version };
  }

  private checkName(name: string, except?: ClassId): void {
    if (this.classes.some((one) => one.id !== except && one.name.toLowerCase() === name.toLowerCase())) throw new StudioError('class-exists', { name });
  }

  addClass(name: string, colour?: string): { class: ClassSummary; dataVersion: number } {
    this.checkName(name);
    let made: FakeClass | undefined;
    this.act('class-add', name, () => { made = this.newClass(name, colour); return 0; });
    return this.oneClass((made as unknown as FakeClass).id);
  }

  renameClass(id: ClassId, name: string): { class: ClassSummary; dataVersion: number } {
    this.checkName(name, id);
    this.act('class-rename', `${this.class(id).name} → ${name}`, () => { this.class(id).name = name; return 0; });
    return this.oneClass(id);
  }

  recolourClass(id: ClassId, colour: string): { class: ClassSummary; dataVersion: number } {
    this.act('class-recolour', this.class(id).name, () => { this.class(id).colour = colour; return 0; });
    return this.oneClass(id);
  }

  mergeClasses({ from, into }: CheckedInput<'classes.merge'>): LabelsChanged {
    const names = from.map((id) => this.class(id).name).join(', ');
    return this.act('class-merge', `${names} → ${this.class(into).name}`, () => this.move(new Set(from.filter((id) => id !== into)), into));
  }

  removeClass(id: ClassId): LabelsChanged {
    return this.act('class-remove', this.class(id).name, () => this.move(new Set([id]), null));
  }

  private move(from: ReadonlySet<ClassId>, to: ClassId | null): number {
    const moved = this.images.filter((image) => image.class !== null && from.has(image.class));
    for (const image of moved) image.class = to;
    this.classes = this.classes.filter((one) => !from.has(one.id));
    return moved.length;
  }
}
