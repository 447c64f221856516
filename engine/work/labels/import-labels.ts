import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LeftTally, type LabelledPicture } from '../../annotations/label-pictures.ts';
import type { CheckedInput, Handlers, LabelImport } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ImageId } from '../../domain/ids.ts';
import { classNameKey } from '../../domain/labels/class-names.ts';
import type { ImageStatement } from '../../store/label-import.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { picturesBelow } from '../images/import-list.ts';
import { readAnnotations } from '../images/read-annotations.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

type Request = CheckedInput<'labels.import'>;
/** What the file says about an image, and for how many of its labels that stands. */
interface Said extends ImageStatement {
  readonly labels: number;
  readonly picture: string;
}

/** Small enough that a label given meanwhile is acknowledged without a noticeable wait. */
const batchSize = 200;

/**
 * Labels the images of a project from an annotation file. Between batches other requests are answered; what was labelled before a stop
 * stays, and all of it is one action. Errors: those of readAnnotations, `annotations-match-nothing`, `disk-full`, `disk-error`, `stopped`.
 */
async function importLabels(parts: StudioParts, request: Request, control: JobControl): Promise<LabelImport> {
  const store = parts.projects.get(request.project);
  control.progress('reading-labels', 0, null);
  const imageOf = imagesByPath(store);
  const { seen, labelled } = await readAnnotations(request.annotations, [...imageOf.keys()], control.signal);
  if (labelled.pictures.length === 0) throw new StudioError('annotations-match-nothing', { path: request.annotations.file });
  const left = new LeftTally(labelled.left);
  const keepsSplit = request.split === 'keep' && seen.split !== null;
  const said = byImage(labelled.pictures, imageOf, keepsSplit, left);
  const classesBefore = new Set(store.classes.list().map(({ id }) => id));
  const changed = await labelInBatches(parts, request, said, control, left);
  return {
    format: seen.format,
    labels: seen.labels,
    carried: left.usedOf(seen.labels),
    left: left.all,
    changed,
    unchanged: said.length - changed,
    classesAdded: store.classes
      .list()
      .filter(({ id }) => !classesBefore.has(id))
      .map(({ name }) => name),
    split: seen.split && { kept: keepsSplit, ...seen.split },
  };
}

/** The images of a project by the paths of their files, with forward slashes. */
const imagesByPath = (store: ProjectStore): Map<string, ImageId> =>
  new Map(store.images.allFiles().map(({ image, path }) => [path.replaceAll('\\', '/'), image]));

/** Copies of an image count once; if the file gives them different classes, the image gets none of them. */
function byImage(
  pictures: readonly LabelledPicture[],
  imageOf: ReadonlyMap<string, ImageId>,
  keepsSplit: boolean,
  left: LeftTally,
): readonly Said[] {
  const said = new Map<ImageId, Said>();
  const disputed = new Set<ImageId>();
  for (const { picture, className, group, part, labels, site, takenAt, tags, author } of pictures) {
    const image = imageOf.get(picture)!;
    const known = said.get(image);
    const before = known?.className ?? null;
    if (before !== null && className !== null && classNameKey(before) !== classNameKey(className)) disputed.add(image);
    said.set(image, {
      image,
      picture: known?.picture ?? picture,
      className: before ?? className,
      author: before === null ? author : known!.author,
      group: known?.group ?? group,
      site: known?.site ?? site,
      takenAt: known?.takenAt ?? takenAt,
      tags: [...new Set([...(known?.tags ?? []), ...tags])],
      part: known?.part ?? (keepsSplit ? part : null),
      labels: (known?.labels ?? 0) + labels,
    });
  }
  return [...said.values()].map((one) => {
    if (!disputed.has(one.image)) return one;
    left.add('several-classes', one.labels, one.picture);
    return { ...one, className: null, labels: 0 };
  });
}

/** Returns the number of images changed. */
async function labelInBatches(
  parts: StudioParts,
  { project, annotations, labelled }: Request,
  said: readonly Said[],
  control: JobControl,
  left: LeftTally,
): Promise<number> {
  const key = randomUUID();
  let changed = 0;
  for (let start = 0; start < said.length; start += batchSize) {
    if (control.signal.aborted) throw new StudioError('stopped');
    const batch = said.slice(start, start + batchSize);
    const verdict = parts.projects.get(project).labels.import(batch, {
      at: parts.projects.now(),
      by: parts.projects.by(),
      import: key,
      title: basename(annotations.file),
      replaces: labelled === 'replace',
      isLast: start + batchSize >= said.length,
    });
    changed += verdict.changed;
    const kept = new Set(verdict.kept);
    for (const { image, labels, picture } of batch) if (kept.has(image)) left.add('labelled-otherwise', labels, picture);
    control.progress('labelling', Math.min(said.length, start + batchSize), said.length);
    parts.projects.changed(project);
    await setImmediate();
  }
  return changed;
}

export function labelImportHandlers(parts: StudioParts): Pick<Handlers, 'annotations.formats' | 'annotations.read' | 'labels.import'> {
  return {
    'annotations.formats': async () => {
      // Loaded only when asked for: the readers bring packages that nothing else in this process needs.
      const { allFormats } = await import('../../annotations/all-formats.ts');
      return { formats: allFormats.map(({ id, title, carries, description }) => ({ id, title, carries: [...carries], description })) };
    },
    'annotations.read': async ({ about, annotations }) => (await readAnnotations(annotations, await picturesOf(parts, about))).seen,
    'labels.import': (request) => {
      parts.projects.get(request.project);
      const job = parts.queue.start({
        kind: 'import-labels',
        project: request.project,
        work: async (control) => ({ kind: 'import-labels', report: await importLabels(parts, request, control) }),
      });
      return { job: job.id };
    },
  };
}

/** The names of the pictures that an annotation file is about. */
async function picturesOf(parts: StudioParts, about: CheckedInput<'annotations.read'>['about']): Promise<string[]> {
  if ('paths' in about) return picturesBelow(about.paths, new AbortController().signal);
  return [...imagesByPath(parts.projects.get(about.project)).keys()];
}
