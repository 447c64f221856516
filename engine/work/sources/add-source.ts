import { basename, join } from 'node:path';
import type { CheckedInput, Handlers, JobResult } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { sourceIdFor } from '../../domain/models/source-ids.ts';
import { modelEnding } from '../../models/intake/model-file.ts';
import type { JobControl } from '../studio/job-queue.ts';
import { sourceOrigin, type SourceOrigin } from './source-origin.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

export type SourceWishes = Omit<CheckedInput<'sources.add'>, 'from'>;
type Added = Extract<JobResult, { kind: 'add-source' }>;

/**
 * Adds a model to the user's library: the learner converts it to a source folder and checks it in a draft folder; it appears in the library
 * only when complete. Waits for a turn with the learner. Never leaves anything unfinished behind.
 * Errors: those of the gate; `source-exists`, `stopped`, `disk-full`, `folder-read-only`.
 */
export async function addToLibrary(
  { learner, library }: StudioParts,
  origin: SourceOrigin,
  wishes: SourceWishes,
  control: JobControl,
): Promise<Added> {
  const draft = await library.own.draft();
  const id = origin.id ?? sourceIdFor(wishes.title ?? origin.from.replace(modelEnding, ''));
  try {
    await control.turn('learner');
    const made = await learner.run(
      {
        kind: 'add-source',
        path: origin.path,
        wishes: { ...wishes, id, from: origin.from },
        folder: join(draft, 'model'),
      },
      control,
    );
    control.progress('writing', 0, null);
    const { sources, unusable } = await library.list();
    const same = sources.find(({ hash }) => hash === made.hash);
    if (same) throw new StudioError('source-exists', { source: same.title });
    if (control.signal.aborted) throw new StudioError('stopped');
    // A source folder keeps its own id unless it gets another title.
    const wanted = origin.id === undefined && wishes.title === undefined ? made.id : id;
    const taken = [...sources.map((one) => one.id), ...unusable.map((one) => basename(one.path))];
    const path = await library.own.keep(draft, { id: wanted, origin: origin.kind, from: origin.from }, taken);
    const source = (await library.list()).sources.find((one) => one.path === path);
    if (!source) throw new StudioError('source-card-damaged', { path, detail: 'it has changed since it was written' });
    return { kind: 'add-source', report: { source, checks: made.checks } };
  } catch (error) {
    throw asKnownToUser(error, draft, origin, library.own.folder);
  } finally {
    await library.own.discard(draft);
  }
}

/** Makes failures name the file or folder that the user chose, or the library, instead of a temporary path that no longer exists. */
function asKnownToUser(error: unknown, draft: string, { path, shown }: SourceOrigin, library: string): unknown {
  if (!(error instanceof StudioError) || typeof error.facts.path !== 'string') return error;
  const about = error.facts.path;
  const writing =
    error.code === 'disk-full' || error.code === 'disk-error' || error.code === 'folder-read-only' || error.code === 'folder-not-found';
  if (!about.startsWith(draft) && about !== path && about !== 'source.json') return error;
  return new StudioError(error.code, { ...error.facts, path: writing ? library : shown }, { cause: error });
}

export function addSourceHandlers(parts: StudioParts): Pick<Handlers, 'sources.add'> {
  return {
    'sources.add': async ({ from, ...wishes }) => {
      const origin = await sourceOrigin(parts, from);
      const job = parts.queue.start({
        kind: 'add-source',
        project: null,
        work: async (control) => {
          try {
            return await addToLibrary(parts, origin, wishes, control);
          } finally {
            if ('upload' in from) await parts.uploads.remove(from.upload);
          }
        },
      });
      return { job: job.id };
    },
  };
}
