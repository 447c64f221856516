import type { JobId, ProjectId } from '../../engine/contract/index.ts';
import { ask, upload } from '../studio.ts';
import type { Dropped } from './collect-dropped.ts';

export interface ImportChoices { readonly labels: 'folders' | 'none'; readonly copy: boolean }

/**
 * Starts an import; files that only the browser has are uploaded first.
 * @param onUploaded gets the number of files that have arrived.
 * @throws StudioError; `stopped` when the signal is aborted while files are uploaded
 */
export async function startImport(
  project: ProjectId, origin: Dropped, choices: ImportChoices, onUploaded: (done: number) => void, signal: AbortSignal,
): Promise<JobId> {
  const from = 'paths' in origin ? { paths: origin.paths } : { upload: await upload(origin.files, onUploaded, signal) };
  // Uploaded files are nowhere else, so they are always kept.
  const { job } = await ask('images.import', { project, from, labels: choices.labels, copy: choices.copy || 'upload' in from });
  return job;
}
