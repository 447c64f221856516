import { join } from 'node:path';
import type { CheckedInput, Handlers, Output } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { startImport } from '../images/import-images.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { ClassifiedFile, ClassifiedFolder, ClassifiedFolders } from './classified-folders.ts';

type Request = 'predictions.latest' | 'predictions.page' | 'predictions.take';
type Which = CheckedInput<'predictions.take'>['which'];

/** Nobody reads more refused files on a screen; the table lists them all. */
const refusedTold = 200;

interface Placed {
  readonly place: number;
  readonly file: ClassifiedFile;
}

const placed = ({ files }: ClassifiedFolder): Placed[] => files.map((file, place) => ({ place, file }));
const leastCertainFirst = (files: readonly Placed[]): Placed[] =>
  files.toSorted((a, b) => a.file.probability - b.file.probability || a.place - b.place);
const namedAs = (files: readonly Placed[], name: string, { classes }: ClassifiedFolder): Placed[] =>
  files.filter(({ file }) => classes[file.class] === name);

function summary(classified: ClassifiedFolder): NonNullable<Output<'predictions.latest'>['classified']> {
  const { id, run, folder, table, at, seconds, classes, files, refused } = classified;
  const counts = classes.map(() => 0);
  for (const file of files) counts[file.class] = (counts[file.class] ?? 0) + 1;
  return {
    id,
    run,
    folder,
    table,
    at,
    seconds,
    images: files.length,
    classes: classes.map((name, index) => ({ name, images: counts[index] ?? 0 })),
    refused: { files: refused.length, first: refused.slice(0, refusedTold) },
  };
}

function page(
  store: ProjectStore,
  classified: ClassifiedFolder,
  { class: name, order, offset, limit }: CheckedInput<'predictions.page'>,
): Output<'predictions.page'> {
  const all = placed(classified);
  const chosen = name === undefined ? all : namedAs(all, name, classified);
  const ordered = order === 'doubt' ? leastCertainFirst(chosen) : chosen;
  const nameOf = (index: number): string => classified.classes[index] ?? '';
  return {
    total: chosen.length,
    images: ordered.slice(offset, offset + limit).map(({ place, file }) => ({
      place,
      name: file.name,
      hash: file.hash,
      class: nameOf(file.class),
      probability: file.probability,
      second: file.second && { class: nameOf(file.second.class), probability: file.second.probability },
      inProject: store.images.findByHash(file.hash) !== null,
    })),
  };
}

function chosenOf(classified: ClassifiedFolder, which: Which): Placed[] {
  const all = placed(classified);
  if ('places' in which) return which.places.flatMap((place) => all[place] ?? []);
  if ('least' in which) return leastCertainFirst(all).slice(0, which.least);
  return 'class' in which ? namedAs(all, which.class, classified) : all;
}

export function classifiedHandlers(parts: StudioParts, folders: ClassifiedFolders): Pick<Handlers, Request> {
  return {
    'predictions.latest': ({ project }) => {
      parts.projects.get(project);
      const latest = folders.latest(project);
      return { classified: latest && summary(latest) };
    },
    'predictions.page': (input) => page(parts.projects.get(input.project), folders.get(input.project, input.id), input),
    'predictions.take': ({ project, id, which, copy }) => {
      const classified = folders.get(project, id);
      const paths = chosenOf(classified, which).map(({ file }) => join(classified.folder, file.name));
      if (paths.length === 0) throw new StudioError('no-images', { path: classified.folder });
      // A prediction is not a label: the images are imported as unlabelled.
      return startImport(parts, { project, from: { paths }, labels: 'none', copy });
    },
  };
}
