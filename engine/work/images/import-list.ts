import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BoxToCut } from '../../annotations/label-pictures.ts';
import type { AnnotationsSeen, CheckedInput, RefusedFile } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import {
  classInTree,
  folderTree,
  hasGivenSplit,
  partInTree,
  readTree,
  usualReading,
  type FolderTree,
  type TreeReading,
} from '../../domain/labels/folder-tree.ts';
import type { StatedFacts } from '../../domain/labels/stated-facts.ts';
import type { Split } from '../../domain/labels/split.ts';
import { isPictureName } from '../../images/formats.ts';
import { groupsOf, requirePattern } from './group-names.ts';
import { readAnnotations } from './read-annotations.ts';
import { scanFolder, type Found } from './scan-folder.ts';

/** A file to import. */
export interface ListedFile {
  readonly path: string;
  /** The path relative to the imported folder, with forward slashes; the report shows it. */
  readonly name: string;
  readonly className: string | null;
  readonly group: string | null;
  /** The part of the split that its folders or the annotation file give, whether the split is kept or not. */
  readonly part: Split | null;
  /** Number of labels of the annotation file that its class or its boxes stand for; 0 without one. */
  readonly labels: number;
  /** What the annotation file says of it beside its label; null without one. */
  readonly facts: StatedFacts | null;
  /** The boxes to cut out of it; null if it becomes an image as a whole. */
  readonly boxes: readonly BoxToCut[] | null;
}
export interface ImportList {
  readonly files: readonly ListedFile[];
  readonly tree: FolderTree;
  readonly reading: TreeReading;
  /** Whether the folders or the annotation file give a split that can be kept. */
  readonly hasSplit: boolean;
  /** What came of the annotation file; null without one. */
  readonly annotations: AnnotationsSeen | null;
  /** Number of pictures without a box to cut out, which are not among the files; null if no boxes are cut out. */
  readonly withoutBoxes: number | null;
  readonly refused: readonly (RefusedFile & { readonly path: string })[];
  readonly skipped: number;
}
export type ImportRequest = CheckedInput<'images.import'>;

/**
 * Lists what a request asks to import. The class of a file is the name of a folder that contains it, below the imported folder (see
 * folder-tree.ts), or what an annotation file says; where several folders are imported at once, they are the outermost level.
 * Errors: `folder-not-found`, `upload-not-found`, `input-invalid` (a group pattern that is not a regular expression), `pattern-too-slow`,
 * `stopped`, and those of readAnnotations.
 */
export async function listImport(
  request: ImportRequest,
  uploadFolder: string | undefined,
  options: { signal: AbortSignal; onFound(count: number): void },
): Promise<ImportList> {
  if (request.groupPattern !== undefined) requirePattern(request.groupPattern);
  const names = new Map<string, string>();
  const refused: ImportList['refused'][number][] = [];
  let skipped = 0;
  for await (const found of foundIn(await rootsOf(request, uploadFolder), options.signal)) {
    if (found.is === 'skipped') skipped += 1;
    else if (found.is === 'refused') refused.push({ path: found.path, file: found.name, ...found.refusal });
    else names.set(found.path, found.name);
    options.onFound(names.size);
  }
  const tree = folderTree(names.values());
  const usual = usualReading(tree);
  const reading = { ...usual, classLevel: request.labels === 'folders' ? (request.classLevel ?? usual.classLevel) : null };
  const annotated =
    request.annotations && request.labels === 'file'
      ? await readAnnotations(request.annotations, [...names.values()], options.signal)
      : null;
  const cutsOut = annotated !== null && request.annotations?.boxes === 'cut';
  const said = new Map(annotated?.labelled.pictures.map((one) => [one.picture, one]));
  const partsFromFile = annotated !== null && annotated.seen.split !== null;
  const groups = request.groupPattern === undefined ? [] : await groupsOf(request.groupPattern, [...names.values()], options);
  const files = [...names].map(([path, name], index): ListedFile => ({
    path,
    name,
    className: annotated ? (said.get(name)?.className ?? null) : classInTree(name, reading),
    group: groups[index] ?? said.get(name)?.group ?? null,
    part: partsFromFile ? (said.get(name)?.part ?? null) : partInTree(name, reading),
    labels: said.get(name)?.labels ?? 0,
    facts: said.get(name) ?? null,
    boxes: cutsOut ? (said.get(name)?.boxes ?? []) : null,
  }));
  const kept = files.filter(({ boxes }) => boxes?.length !== 0);
  return {
    files: kept,
    refused,
    skipped,
    tree,
    reading,
    hasSplit: partsFromFile || hasGivenSplit(tree),
    annotations: annotated?.seen ?? null,
    withoutBoxes: cutsOut ? files.length - kept.length : null,
  };
}

/** Reads the folder tree below some paths from the names of the images in it. Errors: `folder-not-found`, `stopped`. */
export async function treeOf(paths: readonly string[], signal: AbortSignal): Promise<ReturnType<typeof readTree>> {
  return readTree(await picturesBelow(paths, signal));
}

/** The names of the images below some paths, as an import of them would name them. Errors: `folder-not-found`, `stopped`. */
export async function picturesBelow(paths: readonly string[], signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const found of foundIn(paths, signal)) if (found.is === 'picture') names.push(found.name);
  return names;
}

async function rootsOf({ from }: ImportRequest, uploadFolder: string | undefined): Promise<readonly string[]> {
  if ('paths' in from) return from.paths;
  if (uploadFolder === undefined) throw new StudioError('upload-not-found');
  // A dropped folder is read like a chosen one: its own name says nothing about the images in it.
  const [only, ...others] = await readdir(uploadFolder, { withFileTypes: true });
  return [only?.isDirectory() === true && others.length === 0 ? join(uploadFolder, only.name) : uploadFolder];
}

async function* foundIn(roots: readonly string[], signal: AbortSignal): AsyncGenerator<Found> {
  for (const root of roots) {
    const kind = await stat(root).catch(() => null);
    const name = basename(root);
    if (kind?.isDirectory()) {
      for await (const found of scanFolder(root, signal)) {
        if (found.is === 'skipped') yield found;
        else if (found.name === '') yield { ...found, name };
        else yield roots.length === 1 ? found : { ...found, name: `${name}/${found.name}` };
      }
    } else if (kind === null && roots.length === 1) {
      throw new StudioError('folder-not-found', { path: root });
    } else {
      yield isPictureName(name) ? { is: 'picture', path: root, name } : { is: 'skipped' };
    }
  }
}
