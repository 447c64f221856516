import type { FolderTreeSeen, JobId, ProjectId } from '../../engine/contract/index.ts';
import { readTree } from '../../engine/domain/labels/folder-tree.ts';
import { ask, upload } from '../studio.ts';
import type { Dropped } from './collect-dropped.ts';
import type { ImportAnnotationInput } from './read-annotations.ts';

export interface ImportChoices {
  readonly labels: 'folders' | 'file' | 'none';
  readonly annotations?: ImportAnnotationInput;
  readonly copy: boolean;
  readonly split?: 'keep' | 'new';
  /** If absent, as the folders suggest. */
  readonly classLevel?: number;
}

/** Suggests how to read the folders of something dropped or chosen. @throws StudioError */
export function treeOf(origin: Dropped): Promise<FolderTreeSeen> {
  if ('paths' in origin) return ask('images.tree', { paths: origin.paths });
  return Promise.resolve(readTree(insideOneFolder(origin.files.map(({ path }) => path))));
}

/** The name of a single dropped folder says nothing about the images in it. */
function insideOneFolder(paths: readonly string[]): string[] {
  const [outermost] = paths[0]?.split('/') ?? [];
  return paths.every((path) => path.startsWith(`${outermost}/`)) ? paths.map((path) => path.slice(`${outermost}/`.length)) : [...paths];
}

/**
 * Starts an import, after uploading files that only the browser has.
 * @param onUploaded gets the number of files uploaded so far.
 * @throws StudioError; `stopped` when the signal is aborted during the upload
 */
export async function startImport(
  project: ProjectId,
  origin: Dropped,
  choices: ImportChoices,
  onUploaded: (done: number) => void,
  signal: AbortSignal,
): Promise<JobId> {
  const from = 'paths' in origin ? { paths: origin.paths } : { upload: await upload(origin.files, onUploaded, signal) };
  // Uploaded files exist nowhere else, so they are always copied.
  const { job } = await ask('images.import', { project, from, ...choices, copy: choices.copy || 'upload' in from });
  return job;
}
