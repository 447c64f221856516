import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CheckedInput, RefusedFile } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { isPictureName } from '../../images/formats.ts';
import { scanFolder, type Found } from './scan-folder.ts';

/** A file that is to be imported. */
export interface ListedFile {
  readonly path: string;
  /** Relative to what was imported, with forward slashes: how the file is called in the report. */
  readonly name: string;
  readonly className: string | null;
  readonly group: string | null;
}
export interface ImportList {
  readonly files: readonly ListedFile[];
  readonly refused: readonly (RefusedFile & { readonly path: string })[];
  readonly skipped: number;
}
export type ImportRequest = CheckedInput<'images.import'>;

/**
 * Lists what a request asks to import. The class of a file is the name of the folder that directly holds it, below the imported
 * folder; where several folders are imported at once they are class folders themselves. Fails with `folder-not-found`,
 * `input-invalid` (a group pattern that is no regular expression) and `stopped`.
 */
export async function listImport(
  request: ImportRequest, uploadFolder: string | undefined, options: { signal: AbortSignal; onFound(count: number): void },
): Promise<ImportList> {
  const nameFile = namer(request);
  const files = new Map<string, ListedFile>();
  const refused: ImportList['refused'][number][] = [];
  let skipped = 0;
  for await (const found of foundIn(rootsOf(request, uploadFolder), options.signal)) {
    if (found.is === 'skipped') skipped += 1;
    else if (found.is === 'refused') refused.push({ path: found.path, file: found.name, ...found.refusal });
    else files.set(found.path, nameFile(found.path, found.name));
    options.onFound(files.size);
  }
  return { files: [...files.values()], refused, skipped };
}

function rootsOf({ from }: ImportRequest, uploadFolder: string | undefined): readonly string[] {
  if ('paths' in from) return from.paths;
  if (uploadFolder === undefined) throw new StudioError('upload-not-found');
  return [uploadFolder];
}

async function* foundIn(roots: readonly string[], signal: AbortSignal): AsyncGenerator<Found> {
  for (const root of roots) {
    const kind = await stat(root).catch(() => null);
    const name = basename(root);
    if (kind?.isDirectory()) {
      for await (const found of scanFolder(root, signal)) {
        yield roots.length === 1 || found.is === 'skipped' ? found : { ...found, name: found.name === '' ? name : `${name}/${found.name}` };
      }
    } else if (kind === null && roots.length === 1) {
      throw new StudioError('folder-not-found', { path: root });
    } else {
      yield isPictureName(name) ? { is: 'picture', path: root, name } : { is: 'skipped' };
    }
  }
}

function namer({ labels, groupPattern }: ImportRequest): (path: string, name: string) => ListedFile {
  const pattern = groupPattern === undefined ? null : compiled(groupPattern);
  return (path, name) => ({
    path, name,
    className: labels === 'folders' ? name.split('/').at(-2) ?? null : null,
    group: pattern?.exec(name)?.[1] ?? null,
  });
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new StudioError('input-invalid', { detail: (error as Error).message }, { cause: error });
  }
}
