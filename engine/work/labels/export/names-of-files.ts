import type { NamesInFolder } from '../../../domain/folder-names.ts';
import { sharedFolders } from '../../../domain/shared-folders.ts';

/** The folder in which the files of an upload waited for their import. */
const ofUpload = /^.*[\\/][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[\\/]/;

interface File {
  readonly path: string;
  readonly hash: string;
}

/**
 * Names images by their paths below the innermost folder that holds them all, with forward slashes, so that an export does not tell where a
 * user keeps them. Uploaded files have the paths that they were sent with. Of two images with the same name, the second gets a part of its
 * hash.
 * @param separator that of paths on this system
 */
export function namesOfFiles(files: readonly File[], separator: string): string[] {
  const parted = files.map(({ path }) => {
    const sent = path.replace(ofUpload, '');
    return { isUpload: sent !== path, segments: sent.split(separator) };
  });
  const shared = sharedFolders(parted.flatMap(({ isUpload, segments }) => (isUpload ? [] : [segments.slice(0, -1)])));
  const taken = new Set<string>();
  return parted.map(({ isUpload, segments }, index) => {
    const name = segments.slice(isUpload ? 0 : shared).join('/');
    const unique = taken.has(name) ? marked(name, files[index]?.hash ?? '') : name;
    taken.add(unique);
    return unique;
  });
}

function marked(name: string, hash: string): string {
  const { stem, ending } = endingOf(name);
  return `${stem}-${hash}${ending}`;
}

/** The ending of a file's name, which says what it is: letters and digits after the last full stop. */
function endingOf(name: string): { readonly stem: string; readonly ending: string } {
  const ending = /.(\.[A-Za-z0-9]{1,10})$/.exec(name)?.[1] ?? '';
  return { stem: name.slice(0, name.length - ending.length), ending };
}

/** The name of an image's copy in a folder, without those that it was in. */
export function nameOfCopy(folder: NamesInFolder, { file, hash }: { readonly file: string; readonly hash: string }): string {
  const { stem, ending } = endingOf(file.slice(file.lastIndexOf('/') + 1));
  return folder.take(stem, { mark: hash.slice(0, 8), fallback: 'image', ending });
}
