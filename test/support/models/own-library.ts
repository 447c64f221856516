import { mkdirSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { requests, type CheckedInput, type Job, type JobId, type Output, type SourceModel } from '../../../engine/contract/index.ts';
import { StudioError } from '../../../engine/domain/failure.ts';
import { Learner } from '../../../engine/learner/client.ts';
import { addSourceHandlers } from '../../../engine/work/sources/add-source.ts';
import { exportSourceHandlers } from '../../../engine/work/sources/export-source.ts';
import { JobQueue } from '../../../engine/work/studio/job-queue.ts';
import { measureHandlers } from '../../../engine/work/sources/measure-source.ts';
import { SourceLibrary, sourceHandlers } from '../../../engine/work/sources/source-library.ts';
import type { StudioParts } from '../../../engine/work/studio/studio-parts.ts';
import { testShelf } from './shelf.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** One real learner for all tests of a file. */
export function learnerForTests(): Learner {
  const learner = new Learner();
  after(() => learner.close());
  return learner;
}

export type OwnLibrary = ReturnType<typeof ownLibrary>;

/** The empty library of a user with a separate data folder, with its real handlers. */
export function ownLibrary(t: TestContext, learner: Learner) {
  const root = temporaryFolder(t);
  const { shelf, home } = testShelf(t, root);
  const shipped = join(root, 'shipped');
  mkdirSync(shipped);
  const jobs: Job[] = [];
  const queue = new JobQueue((job) => jobs.push(job));
  const library = new SourceLibrary({ GRAFT_HOME: home, GRAFT_SHIPPED_MODELS: shipped });
  const uploads = {
    folder: (upload: string) => uploadedIn(join(root, 'uploads', upload)),
    remove: (upload: string) => rm(join(root, 'uploads', upload), { recursive: true, force: true }),
  };
  const parts = { queue, library, learner, uploads, projects: shelf } as unknown as StudioParts;
  const handlers = { ...sourceHandlers(library), ...addSourceHandlers(parts), ...exportSourceHandlers(library), ...measureHandlers(parts) };
  const ended = async (id: JobId): Promise<Job> => requests['jobs.get'].output.parse(await queue.ended(id));
  /** Returns the added model. Throws the failure of its job. */
  const outcome = async (id: JobId): Promise<SourceModel> => {
    const { failure, result } = await ended(id);
    if (failure) throw new StudioError(failure.code, failure.facts);
    if (result?.kind !== 'add-source') throw new Error(`the job ended with ${result?.kind}`);
    return result.report.source;
  };
  return {
    root,
    home,
    shipped,
    shelf,
    queue,
    jobs,
    parts,
    library,
    handlers,
    ended,
    outcome,
    folder: library.own.folder,
    add: async (input: CheckedInput<'sources.add'>): Promise<SourceModel> => outcome((await handlers['sources.add'](input)).job),
    list: async (): Promise<Output<'sources.list'>> => requests['sources.list'].output.parse(await handlers['sources.list']({})),
    /** Names in the folder of the user's own models, including drafts; empty if there is no folder. */
    files: (): string[] => {
      try {
        return readdirSync(library.own.folder).toSorted();
      } catch {
        return [];
      }
    },
    /** Puts files into an upload, as the host does with files sent by a browser. */
    upload: async (files: Readonly<Record<string, string>>, id = 'upload-1'): Promise<string> => {
      for (const [name, from] of Object.entries(files)) {
        await mkdir(join(root, 'uploads', id, name, '..'), { recursive: true });
        await cp(from, join(root, 'uploads', id, name), { recursive: true });
      }
      return id;
    },
    uploads: (): string[] => {
      try {
        return readdirSync(join(root, 'uploads'));
      } catch {
        return [];
      }
    },
  };
}

function uploadedIn(folder: string): Promise<string> {
  try {
    readdirSync(folder);
    return Promise.resolve(folder);
  } catch {
    return Promise.reject(new StudioError('upload-not-found'));
  }
}
