import { StudioError } from '../domain/failure.ts';
import type { ContentHash } from '../domain/ids.ts';
import { readSource, type SourceOnDisk } from '../models/library/source-models.ts';

/** Reads the source model of a job. Errors: those of readSource, and `source-weights-damaged` if the folder no longer holds the expected model. */
export async function readChosenSource({ folder, hash }: { readonly folder: string; readonly hash: ContentHash }): Promise<SourceOnDisk> {
  const source = await readSource(folder);
  if (source.model.hash !== hash)
    throw new StudioError('source-weights-damaged', { path: folder, detail: 'it is not the model that was chosen' });
  return source;
}
