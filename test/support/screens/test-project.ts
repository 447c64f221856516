import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ClassId,
  ClassSummary,
  Handlers,
  ImageId,
  ImageSummary,
  Project,
  ProjectId,
  RequestName,
  SourceModel,
} from '../../../engine/contract/index.ts';
import type { Split } from '../../../engine/domain/labels/split.ts';
import type { ImportedImage } from '../../../engine/store/image-import.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { projectSummary } from '../../../engine/work/projects/project-summary.ts';
import { deepFacts, deepPictureContent, draw, drawnFacts, pictureContent, stackContent, stackFacts } from './drawn-pool.ts';
import { KeptReports } from './kept-reports.ts';
import { KeptRuns } from './kept-runs.ts';

const splits: readonly Split[] = ['train', 'train', 'train', 'validation', 'test'];
const who = { at: 1_790_000_000_000, by: 'Ada' };

/** Fills a project before a studio opens it: with images as an import would have left them, including their files. */
export class ProjectFiller {
  readonly store: ProjectStore;
  readonly runs: KeptRuns;
  readonly reports: KeptReports;
  readonly #pictures: string;

  /**
   * @param pictures folder for the image files
   * @param source source model of the runs and reports
   */
  constructor(store: ProjectStore, pictures: string, source: SourceModel) {
    this.store = store;
    this.runs = new KeptRuns(store, source);
    this.reports = new KeptReports(store, source);
    this.#pictures = pictures;
  }

  /** Adds images named after a folder; the first `labelled` of them get the class of that name. Every fifth of these is a test image. */
  addImages(folder: string, images: number, labelled: number): void {
    const before = this.store.images.counts().images;
    const kind = labelled > 0 ? this.store.classes.list().length : before % 4;
    const records = Array.from({ length: images }, (_, at) =>
      this.#file(folder, at + 1, before + at + 1, kind, at < labelled ? folder : null),
    );
    const added = this.store.images.addBatch(records, who);
    this.store.images.assignSplits(new Map(added.slice(0, labelled).map(({ image }, at) => [image, splits[at % splits.length]!])), who);
  }

  /** Adds images beyond 8 bits, labelled with their folder's name: number n reaches from 100 to 1,000 + 100 n, each with its own window. */
  addDeepImages(folder: string, numbers: readonly number[]): void {
    mkdirSync(join(this.#pictures, folder), { recursive: true });
    this.store.images.addBatch(
      numbers.map((number): ImportedImage => {
        const path = join(this.#pictures, folder, `${number}.tif`),
          content = Buffer.from(deepPictureContent(number));
        writeFileSync(path, content);
        return { ...deepFacts(drawnFacts(content, number), number, null), path, className: folder, group: null };
      }),
      who,
    );
  }

  /** Adds stacks of five pages and two channels. */
  addStacks(folder: string, numbers: readonly number[]): void {
    mkdirSync(join(this.#pictures, folder), { recursive: true });
    this.store.images.addBatch(
      numbers.map((number): ImportedImage => {
        const path = join(this.#pictures, folder, `${number}.tif`),
          content = Buffer.from(stackContent(number));
        writeFileSync(path, content);
        return { ...stackFacts(drawnFacts(content, number), null), path, className: folder, group: null };
      }),
      who,
    );
  }

  /** Puts the image at an index into folders of two classes: an undecided conflict. */
  addConflict(place: number, first: string, second: string): void {
    const image = this.#at(place);
    const { name } = image;
    const content = readFileSync(this.store.images.files(image.id)[0]!.path);
    const records = [first, second].map((className): ImportedImage => {
      mkdirSync(join(this.#pictures, className), { recursive: true });
      const path = join(this.#pictures, className, name);
      writeFileSync(path, content);
      return { ...drawnFacts(content, image.id), path, className, group: null };
    });
    this.store.images.addBatch(records, who);
  }

  /** Removes the file of the image at an index, after its picture was cached. */
  async loseFile(place: number): Promise<void> {
    const { id, hash } = this.#at(place);
    const thumbnail = await draw(hash, { number: id, kind: 0 }, this.store.cacheFolder);
    await this.store.thumbnails.add([{ key: hash, bytes: thumbnail }]);
    for (const { path } of this.store.images.files(id)) rmSync(path);
    this.store.images.locate(id);
  }

  /** Adds files refused by an import, the last of them first. */
  refuse(...files: Parameters<ProjectStore['refusals']['add']>[0]): void {
    this.store.refusals.add(files, who.at);
  }

  setLabels(images: readonly number[], to: number): void {
    this.store.labels.set(images as ImageId[], to as ClassId, { ...who, how: 'by-hand' });
  }

  #at(place: number): ImageSummary {
    return this.store.images.page({ filter: {}, order: 'added', offset: place, limit: 1 }).images[0]!;
  }

  #file(folder: string, at: number, number: number, kind: number, className: string | null): ImportedImage {
    mkdirSync(join(this.#pictures, folder), { recursive: true });
    const path = join(this.#pictures, folder, `${folder.toLowerCase().replace(/\W+/g, '-')}-${String(at).padStart(4, '0')}.jpg`);
    const content = Buffer.from(pictureContent(number, kind));
    writeFileSync(path, content);
    return { ...drawnFacts(content, number), path, className, group: null };
  }
}

interface Answering {
  handlerOf<N extends RequestName>(name: N): Handlers[N];
}

/** A project of a test studio. */
export class TestProject {
  readonly id: ProjectId;
  readonly path: string;
  readonly #studio: Answering;

  constructor(studio: Answering, id: ProjectId, path: string) {
    this.#studio = studio;
    this.id = id;
    this.path = path;
  }

  summary(): Project {
    return this.#studio.handlerOf('projects.get')({ project: this.id }) as Project;
  }

  /** The project according to its database while no studio has it open. */
  onDisk(): Project {
    const store = ProjectStore.open(this.path);
    try {
      return projectSummary(store);
    } finally {
      store.close();
    }
  }

  classSummaries(): ClassSummary[] {
    return this.summary().classes;
  }

  /** The images, in the order they were added. */
  get images(): ImageSummary[] {
    return (
      this.#studio.handlerOf('images.page')({ project: this.id, filter: {}, order: 'added', offset: 0, limit: 1000 }) as {
        images: ImageSummary[];
      }
    ).images;
  }
}
