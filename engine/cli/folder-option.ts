import { StudioError } from '../domain/failure.ts';

interface Folder {
  readonly name: string;
  readonly folder: string;
}

/**
 * The folder that `--folder` names, by its name as listed or by its path; none without the option. Errors: `input-invalid`.
 * @param unknown says that there is no such folder
 */
export function folderAsked(folders: readonly Folder[], name: string | undefined, unknown: (name: string) => string): { folder?: string } {
  if (name === undefined) return {};
  const found = folders.find((one) => one.name === name || one.folder === name);
  if (!found) throw new StudioError('input-invalid', { detail: unknown(name) });
  return { folder: found.folder };
}
