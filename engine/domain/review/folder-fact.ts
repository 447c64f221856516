import type { ClassId } from '../ids.ts';
import { classNameKey } from '../labels/class-names.ts';
import { sharedFolders } from '../shared-folders.ts';

/** A labelled image, and where its first file lies. */
export interface FiledImage {
  readonly path: string;
  readonly class: ClassId | null;
  /** Whether its label was taken from the folders of its file. */
  readonly isLabelledByFolder: boolean;
}

/** More folders than this are those of specimens or days, which belong to one class anyway; a camera or a site has fewer. */
const mostFolders = 12;

/**
 * For each image the folder that may tell its class although it was not named for it: that of a site, a camera or a person. Left out are
 * what all paths have in common, folders with the name of a class, those that labels were taken from, and folders of kinds of classes, each
 * of which holds whole classes. Empty for a file in none of the rest; null for all where there is nothing to compare.
 */
export function folderFacts(images: readonly FiledImage[], classNames: readonly string[]): (string | null)[] {
  const all = images.map(({ path }) => path.split(/[/\\]+/).slice(0, -1));
  const shared = sharedFolders(all);
  const ofClass = new Set(classNames.map(classNameKey));
  const relative = all.map((names) => names.slice(shared));
  const classAt = classPlaces(relative, images, (name) => ofClass.has(classNameKey(name)));
  const above = relative.map((names, at) => names.slice(0, Math.max(0, classAt[at]!)));
  const areKinds = holdWholeClasses(above, images);
  const paths = relative.map((names, at) => [...(areKinds ? [] : above[at]!), ...names.slice(classAt[at]! + 1)]);
  for (let deepest = deepestOf(paths); deepest > 0; deepest--) {
    const folders = paths.map((names) => names.slice(0, deepest).join('/'));
    const different = new Set(folders).size;
    if (different >= 2 && different <= mostFolders) return folders;
  }
  return images.map(() => null);
}

/** For each path the place of the folder that is the class; -1 for none. */
function classPlaces(
  paths: readonly (readonly string[])[],
  images: readonly FiledImage[],
  isOfClass: (name: string) => boolean,
): readonly number[] {
  const named = paths.map((names) => names.findLastIndex(isOfClass));
  const others = [...paths.keys()].filter((at) => named[at] === -1 && images[at]!.isLabelledByFolder);
  const depths = deepestOf(others.map((at) => paths[at]!));
  const gives = Array.from({ length: depths }, (_, depth) => depth).findIndex((depth) =>
    eachHasOne(others.map((at) => [paths[at]![depth] ?? '', images[at]!.class] as const)),
  );
  for (const at of others) if (gives < paths[at]!.length) named[at] = gives;
  return named;
}

/** The number of folders of the longest path; not by spreading, which fails above some 120,000 paths. */
const deepestOf = (paths: readonly (readonly string[])[]): number => paths.reduce((most, { length }) => Math.max(most, length), 0);

function holdWholeClasses(above: readonly (readonly string[])[], images: readonly FiledImage[]): boolean {
  return eachHasOne(images.flatMap(({ class: label }, at) => (label === null ? [] : [[label, above[at]!.join('/')] as const])));
}

/** Whether each first item always comes with the same second one. */
function eachHasOne<A, B>(pairs: readonly (readonly [A, B])[]): boolean {
  const found = new Map<A, B>();
  return pairs.every(([one, other]) => {
    if (!found.has(one)) found.set(one, other);
    return found.get(one) === other;
  });
}
