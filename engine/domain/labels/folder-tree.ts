import type { Split } from './split.ts';

/** The folders at one depth below the imported folder. */
interface FolderLevel {
  /** Those with the most images, in descending order. */
  readonly folders: { name: string; images: number }[];
  /** Number of distinct names at this depth. */
  readonly names: number;
  /** `split`: names such as train, val and test; `date`: days, months or years. */
  readonly kind: 'split' | 'date' | 'name';
}
export interface FolderTree {
  readonly images: number;
  readonly levels: FolderLevel[];
}

/** Which folder level, counted from 1, names the class and which the part of an existing split; null for none. */
export interface TreeReading {
  readonly classLevel: number | null;
  readonly splitLevel: number | null;
}

const shownFolders = 8;
const parts: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};
const dates = [/^(19|20)\d{2}$/, /^(19|20)\d{2}[-_. ]?\d{2}([-_. ]?\d{2})?$/, /^\d{1,2}[-_. ]\d{1,2}[-_. ](19|20)?\d{2}$/];

const partOf = (folder: string): Split | null => parts[folder.toLowerCase()] ?? null;
/** The folders that contain a file, given its path relative to the imported folder, with forward slashes. */
const foldersOf = (name: string): readonly string[] => name.split('/').slice(0, -1);

/** Returns the folder levels of files, given their paths relative to the imported folder, with forward slashes. */
export function folderTree(names: Iterable<string>): FolderTree {
  const counts: Map<string, number>[] = [];
  let images = 0;
  for (const name of names) {
    images += 1;
    foldersOf(name).forEach((folder, depth) => {
      const level = (counts[depth] ??= new Map<string, number>());
      level.set(folder, (level.get(folder) ?? 0) + 1);
    });
  }
  return { images, levels: counts.map(levelOf) };
}

function levelOf(counts: ReadonlyMap<string, number>): FolderLevel {
  const folders = [...counts].map(([name, images]) => ({ name, images })).sort((a, b) => b.images - a.images);
  const all = (test: (name: string) => boolean): boolean => folders.every(({ name }) => test(name));
  const kind = all((name) => partOf(name) !== null) ? 'split' : all((name) => dates.some((date) => date.test(name))) ? 'date' : 'name';
  return { folders: folders.slice(0, shownFolders), names: folders.length, kind };
}

/** The default interpretation of a tree: the innermost level that is neither a split nor dates names the class. */
export function usualReading({ levels }: FolderTree): TreeReading {
  const at = (kinds: readonly FolderLevel['kind'][]): number | null => levels.findLastIndex(({ kind }) => kinds.includes(kind)) + 1 || null;
  return { classLevel: at(['name']) ?? at(['date']), splitLevel: levels.findIndex(({ kind }) => kind === 'split') + 1 || null };
}

/** A tree with its default interpretation, and whether it contains a split that can be kept: shown before an import. */
export function readTree(names: Iterable<string>): FolderTree & TreeReading & { readonly hasSplit: boolean } {
  const tree = folderTree(names);
  return { ...tree, ...usualReading(tree), hasSplit: hasGivenSplit(tree) };
}

/** The class of a file: its folder at the level that names the class, or the innermost one above; null if there is none. */
export function classInTree(name: string, { classLevel, splitLevel }: TreeReading): string | null {
  if (classLevel === null) return null;
  const folders = foldersOf(name);
  return folders.findLast((_, depth) => depth < classLevel && depth + 1 !== splitLevel) ?? null;
}

/** The part of the split that a tree assigns to a file; null if none. */
export function partInTree(name: string, { splitLevel }: TreeReading): Split | null {
  const folder = splitLevel === null ? undefined : foldersOf(name)[splitLevel - 1];
  return folder === undefined ? null : partOf(folder);
}

/** Whether a tree shows which images are held out, so that its split can be kept. */
export function hasGivenSplit({ levels }: FolderTree): boolean {
  const level = levels.find(({ kind }) => kind === 'split');
  const given = new Set(level?.folders.map(({ name }) => partOf(name)));
  return given.has('train') && given.size > 1;
}

/**
 * Adapts an existing split to Graft's three parts: training, validation and test. If it has no test images, its validation images become
 * the test set. Validation images that are then missing are drawn from the training images.
 */
export function heldOutAsTest<K>(given: ReadonlyMap<K, Split>): Map<K, Split> {
  const hasTest = [...given.values()].includes('test');
  return new Map([...given].map(([key, part]) => [key, part === 'validation' && !hasTest ? 'test' : part]));
}
